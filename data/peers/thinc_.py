"""Measures the losses of thinc, the library under spaCy: python3 data/peers/thinc_.py FOLDER

In FOLDER, python3-thinc 8.1.7-1 of Debian 12 is unpacked (apt-get download, dpkg-deb -x), and with it what it imports:
python3-pydantic, -srsly, -catalogue, -confection, -cymem, -cython-blis, -murmurhash, -preshed, -wasabi, -packaging.
"""
import sys

sys.path.insert(0, sys.argv[1] + "/usr/lib/python3/dist-packages")
from thinc.api import CategoricalCrossentropy, CosineDistance, L2Distance

from table import *


def softmax(z):
    weights = np.exp(z - z.max(1, keepdims=True))
    return weights / weights.sum(1, keepdims=True)


def run(call, inputs, grad):
    loss, before = call
    first = before(inputs["input"]).astype(np.float32)
    second = inputs["target"].astype(np.int32 if inputs["target"].ndim == 1 else np.float32)
    slope, value = loss(first, second)
    return value, {name: slope for name in grad}


def line(loss, call, before=lambda x: x, **more):
    return peer.line(loss, "thinc.api." + type(call).__name__, "normalize", (call, before), **more)


peer = Peer("thinc", "8.1.7, Debian 12", "2026-11-29", "run", ["spacy"], run, single=True)
line(
    "mse",
    L2Distance(),
    here={"reduction": "sum"},
    relation="/ rows²",
    mean="the sum over all elements, divided by the square of the number of rows",
    differs="falls as a batch grows; the gradient is the residual, divided by the number of rows once, so that it is "
    "that of the value for two rows alone",
).case("one row: the sum", dict(input=P[:1], target=T[:1])).case(
    "two rows: a quarter of the sum", dict(input=P, target=T), grad=("input",), times=0.25
)
MEAN = float(np.mean([-np.log(softmax(np.array(LOGITS))[row, label]) for row, label in enumerate(LABELS)]))
line(
    "cross-entropy",
    CategoricalCrossentropy(),
    softmax,
    mean="the gradient over rows, the value over their square",
    differs="takes probabilities; its value is the sum of the squares of its gradient, which is that by the logits and "
    "right",
).case("the value is wrong", dict(input=LOGITS, target=LABELS), grad=("input",), right=MEAN)
line(
    "cosine-distance",
    CosineDistance(),
    mean="over rows",
    differs="adds 1e-8 to every number, so that rows of zeros are alike",
).case("defaults", dict(input=P, target=T), grad=("input",))
peer.write("thinc.json")
