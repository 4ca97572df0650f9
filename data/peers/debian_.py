"""Measures losses of dlib and FLANN through debian.cpp, and of FANN: python3 data/peers/debian_.py FOLDER

In FOLDER, libdlib-dev 19.24+dfsg-1, libflann-dev 1.9.2+dfsg-1+deb12u1, liblz4-dev 1.9.4-1 and libfann2 2.2.0+ds-8 of
Debian 12 are unpacked (apt-get download, dpkg-deb -x), and there the program is built.
"""
import ctypes
import glob
import subprocess
import sys

from table import *

folder = sys.argv[1]
libraries = [glob.glob(f"{folder}/usr/lib/*/{name}.a")[0] for name in ("libdlib", "liblz4")]
library = folder + "/losses.so"
build = ["g++", "-std=c++14", "-fPIC", "-shared", "-I", folder + "/usr/include", FOLDER + "/debian.cpp", *libraries]
subprocess.run([*build, "-lpthread", "-o", library], check=True)
library = ctypes.CDLL(library)


def pointer(values):
    return values.ctypes.data_as(ctypes.c_void_p)


def call(name, inputs, grad, option=1):
    function = getattr(library, name)
    function.restype = ctypes.c_double
    first, second = (np.ascontiguousarray(inputs[key], dtype=np.float32) for key in ("input", "target"))
    slopes = np.zeros(first.shape, dtype=np.float32)
    value = function(first.size, option, pointer(first), pointer(second), pointer(slopes))
    return value, {key: slopes for key in grad}


peer = Peer("dlib", "19.24, Debian 12", "2026-11-30", "run", [], call, single=True)
FLAT = dict(input=sum(P, []), target=sum(T, []))
MEAN = "over rows of one number"
peer.line(
    "mse",
    "dlib::loss_mean_squared_",
    "",
    "mean_squared",
    mean=MEAN,
    differs="the slope that it hands back is half that of its value",
).case("defaults", FLAT)
peer.line(
    "l1",
    "dlib::loss_epsilon_insensitive_ of epsilon 0",
    "epsilon 1",
    "epsilon_insensitive",
    mean=MEAN,
    differs="with epsilon above 0 a residual below −epsilon costs 2 epsilon too much; its slope is right",
).case("epsilon 0", FLAT, grad=("input",))
peer.line("hinge", "dlib::loss_binary_hinge_", "", "binary_hinge", mean=MEAN, differs="labels are −1 and 1").case(
    "defaults", dict(input=sum(P, []), target=sum(SIGNS, [])), grad=("input",)
)
peer.write("dlib.json")

peer = Peer("FLANN", "1.9.2, Debian 12", "2026-11-30", "run", single=True)
peer.line(
    "kl-div",
    "flann::KL_Divergence",
    "",
    lambda input, target: call("divergence", {"input": target, "target": np.exp(input)}, ())[0],
    here={"reduction": "sum"},
    mean="a sum over the vector",
    differs="takes probabilities, the target first; leaves out what is 0 in either, so that disjoint ones are at 0",
).case("defaults", dict(input=np.log(OTHER_ROWS[1]), target=ROWS[1])).case(
    "nothing in common", dict(input=[0.0, -INF], target=[0.0, 1.0]), right=INF
)
line = peer.line(
    "power-error",
    "flann::MinkowskiDistance",
    "order must be given, a whole number",
    here={"reduction": "sum", "p": 3},
    mean="a sum over the vector",
    differs="the root is not taken, unlike in Minkowski's distance",
)
for order in (3, 1, 4):
    line.case(
        f"order {order}",
        FLAT,
        {"p": order},
        call=lambda input, target, order=order: call("minkowski", {"input": input, "target": target}, (), order)[0],
    )
peer.write("flann.json")

fann = ctypes.CDLL(glob.glob(f"{folder}/usr/lib/*/libdoublefann.so.2")[0])
fann.fann_create_standard.restype = ctypes.c_void_p
fann.fann_get_MSE.restype = ctypes.c_float
LINEAR, TANH = 0, 5


def fann_error(activation, bias, inputs):
    """Of a net without hidden layers whose outputs are the input: its biases, through the activation."""
    count = inputs["input"].size
    net = ctypes.c_void_p(fann.fann_create_standard(2, 1, count))
    fann.fann_set_activation_function_output(net, activation)
    fann.fann_set_activation_steepness_output(net, ctypes.c_double(1))
    for output, wanted in enumerate(bias(inputs["input"]), 2):
        fann.fann_set_weight(net, 0, output, ctypes.c_double(0))
        fann.fann_set_weight(net, 1, output, ctypes.c_double(wanted))
    fann.fann_test(net, pointer(np.ones(1)), pointer(np.ascontiguousarray(inputs["target"])))
    value = fann.fann_get_MSE(net)
    fann.fann_destroy(net)
    return value


peer = Peer("FANN", "2.2.0, Debian 12", "2026-11-30", "run", single=True)
peer.line(
    "mse",
    "fann_get_MSE",
    "",
    lambda input, target: fann_error(LINEAR, lambda x: x, {"input": input, "target": target}),
    mean="over outputs and samples",
    differs="a quarter of it where outputs lie between −1 and 1, of tanh, sine and cosine",
).case("linear outputs", FLAT).case(
    "tanh outputs",
    dict(input=[0.5, -0.25], target=[0.75, 0.5]),
    call=lambda input, target: fann_error(TANH, np.arctanh, {"input": input, "target": target}),
    right=0.3125,
)
peer.write("fann.json")
