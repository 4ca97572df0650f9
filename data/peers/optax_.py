"""Runs the formulas of optax with NumPy in the place of JAX: python3 data/peers/optax_.py CHECKOUT

CHECKOUT is github.com/google-deepmind/optax at 2edbcbe2 (0.2.9.dev). The library itself needs JAX; its losses use
functions that NumPy and SciPy have under other names, so that their source gives their numbers, though no gradients.
"""
import functools
import importlib.util
import os
import sys
import types

import absent
import numpy as np
from scipy import special

absent.allow("optax")
import optax._src.utils
import optax.losses


def log_softmax(x, axis=-1, where=None):
    return special.log_softmax(x, axis=axis)


nn = types.ModuleType("jax.nn")
nn.log_sigmoid = special.log_expit
nn.log_softmax = log_softmax
nn.softmax = lambda x, axis=-1, where=None: special.softmax(x, axis=axis)
nn.sigmoid = special.expit
nn.softplus = lambda x: np.logaddexp(x, 0)
nn.logsumexp = lambda x, axis=None, where=None: special.logsumexp(x, axis=axis)
nn.one_hot = lambda labels, count: np.eye(count)[labels]
nn.sparse_plus = lambda x: np.where(x <= -1, 0.0, np.where(x >= 1, x, (x + 1) ** 2 / 4))


class Differentiable:
    """jax.custom_jvp: the function itself, and nothing of its derivative."""

    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function = function

    def __call__(self, *arrays):
        return self.function(*arrays)

    def defjvp(self, rule):
        pass


class Array(np.ndarray):
    """An array whose sums take where=None, as those of JAX do."""

    def sum(self, axis=None, where=None, keepdims=False):
        return np.sum(np.asarray(self), axis=axis, keepdims=keepdims, where=True if where is None else where)


def total(x, axis=None, where=None, keepdims=False):
    return np.asarray(x).view(Array).sum(axis, where, keepdims)


def mean(x, axis=None, where=None):
    return np.mean(np.asarray(x), axis=axis, where=True if where is None else where)


jnp = types.ModuleType("jax.numpy")
jnp.__dict__.update(
    {
        **np.__dict__,
        "__name__": "jax.numpy",
        "sum": total,
        "mean": mean,
        "astype": lambda x, dtype: np.asarray(x).astype(dtype).view(Array),
    }
)
jax = types.ModuleType("jax")
jax.numpy, jax.nn, jax.lax, jax.custom_jvp = jnp, nn, types.ModuleType("jax.lax"), Differentiable
jax.lax.stop_gradient = lambda x: x
jax.typing = types.SimpleNamespace(ArrayLike=object)
jax.Array = np.ndarray
sys.modules.update(
    {
        "jax": jax,
        "jax.numpy": jnp,
        "jax.nn": nn,
        "jax.lax": jax.lax,
        "jax.typing": types.ModuleType("jax.typing"),
        "jax.scipy": special,
        "jax.scipy.special": special,
    }
)


def load(name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(sys.argv[1], "optax", "losses", f"_{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


regression, classification, segmentation, ranking = map(
    load, ("regression", "classification", "segmentation", "ranking")
)
optax.losses._regression = regression
own = load("self_supervised")

from table import *

peer = Peer(
    "optax",
    "0.2.9.dev at 2edbcbe2, its source over NumPy in place of JAX",
    "2026-11-29",
    "run",
    ["jax", "flax"],
    lambda call, inputs, grad: (call(**{name: values.view(Array) for name, values in inputs.items()}), {}),
)
NONE = {"reduction": "none"}
EACH, EACH_ROW = "none: one number an element", "none: one number a row"
BATCH = dict(input=P, target=T)


def line(loss, function, inputs, defaults="", here=None, mean=EACH, of="defaults", **more):
    made = peer.line(
        loss, f"optax.{function.__name__}", defaults, function, here={**NONE, **(here or {})}, mean=mean, **more
    )
    if inputs:
        made.call = lambda **arrays: function(*arrays.values())
        made.case(of, inputs)
    return made


line("mse", regression.squared_error, BATCH)
line("half-mse", regression.l2_loss, BATCH, differs="has the factor ½ that PyTorch's mse_loss has not")
line("huber", regression.huber_loss, BATCH, "delta 1.0", {"delta": 1}).case(
    "delta=2.25", BATCH, {"delta": 2.25}, call=lambda input, target: regression.huber_loss(input, target, delta=2.25)
)
line("log-cosh", regression.log_cosh, BATCH).case("r = 1e-9", dict(input=[1e-9], target=[0.0]), right=[5e-19])
line(
    "cosine-distance",
    regression.cosine_distance,
    BATCH,
    "epsilon 0.0, axis −1",
    mean=EACH_ROW,
    differs="epsilon bounds the squared norms from below, though it reads as one of norms",
)
LOGIT = dict(input=P, target=BINARY)
line("binary-cross-entropy-with-logits", classification.sigmoid_binary_cross_entropy, LOGIT).case(
    "a logit of ±1000", dict(input=[1000.0, -1000.0], target=[0.0, 1.0])
).case("a logit of −∞ where the target is 0", dict(input=[-INF], target=[0.0]), right=[0.0])
SIGNED = dict(input=P, target=SIGNS)
line("hinge", classification.hinge_loss, SIGNED, differs="targets are −1 and 1; 0 is not mapped, unlike in Keras")
line("perceptron", classification.perceptron_loss, SIGNED)
ONE_HOT = dict(input=LOGITS, target=[[0.25, 0.25, 0.5, 0.0], [0.125, 0.625, 0.125, 0.125], [1.0, 0.0, 0.0, 0.0]])
SOFT = {"target_kind": "probabilities"}
line(
    "cross-entropy",
    classification.softmax_cross_entropy,
    ONE_HOT,
    "axis −1",
    SOFT,
    EACH_ROW,
    differs="targets need not sum to 1; then ranking-softmax here is the same",
).case("a logit of −∞ where the target is 0", dict(input=[[0.5, -INF]], target=[[1.0, 0.0]]), right=[0.0])
line("cross-entropy", classification.safe_softmax_cross_entropy, ONE_HOT, "", SOFT, EACH_ROW).case(
    "a logit of −∞ where the target is 0", dict(input=[[0.5, -INF]], target=[[1.0, 0.0]])
)
WHOLE = dict(input=LOGITS, target=LABELS)


def labelled(function, **more):
    return lambda input, target: function(input, target.astype(int), **more)


line(
    "cross-entropy",
    classification.softmax_cross_entropy_with_integer_labels,
    None,
    "axis −1",
    mean=EACH_ROW,
    differs="no ignored label: a negative one counts from the end",
).case("defaults", WHOLE, call=labelled(classification.softmax_cross_entropy_with_integer_labels))
line("crammer-singer", classification.multiclass_hinge_loss, None, "margin 1", mean=EACH_ROW).case(
    "defaults", WHOLE, call=labelled(classification.multiclass_hinge_loss)
)
line("crammer-singer", classification.multiclass_perceptron_loss, None, "no margin", {"margin": 0}, EACH_ROW).case(
    "defaults", WHOLE, call=labelled(classification.multiclass_perceptron_loss)
)
line(
    "poly-cross-entropy",
    classification.poly_loss_cross_entropy,
    ONE_HOT,
    "epsilon 2.0",
    {"epsilon": 2, **SOFT},
    EACH_ROW,
    differs="the paper's usual epsilon is 1",
)
KL = dict(input=np.log(OTHER_ROWS), target=ROWS)
BATCHMEAN = "none: one number a row, the sum over classes"


def by_rows(function):
    return lambda **arrays: np.mean(function(*arrays.values()))


line("kl-div", classification.kl_divergence, None, "log-probabilities", {"reduction": "batchmean"}, BATCHMEAN).case(
    "over rows", KL, call=by_rows(classification.kl_divergence)
).case(
    "a target of 0 where the input is −∞",
    dict(input=[[-INF]], target=[[0.0]]),
    call=by_rows(classification.kl_divergence),
    right=0.0,
)
line(
    "kl-div",
    classification.kl_divergence_with_log_targets,
    None,
    "",
    {"reduction": "batchmean", "log_target": 1},
    BATCHMEAN,
).case(
    "over rows",
    dict(input=np.log(OTHER_ROWS), target=np.log(ROWS)),
    call=by_rows(classification.kl_divergence_with_log_targets),
)
line("generalized-kl", classification.generalized_kl_divergence, None, "", {"reduction": "batchmean"}, BATCHMEAN).case(
    "over rows", KL, call=by_rows(classification.generalized_kl_divergence)
)
line("sigmoid-focal", classification.sigmoid_focal_loss, None, "alpha None, gamma 2.0", {"gamma": 2}).case(
    "alpha=0.25",
    LOGIT,
    {"alpha": 0.25},
    call=lambda input, target: classification.sigmoid_focal_loss(input, target, alpha=0.25),
)
line(
    "ranking-softmax",
    ranking.ranking_softmax_loss,
    None,
    "reduce_fn mean",
    {"reduction": "mean"},
    "over lists",
).case("defaults", dict(input=P, target=COUNTS), call=lambda input, target: ranking.ranking_softmax_loss(input, target))
peer.line(
    "sparsemax",
    "optax.multiclass_sparsemax_loss",
    "",
    here=NONE,
    mean=EACH_ROW,
    near=False,
    differs="not run: its projection needs JAX",
)
peer.line("binary-sparsemax", "optax.sparsemax_loss", "labels 0 and 1", here=NONE, mean=EACH).case(
    "defaults", LOGIT, call=lambda input, target: classification.sparsemax_loss(input, target > 0)
)
line(
    "triplet-margin",
    own.triplet_margin_loss,
    None,
    "norm_degree 2, margin 1.0, eps 1e-6",
    {"eps": 0},
    EACH_ROW,
    differs="eps stands under the root; powers of the signed differences are summed, so odd norm_degree gives no "
    "distance",
).case(
    "norm_degree=1: a distance of −6",
    dict(anchor=[[1.0, 2.0]], positive=[[5.0, 4.0]], negative=[[1.0, 3.0]]),
    {"p": 1},
    call=lambda anchor, positive, negative: own.triplet_margin_loss(anchor, positive, negative, norm_degree=1),
    right=[6.0],
)
line(
    "info-nce",
    own.ntxent,
    None,
    "temperature 0.07, two rows a label",
    {"views": 1, "temperature": 0.07},
    "over pairs",
    near=True,
    differs="pairs are told by labels; with more than two rows a label other positives leave the divisor",
)
line(
    "dice",
    segmentation.dice_loss,
    None,
    "smooth 1.0, alpha 0.5, beta 0.5, softmax over the last axis",
    {"smooth": 2, "reduction": "mean"},
    "over classes",
    near=True,
    differs="smooth is added to the intersection, not to twice it: 2 here; the last axis is classes",
)
line(
    "ctc",
    classification.ctc_loss,
    None,
    "blank_id 0, log_epsilon −1e5",
    None,
    "none: one number a sample",
    near=True,
    differs="takes logits and paddings (1 where padded); an impossible alignment costs about 1e5, not infinity",
)
peer.write("optax.json")
