"""Measures the losses of Keras on its NumPy backend: python3 data/peers/keras_.py CHECKOUT

CHECKOUT is github.com/keras-team/keras at 3422977a5e (3.16.0). Only losses are imported: packages for saving models and
for other backends need not be there.
"""
import os
import sys

import absent

os.environ["KERAS_BACKEND"] = "numpy"
absent.allow("absl", "rich", "h5py", "optree", "ml_dtypes", "jax")
sys.path.insert(0, sys.argv[1])
from keras.src import tree, version
from keras.src.losses import losses

from table import *

# Without optree; every structure here is one array.
tree.map_structure = lambda function, *arrays, **more: function(*arrays)
tree.map_structure_up_to = lambda shallow, function, *arrays, **more: function(*arrays)

peer = Peer(
    "Keras",
    version.__version__ + " at 3422977a5e, NumPy backend, float32",
    "2026-11-29",
    "run",
    ["tf.keras"],
    single=True,
)
ELEMENTS = "sum_over_batch_size: the mean over the last axis, then over the rest, that is over all elements"
ROWS_MEAN = "sum_over_batch_size: the mean over rows"
BATCH = dict(input=P, target=T)
ORDER = "takes y_true first; sample_weight does not enter the divisor unless reduction is mean_with_sample_weight"


def call(name, **options):
    def run(input, target):
        return getattr(losses, name)(**options)(target, input)

    return run


def line(loss, name, inputs, defaults="", here=None, of="defaults", options=None, **more):
    made = peer.line(loss, f"keras.losses.{name}", defaults, call(name, **(options or {})), here=here, **more)
    return made.case(of, inputs) if inputs else made


def summed(name, **options):
    return call(name, reduction="sum", **options)


line("mse", "MeanSquaredError", BATCH, mean=ELEMENTS, differs=ORDER + "; an empty batch gives an empty array").case(
    "reduction='sum': rows are averaged first",
    BATCH,
    {"reduction": "sum"},
    call=summed("MeanSquaredError"),
    times=1 / 3,
)
line("l1", "MeanAbsoluteError", BATCH, mean=ELEMENTS)
line("mape", "MeanAbsolutePercentageError", BATCH, "epsilon 1e-7", here={"eps": 1e-7}, mean=ELEMENTS).case(
    "a target of 0", dict(input=[[1.0]], target=[[0.0]])
)
line(
    "msle",
    "MeanSquaredLogarithmicError",
    dict(input=POSITIVE, target=[[1.0, 0.5, 2.0], [0.25, 5.0, 1.0]]),
    mean=ELEMENTS,
    differs="holds both above 1e-7, so negative numbers count as 0 and a target of 0 is not quite 0",
).case("a target of 0", dict(input=[[1.0]], target=[[0.0]]))
line("huber", "Huber", BATCH, "delta 1.0", {"delta": 1}, mean=ELEMENTS).case(
    "delta=2.25", BATCH, {"delta": 2.25}, call=call("Huber", delta=2.25)
)
line("log-cosh", "LogCosh", BATCH, mean=ELEMENTS).case("r = 1e-9", dict(input=[[1e-9]], target=[[0.0]]), right=5e-19)
line(
    "cosine-distance",
    "CosineSimilarity",
    BATCH,
    "axis −1",
    plus=-1,
    mean=ROWS_MEAN,
    differs="it is −cos, from −1 to 1; the distance here is 1 − cos",
).case("a row of zeros", dict(input=[[0.0, 0.0]], target=[[1.0, 0.0]]))
HINGE = "targets of only 0 and 1 are taken for −1 and 1"
SIGNED = dict(input=P, target=SIGNS)
for loss, name in (("hinge", "Hinge"), ("squared-hinge", "SquaredHinge")):
    line(loss, name, SIGNED, mean=ELEMENTS, differs=HINGE)
line(
    "crammer-singer",
    "CategoricalHinge",
    dict(input=LOGITS, target=np.eye(4)[LABELS]),
    here={"target_kind": "one-hot"},
    mean=ROWS_MEAN,
    differs="takes one-hot targets; the highest of the others is held at 0 and above, so negative scores count as 0",
).document["cases"].clear()
peer.lines[-1]["near"] = True
KL = dict(input=np.log(OTHER_ROWS), target=ROWS)


def of_probabilities(name, **options):
    return lambda input, target: call(name, **options)(np.exp(input), target)


line(
    "kl-div",
    "KLDivergence",
    None,
    "probabilities, both cut to [1e-7, 1]",
    {"reduction": "batchmean"},
    mean="a sum over the last axis, the mean over rows",
    differs="takes probabilities, where the input here is their logarithm",
).case("defaults", KL, call=of_probabilities("KLDivergence")).case(
    "a target of 0",
    dict(input=np.log([[0.25, 0.75]]), target=[[0.0, 1.0]]),
    call=of_probabilities("KLDivergence"),
    right=-math.log(0.75),
)
line(
    "poisson-nll",
    "Poisson",
    dict(input=POSITIVE, target=COUNTS),
    "epsilon 1e-7",
    {"log_input": 0, "eps": 1e-7},
    mean=ELEMENTS,
    differs="takes the rate, where the usual input here is its logarithm; epsilon is 1e-8 in PyTorch",
)
BITS = dict(input=PROBABLE, target=BINARY)
line(
    "binary-cross-entropy",
    "BinaryCrossentropy",
    BITS,
    "from_logits False, label_smoothing 0",
    mean=ELEMENTS,
    differs="probabilities are cut to [1e-7, 1 − 1e-7]: the loss never exceeds 16.1, and its slope is 0 beyond",
).case("p = 0 where the target is 1", dict(input=[[0.0]], target=[[1.0]]), right=100.0)
LOGIT = dict(input=P, target=BINARY)
line(
    "binary-cross-entropy-with-logits",
    "BinaryCrossentropy(from_logits=True)",
    None,
    "label_smoothing 0",
    mean=ELEMENTS,
    differs="this backend takes the sigmoid and cuts it at 1e-7, as it does with probabilities; others take "
    "logarithms of logits",
).case("defaults", LOGIT, call=call("BinaryCrossentropy", from_logits=True)).case(
    "label_smoothing=0.2",
    LOGIT,
    {"label_smoothing": 0.2},
    call=call("BinaryCrossentropy", from_logits=True, label_smoothing=0.2),
).case(
    "a logit of ±1000",
    dict(input=[[1000.0, -1000.0]], target=[[0.0, 1.0]]),
    call=call("BinaryCrossentropy", from_logits=True),
    right=1000.0,
)
FOCAL = "apply_class_balancing False, alpha 0.25 (unused), gamma 2.0, from_logits False"
line(
    "sigmoid-focal",
    "BinaryFocalCrossentropy(from_logits=True)",
    None,
    FOCAL,
    {"gamma": 2},
    mean=ELEMENTS,
    differs="alpha is given and not used unless apply_class_balancing is True; smoothing acts on the weights too",
).case("defaults", LOGIT, call=call("BinaryFocalCrossentropy", from_logits=True)).case(
    "apply_class_balancing=True",
    LOGIT,
    {"alpha": 0.25},
    call=call("BinaryFocalCrossentropy", from_logits=True, apply_class_balancing=True),
)
line(
    "cross-entropy",
    "CategoricalCrossentropy(from_logits=True)",
    None,
    "label_smoothing 0",
    {"target_kind": "probabilities"},
    mean=ROWS_MEAN,
    differs="takes one number a class; sample weights do not enter the divisor",
).case(
    "defaults", dict(input=LOGITS, target=np.eye(4)[LABELS]), call=call("CategoricalCrossentropy", from_logits=True)
).case(
    "label_smoothing=0.1",
    dict(input=LOGITS, target=np.eye(4)[LABELS]),
    {"label_smoothing": 0.1},
    call=call("CategoricalCrossentropy", from_logits=True, label_smoothing=0.1),
)
line(
    "nll",
    "CategoricalCrossentropy",
    None,
    "from_logits False",
    {"target_kind": "one-hot"},
    mean=ROWS_MEAN,
    differs="takes probabilities, divides each row by its sum and cuts it to [1e-7, 1 − 1e-7]",
).case("defaults", dict(input=np.log(ROWS), target=np.eye(3)[[2, 0]]), call=of_probabilities("CategoricalCrossentropy"))
line(
    "cross-entropy",
    "SparseCategoricalCrossentropy(from_logits=True)",
    None,
    "ignore_class None",
    mean=ROWS_MEAN,
    differs="ignored rows stay in the divisor when the function is called by itself; the class masks them out",
).case(
    "defaults",
    dict(input=LOGITS, target=LABELS),
    call=lambda input, target: call("SparseCategoricalCrossentropy", from_logits=True)(input, target.astype(int)),
)
line(
    "nll",
    "SparseCategoricalCrossentropy",
    None,
    "from_logits False",
    mean=ROWS_MEAN,
    differs="takes probabilities cut at 1e-7",
).case(
    "defaults",
    dict(input=np.log(ROWS), target=[2, 0]),
    call=lambda input, target: call("SparseCategoricalCrossentropy")(np.exp(input), target.astype(int)),
)
line(
    "categorical-focal",
    "CategoricalFocalCrossentropy(from_logits=True)",
    None,
    "alpha 0.25, gamma 2.0, from_logits False",
    {"alpha": 0.25, "gamma": 2, "target_kind": "one-hot"},
    mean=ROWS_MEAN,
    differs="alpha scales the whole loss by a quarter; usual here is 1",
).case(
    "defaults",
    dict(input=LOGITS, target=np.eye(4)[LABELS]),
    call=call("CategoricalFocalCrossentropy", from_logits=True),
)
line(
    "generalized-cross-entropy",
    "CategoricalGeneralizedCrossEntropy",
    None,
    "q 0.5, probabilities",
    {"q": 0.5},
    mean=ROWS_MEAN,
    differs="takes probabilities, where the input here is logits",
).case(
    "defaults",
    dict(input=LOGITS, target=LABELS),
    call=lambda input, target: call("CategoricalGeneralizedCrossEntropy")(
        np.exp(input) / np.exp(input).sum(1, keepdims=True), target.astype(int)
    ),
)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


MASK = dict(input=[P[0]], target=[BINARY[0]])
line(
    "dice",
    "Dice",
    None,
    "axis None, epsilon 1e-7",
    {"smooth": 0},
    mean="none: intersection and sizes are summed over the whole batch",
    differs="takes probabilities, has no smoothing and adds 1e-7 to the divisor; one number for the batch, not one a "
    "row",
).case("one row", MASK, call=lambda input, target: call("Dice")(sigmoid(input), target))
line(
    "tversky",
    "Tversky",
    None,
    "alpha 0.5, beta 0.5, axis None, epsilon 1e-7",
    {"smooth": 0, "alpha": 0.3, "beta": 0.7},
    mean="as Dice",
    differs="takes probabilities; alpha weighs false positives and beta false negatives, as here",
).case(
    "one row, alpha=0.3, beta=0.7",
    MASK,
    call=lambda input, target: call("Tversky", alpha=0.3, beta=0.7)(sigmoid(input), target),
)
line(
    "ctc",
    "CTC",
    None,
    "logits (N, T, C), blank 0",
    near=True,
    mean="over samples, not by target length",
    differs="padding of the targets is 0, the blank; every input has full length",
)
unit = np.array(P + T + [[1.0, 0.25, -2.0]])
unit /= np.linalg.norm(unit, axis=1, keepdims=True)
line(
    "circle",
    "Circle",
    None,
    "gamma 80, margin 0.4",
    {"gamma": 80, "margin": 0.4},
    mean="over the rows whose loss is above 0",
    differs="takes rows of length 1, without making them so",
).case(
    "unit rows",
    dict(input=unit, target=[0, 0, 1, 1, 0]),
    call=lambda input, target: call("Circle")(input, target.astype(int)),
)
peer.write("keras.json")
