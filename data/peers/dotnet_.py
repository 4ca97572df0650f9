"""Measures ML.NET, ONNX Runtime and TorchSharp through libraries.cs.

Run by hand: python3 data/peers/dotnet_.py dotnet run data/peers/libraries.cs
TorchSharp's native library wants a C++ runtime of GCC 13 (GLIBCXX_3.4.32) at least; Debian 12 has GCC 12.
"""
import base64
import json
import subprocess
import sys

from table import *

program = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(call, inputs, grad=(), model=None):
    request = {"call": call, "inputs": {name: array(values) for name, values in inputs.items()}, "grad": list(grad)}
    if model:
        request["model"] = base64.b64encode(model).decode()
    program.stdin.write(json.dumps(request) + "\n")
    program.stdin.flush()
    answer = json.loads(program.stdout.readline())
    values = [float(x) for x in answer["values"]]
    return np.reshape(values, answer["shape"]), {
        name: [float(x) for x in slope] for name, slope in answer["grad"].items() if slope is not None
    }


def named(call, inputs, grad):
    return call(inputs, grad)


FLAT = dict(input=sum(P, []), target=sum(T, []))
SIGNED = dict(input=sum(P, []), target=sum(SIGNS, []))
COUNTED = dict(input=sum(P, []), target=sum(COUNTS, []))
EACH = {"reduction": "none"}

peer = Peer("ML.NET", "Microsoft.ML 5.0.1", "2026-11-29", "run", ["microsoft.ml", "mlnet"], named, single=True)


def line(loss, name, inputs, defaults="", here=None, **more):
    def call(arrays, grad):
        return ask(name, arrays)

    return peer.line(
        loss,
        f"Microsoft.ML.Trainers.{name}.Loss",
        defaults,
        call,
        here={**EACH, **(here or {})},
        mean="a function of one output and one label",
        **more,
    ).case("defaults", inputs)


line("mse", "SquaredLoss", FLAT, differs="no factor ½, while its neighbour in scikit-learn's SGD has it")
line("poisson-nll", "PoissonLoss", COUNTED, differs="the output is log μ")
line(
    "hinge",
    "HingeLoss",
    SIGNED,
    "margin 1",
    differs="labels above 0 are positive, others negative; its slope at the margin is 0",
)
line("smoothed-hinge", "SmoothedHingeLoss", SIGNED, "smoothing 1", {"smoothing": 1})
line("exponential", "ExpLoss", SIGNED, "beta 1", {"beta": 1})
line(
    "soft-margin", "LogLoss", SIGNED, differs="the output is a logit; the loss is cut at 18.42, its derivative is not"
).case("−1000 where the label is 1", dict(input=[-1000.0], target=[1.0]), right=[1000.0])
ONE = dict(input=[2.0], target=[3.0])
line(
    "tweedie",
    "TweedieLoss",
    ONE,
    "index 1.5",
    {"power": 1.5, "log_input": 0},
    plus=-4 * math.sqrt(3),
    relation="+ the mean of t^(2 − k)/((1 − k)(2 − k)), k the power",
    differs="half a deviance, so terms of the label alone stand beside it; outputs and labels are held at 1e-6 and "
            "above; its Derivative is the slope times the output",
)
peer.write("ml-net.json")


# A model of one node, as ONNX stores it: fields of protocol buffers.
def field(number, value):
    def varint(n):
        out = b""
        while n > 127:
            out, n = out + bytes([n & 127 | 128]), n >> 7
        return out + bytes([n])

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor(name, kind, shape):
    size = b"".join(field(1, field(1, n)) for n in shape)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, size)))


def attribute(name, value):
    return field(1, name) + (
        field(4, value) + field(20, 3) if isinstance(value, str) else field(3, value) + field(20, 2)
    )


def node(op, opset, inputs, shape_of_output=(), **attributes):
    made = b"".join(field(1, name) for name, _, _ in inputs) + field(2, "loss") + field(4, op)
    made += b"".join(field(5, attribute(name, value)) for name, value in attributes.items())
    graph = field(1, made) + field(2, "graph") + b"".join(field(11, tensor(*each)) for each in inputs)
    graph += field(12, tensor("loss", 1, shape_of_output))
    return field(1, 8) + field(8, field(2, opset)) + field(7, graph)


FLOAT, INT = 1, 7
peer = Peer(
    "ONNX", "opset 13, ONNX Runtime 1.31.1", "2026-11-29", "run", ["onnx runtime", "onnxruntime"], named, single=True
)
LOG = np.log([[0.25, 0.5, 0.25], [0.125, 0.75, 0.125]])


def operator(op, **attributes):
    def call(arrays, grad):
        inputs = [(name, INT if name == "target" else FLOAT, values.shape) for name, values in arrays.items()]
        shape = arrays["target"].shape if attributes.get("reduction") == "none" else ()
        return ask(op, arrays, model=node(op, 13, inputs, shape, **attributes))

    return call


for loss, op, inputs in (
    ("cross-entropy", "SoftmaxCrossEntropyLoss", dict(input=LOGITS, target=LABELS)),
    ("nll", "NegativeLogLikelihoodLoss", dict(input=LOG, target=[0, 2])),
):
    weight = [0.5, 1.0, 2.0, 4.0][: np.shape(inputs["input"])[1]]
    peer.line(
        loss,
        f"ONNX operator {op}",
        "ignore_index none, reduction mean",
        operator(op),
        mean="divides by the sum of the weights of the labels that are not ignored",
        differs="classes in dimension 1; ignore_index is off unless given; nothing smooths labels",
    ).case("defaults", inputs).case("weights", dict(**inputs, weight=weight)).case(
        "all weights 0", dict(**inputs, weight=[0.0] * len(weight))
    ).case(
        "ignore_index=2", inputs, {"ignore_index": 2}, call=operator(op, ignore_index=2)
    ).case(
        "every label ignored",
        dict(inputs, target=[1] * len(inputs["target"])),
        {"ignore_index": 1},
        call=operator(op, ignore_index=1),
    ).case(
        "reduction none", inputs, {"reduction": "none"}, call=operator(op, reduction="none")
    )
peer.write("onnx.json")

peer = Peer("TorchSharp", "0.107.0, libtorch 2.10.0", "2026-11-29", "run", ["torch.net"], named)
BATCH = dict(input=P, target=T)
BITS, LOGIT = dict(input=PROBABLE, target=BINARY), dict(input=P, target=BINARY)
SAME = "as PyTorch"


def torch(loss, name, inputs, grad=("input",), here=None, defaults=SAME, **more):
    def call(arrays, wanted):
        return ask(name, arrays, wanted)

    kind = "" if name[0].isupper() else "functional."
    made = peer.line(
        loss, f"torch.nn.{kind}{name}", defaults, call, here=here, mean=more.pop("mean", "over all elements"), **more
    )
    return made.case("defaults", inputs, grad=grad) if inputs else made


torch("l1", "l1_loss", BATCH)
torch("mse", "mse_loss", BATCH)
torch("huber", "huber_loss", BATCH, here={"delta": 1}, defaults="delta 1.0")
torch("smooth-l1", "smooth_l1_loss", BATCH, here={"beta": 1}, defaults="beta 1.0")
torch(
    "cross-entropy",
    "cross_entropy",
    dict(input=LOGITS, target=LABELS),
    mean="divides by the sum of the weights of the labels that are not ignored",
).case("every label ignored", dict(input=LOGITS, target=[-100, -100, -100]))
torch("nll", "nll_loss", dict(input=np.log(ROWS), target=[2, 0]), mean="as cross_entropy")
torch("binary-cross-entropy", "binary_cross_entropy", BITS).case(
    "p = 0 where the target is 1", dict(input=[0.0], target=[1.0])
)
torch("binary-cross-entropy-with-logits", "binary_cross_entropy_with_logits", LOGIT).case(
    "a logit of −∞ where the target is 0", dict(input=[-INF], target=[0.0]), right=0.0
)
torch(
    "kl-div",
    "kl_div",
    dict(input=np.log(OTHER_ROWS), target=np.log(ROWS)),
    here={"log_target": 1},
    defaults="log_target true, unlike PyTorch",
    differs="takes targets for logarithms unless told otherwise: probabilities then give other numbers without a word",
)
torch("poisson-nll", "poisson_nll_loss", dict(input=P, target=COUNTS))
gauss = torch(
    "gaussian-nll",
    "gaussian_nll_loss",
    dict(input=P, target=T, var=POSITIVE),
    here={"full": 0, "reduction": "batchmean"},
    mean="a sum over the columns, over rows",
    differs="PyTorch's mean is over all elements; the variance gets no gradient",
)
torch(
    "hinge-embedding",
    "hinge_embedding_loss",
    dict(input=POSITIVE, target=SIGNS),
    here={"margin": 0},
    defaults="margin 0, unlike PyTorch",
    differs="the class HingeEmbeddingLoss has margin 1",
)
torch(
    "hinge-embedding", "HingeEmbeddingLoss", dict(input=POSITIVE, target=SIGNS), here={"margin": 1}, defaults="margin 1"
)
torch("margin-ranking", "margin_ranking_loss", dict(input1=P, input2=T, target=SIGNS), grad=("input1", "input2"))
torch("soft-margin", "soft_margin_loss", dict(input=P, target=SIGNS)).case(
    "−1000 where the target is 1", dict(input=[-1000.0], target=[1.0]), right=1000.0
)
torch("multi-margin", "multi_margin_loss", dict(input=LOGITS, target=LABELS))
torch(
    "multilabel-margin",
    "MultiLabelMarginLoss",
    dict(input=LOGITS, target=[[2, 0, -1, -1], [0, -1, 3, -1], [-1, 1, 2, 3]]),
    mean="over rows",
)
torch("multilabel-soft-margin", "multilabel_soft_margin_loss", LOGIT, mean="over rows")
torch(
    "triplet-margin",
    "triplet_margin_loss",
    dict(anchor=P, positive=T, negative=SIGNS),
    grad=("anchor",),
    mean="over rows",
)
torch(
    "cosine-distance",
    "cosine_similarity",
    BATCH,
    here={"reduction": "none"},
    mean="one number a row",
    differs="1 − cosine_similarity; each norm is held above 1e-8",
)
COSINES = [np.dot(a, b) / math.sqrt(np.dot(a, a) * np.dot(b, b)) for a, b in zip(np.array(P), np.array(T))]
torch(
    "cosine-embedding", "cosine_embedding_loss", None, mean="over rows", differs="adds 1e-12 to both squared norms"
).case("defaults", dict(input1=P, input2=T, target=[1.0, -1.0]), right=(1 - COSINES[0] + max(COSINES[1], 0)) / 2)
steps = np.array(
    [[[0.5, -1.0, 2.0], [1.5, 0.75, -0.5]], [[0.0, 1.0, 0.25], [0.5, 0.5, 1.0]], [[1.0, 2.0, -1.0], [0.0, -0.5, 0.75]]]
)
steps -= np.log(np.exp(steps).sum(2, keepdims=True))
torch(
    "ctc",
    "ctc_loss",
    dict(log_probs=steps, targets=[[1, 2], [2, 1]], input_lengths=[3, 3], target_lengths=[2, 1]),
    grad=(),
    mean="divides each loss by its target length, then by the batch",
)
peer.write("torchsharp.json")
