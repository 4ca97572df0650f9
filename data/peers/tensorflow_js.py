"""Measures the losses of TensorFlow.js: python3 data/peers/tensorflow_js.py FOLDER

In FOLDER, npm install @tensorflow/tfjs@4.22.0 was run.
"""
import json
import subprocess
import sys

from table import *

program = subprocess.Popen(
    ["node", FOLDER + "/tensorflow_js.mjs"],
    cwd=sys.argv[1],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
    stderr=subprocess.DEVNULL,
    text=True,
)


def run(call, inputs, grad):
    name, more = call[:2]
    if len(call) > 2:
        inputs = call[2](inputs)
    request = {"call": name, "grad": list(grad), "inputs": {key: array(values) for key, values in inputs.items()}}
    if more is not None:
        request["more"] = more
    program.stdin.write(json.dumps(request) + "\n")
    program.stdin.flush()
    line = program.stdout.readline()
    while not line.startswith("{"):
        line = program.stdout.readline()
    answer = json.loads(line)
    values = np.reshape([float(x) for x in answer["values"]], answer["shape"])
    return values, {key: [float(x) for x in slope] for key, slope in answer["grad"].items()}


peer = Peer("TensorFlow.js", "4.22.0, backend cpu", "2026-11-29", "run", ["tfjs", "@tensorflow/tfjs"], run, single=True)
NONZERO = "divides by the number of weights that are not 0, whatever they are (SUM_BY_NONZERO_WEIGHTS)"
ROWS_ONLY = "over the last axis: one number a row"
BATCH, BITS, LOGIT = dict(input=P, target=T), dict(input=PROBABLE, target=BINARY), dict(input=P, target=BINARY)
ONE_HOT = dict(input=LOGITS, target=np.eye(4)[LABELS])
FIRST = "labels come first"


def loss(ours, name, inputs, defaults="", more=None, here=None, of="defaults", grad=("input",), **text):
    made = peer.line(ours, f"tf.losses.{name}", defaults, (f"losses.{name}", more), here=here, mean=NONZERO, **text)
    return made.case(of, inputs, grad=grad)


def metric(ours, name, inputs, here=None, **text):
    rows = [dict(input=inputs["input"][i : i + 1], target=inputs["target"][i : i + 1]) for i in (0, 1)]
    made = peer.line(ours, f"tf.metrics.{name}", "", (f"metrics.{name}", None), here=here, mean=ROWS_ONLY, **text)
    for i, row in enumerate(rows):
        made.document["cases"] or made.case("one row", dict(row))
    return made


loss("mse", "meanSquaredError", BATCH, differs=FIRST)
peer.line("mse", "tf.losses.meanSquaredError with weights", "", ("losses.meanSquaredError", None), mean=NONZERO).case(
    "weights of 1 and 0", dict(**BATCH, weight=[[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]), {"reduction": "mean_over_weights"}
).case(
    "weights of 2 and 0: twice as much",
    dict(**BATCH, weight=[[2.0, 2.0, 2.0], [0.0, 0.0, 0.0]]),
    {"reduction": "mean_over_weights"},
    times=2,
).case(
    "weights of nothing but 0", dict(**BATCH, weight=[[0.0] * 3] * 2), {"reduction": "mean_over_weights"}
)
loss(
    "l1",
    "absoluteDifference",
    dict(input=[1.5, -2.0], target=[0.5, 1.0]),
    differs="its slope is −1 or 1 where prediction = target, not 0",
)
loss("huber", "huberLoss", BATCH, "delta 1.0", here={"delta": 1}).case(
    "delta 2.25", BATCH, {"delta": 2.25}, call=("losses.huberLoss", [None, 2.25])
)
peer.line(
    "hinge",
    "tf.losses.hingeLoss",
    "",
    ("losses.hingeLoss", None, lambda x: {**x, "target": (x["target"] + 1) / 2}),
    mean=NONZERO,
    differs="targets are 0 and 1, which it maps to −1 and 1; a target of −1 becomes −3",
).case("targets of 0 and 1 there, of −1 and 1 here", dict(input=P, target=SIGNS), grad=("input",))
loss(
    "binary-cross-entropy",
    "logLoss",
    BITS,
    "epsilon 1e-7",
    grad=(),
    differs="adds epsilon inside both logarithms: a sure and right answer costs −1e-7",
).case("p = 0 where the target is 1", dict(input=[0.0], target=[1.0]), right=100.0).case(
    "p = 1 where the target is 1", dict(input=[1.0], target=[1.0]), right=0.0
)
loss("binary-cross-entropy-with-logits", "sigmoidCrossEntropy", LOGIT, "labelSmoothing 0").case(
    "labelSmoothing 0.2", LOGIT, {"label_smoothing": 0.2}, call=("losses.sigmoidCrossEntropy", [None, 0.2])
).case("a logit of ±1000", dict(input=[1000.0, -1000.0], target=[0.0, 1.0])).case(
    "a logit of −∞ where the target is 0", dict(input=[-INF], target=[0.0]), right=0.0
)
loss("cross-entropy", "softmaxCrossEntropy", ONE_HOT, "labelSmoothing 0", here={"target_kind": "probabilities"}).case(
    "labelSmoothing 0.1", ONE_HOT, {"label_smoothing": 0.1}, call=("losses.softmaxCrossEntropy", [None, 0.1])
).case("a logit of −∞ where the target is 0", dict(input=[[0.5, -INF]], target=[[1.0, 0.0]]), right=0.0)
peer.line(
    "cosine-distance",
    "tf.losses.cosineDistance",
    "axis must be given",
    ("losses.cosineDistance", [1]),
    mean=NONZERO,
    differs="1 − a·b: it takes rows for unit vectors and does not make them so",
).case("unit rows", dict(input=[[0.6, 0.8], [1.0, 0.0]], target=[[0.8, 0.6], [0.0, 1.0]])).case(
    "two parallel rows of lengths 3 and 2", dict(input=[[3.0, 0.0]], target=[[2.0, 0.0]]), right=0.0
)
for ours, name, here, more in (
    ("mse", "meanSquaredError", None, {}),
    ("l1", "meanAbsoluteError", None, {}),
    ("mape", "meanAbsolutePercentageError", {"eps": 1e-7}, {}),
):
    metric(ours, name, dict(input=P, target=[[1.0, 0.75, -0.5], [0.5, 0.5, -1.0]]), here, **more)
metric("binary-cross-entropy", "binaryCrossentropy", BITS, differs="probabilities are cut to [1e-7, 1 − 1e-7]")
metric("cosine-distance", "cosineProximity", BATCH, plus=-1, differs="−cos of rows, which it divides by their lengths")
peer.line(
    "nll",
    "tf.metrics.categoricalCrossentropy",
    "",
    ("metrics.categoricalCrossentropy", None, lambda x: {**x, "input": np.exp(x["input"])}),
    here={"target_kind": "one-hot", "reduction": "none"},
    mean=ROWS_ONLY,
    differs="takes probabilities, where the input here is their logarithm",
).case("defaults", dict(input=np.log(ROWS), target=np.eye(3)[[2, 0]]))
peer.write("tensorflow-js.json")
program.stdin.close()
