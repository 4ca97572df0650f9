"""Measures the losses of scikit-learn: python3 data/peers/scikit_learn.py (Debian 12: python3-sklearn 1.2.1)."""
import sklearn
from sklearn import metrics
from sklearn._loss import loss as half
from sklearn.linear_model import _sgd_fast as sgd
from sklearn.neural_network import _base as mlp

from table import *


def run(call, inputs, grad):
    value = call(**inputs)
    return value if isinstance(value, tuple) else (value, {})


peer = Peer("scikit-learn", sklearn.__version__ + ", Debian 12", "2026-11-29", "run", ["sklearn"], run)
BATCH, FLAT = dict(input=P, target=T), dict(input=sum(P, []), target=sum(T, []))
OUTPUTS = "over rows, then over outputs: over all elements"


def metric(loss, name, inputs, defaults="", **more):
    function = getattr(metrics, name)
    line = peer.line(loss, "sklearn.metrics." + name, defaults, lambda input, target: function(target, input), **more)
    return line.case("defaults", inputs)


metric(
    "mse",
    "mean_squared_error",
    BATCH,
    "squared True, multioutput uniform_average",
    mean=OUTPUTS,
    differs="the target comes first, as in all metrics of this library; squared=False takes the root of each "
    "output's mean",
)
metric("l1", "mean_absolute_error", BATCH, "multioutput uniform_average", mean=OUTPUTS)
metric(
    "mape",
    "mean_absolute_percentage_error",
    BATCH,
    "epsilon 2.2e-16",
    mean=OUTPUTS,
    times=0.01,
    here={"eps": 2.0**-52},
    differs="a share, not a percentage",
).case("a target of 0", dict(input=[1.0], target=[0.0]))
metric(
    "msle",
    "mean_squared_log_error",
    dict(input=POSITIVE, target=COUNTS),
    "squared True",
    mean=OUTPUTS,
    differs="refuses negative numbers; here log(1 + p) holds down to −1",
)
metric("quantile", "mean_pinball_loss", BATCH, "alpha 0.5", mean=OUTPUTS).case(
    "alpha=0.9",
    BATCH,
    {"quantile": 0.9},
    call=lambda input, target: metrics.mean_pinball_loss(target, input, alpha=0.9),
)

t = np.array(sum(COUNTS, []))
positive = np.array(sum(POSITIVE, []))
log_t = np.where(t > 0, t * np.log(np.where(t > 0, t, 1)), 0)
COUNT = dict(input=sum(POSITIVE, []), target=sum(COUNTS, []))
metric(
    "poisson-nll",
    "mean_poisson_deviance",
    COUNT,
    "",
    mean="over rows; one output only",
    times=2,
    plus=2 * float(np.mean(log_t - t)),
    relation="+ the mean of 2(t·log t − t)",
    here={"log_input": 0, "eps": 0},
    differs="the deviance: twice the likelihood's distance from its best, so terms of the target alone stand beside it",
)
GAMMA = dict(input=sum(POSITIVE, []), target=[1.0, 0.5, 3.0, 2.0, 0.25, 1.5])
metric(
    "gamma-nll",
    "mean_gamma_deviance",
    GAMMA,
    "",
    mean="over rows; one output only",
    times=2,
    plus=-2 * float(np.mean(np.log(GAMMA["target"]))) - 2,
    relation="+ the mean of −2(log t + 1)",
    here={"log_input": 0},
    differs="a deviance, as mean_poisson_deviance",
)
peer.line(
    "tweedie",
    "sklearn.metrics.mean_tweedie_deviance",
    "power 0, which is mse",
    lambda input, target: metrics.mean_tweedie_deviance(target, input, power=1.5),
    times=2,
    plus=2 * float(np.mean(np.sqrt(t) / (-0.5 * 0.5))),
    relation="+ the mean of 2t^(2 − k)/((1 − k)(2 − k)), k the power",
    here={"log_input": 0, "power": 1.5},
    mean="over rows; one output only",
    differs="a deviance, as mean_poisson_deviance",
).case("power=1.5", COUNT)

line = peer.line(
    "nll",
    "sklearn.metrics.log_loss",
    "eps by the type of the predictions, normalize True",
    lambda input, target: metrics.log_loss(target, np.exp(input), labels=[0, 1, 2]),
    mean="over rows; sample_weight divides by the sum of the weights (mean_over_weights)",
    differs="takes probabilities, divides each row by its sum, and cuts at eps; classes are sorted by name",
)
line.case("defaults", dict(input=np.log(ROWS), target=[2, 0]))
line.case("a true class of probability 0", dict(input=[[-INF, 0.0, -INF]], target=[0]), right=INF)
line = peer.line(
    "binary-cross-entropy",
    "sklearn.metrics.log_loss of two classes",
    "as log_loss",
    lambda input, target: metrics.log_loss(target, input),
    mean="over rows",
    differs="fails where only one class occurs and labels are not given",
)
line.case("defaults", dict(input=sum(PROBABLE, []), target=sum(BINARY, [])))
line.case("p = 0 where the target is 1", dict(input=[0.0, 0.5], target=[1.0, 0.0]), right=(100 + np.log(2)) / 2)
metric(
    "mse",
    "brier_score_loss",
    dict(input=sum(PROBABLE, []), target=sum(BINARY, [])),
    "pos_label the larger label",
    mean="over rows",
    differs="half of the original score of two classes",
)
line = metric(
    "hinge",
    "hinge_loss",
    dict(input=sum(P, []), target=sum(SIGNS, [])),
    "labels those that occur",
    mean="over rows",
    differs="labels may be any two, the larger one is +1",
)
line.case("a batch of nothing but the positive label", dict(input=[2.0, 3.0], target=[1.0, 1.0]), right=0.0)
peer.line(
    "crammer-singer",
    "sklearn.metrics.hinge_loss of three classes and more",
    "margin 1",
    mean="over rows",
    call=lambda input, target: metrics.hinge_loss(target, input, labels=[0, 1, 2, 3]),
).case("defaults", dict(input=LOGITS, target=LABELS))
peer.line(
    "cosine-distance",
    "sklearn.metrics.pairwise.paired_cosine_distances",
    "",
    here={"reduction": "none"},
    mean="one number a row",
    call=lambda input, target: metrics.pairwise.paired_cosine_distances(input, target),
).case("defaults", BATCH)


def halved(loss, name, function, inputs, defaults="", here=None, differs="", more=()):
    def call(input, target):
        raw, y = np.ascontiguousarray(input.astype(np.float64)), np.ascontiguousarray(target.astype(np.float64))
        return (
            function.loss(y_true=y, raw_prediction=raw),
            {"input": function.gradient(y_true=y, raw_prediction=raw)} if raw.ndim == 1 else {},
        )

    line = peer.line(
        loss,
        f"sklearn._loss.{name}",
        defaults,
        call,
        here={"reduction": "none", **(here or {})},
        differs=differs,
        mean="one number a row; estimators divide by the sum of the weights",
    )
    line.case("defaults", inputs)
    for of, extra in more:
        line.case(of, extra, call=lambda **arrays: call(**arrays)[0])
    return line


halved("half-mse", "HalfSquaredError", half.HalfSquaredError(), FLAT)
halved(
    "l1",
    "AbsoluteError",
    half.AbsoluteError(),
    dict(input=[1.5, -2.0], target=[0.5, 1.0]),
    differs="its slope at prediction = target is −1",
)
halved(
    "quantile",
    "PinballLoss",
    half.PinballLoss(quantile=0.9),
    dict(input=[1.5, -2.0], target=[0.5, 1.0]),
    "quantile 0.5",
    {"quantile": 0.9},
)
halved(
    "poisson-nll",
    "HalfPoissonLoss",
    half.HalfPoissonLoss(),
    dict(input=FLAT["input"], target=COUNT["target"]),
    differs="the raw prediction is log μ; of HistGradientBoostingRegressor and PoissonRegressor",
)
halved(
    "gamma-nll",
    "HalfGammaLoss",
    half.HalfGammaLoss(),
    dict(input=FLAT["input"], target=GAMMA["target"]),
    differs="the raw prediction is log μ",
)
halved(
    "tweedie",
    "HalfTweedieLoss",
    half.HalfTweedieLoss(power=1.5),
    dict(input=FLAT["input"], target=COUNT["target"]),
    "power 1.5",
    {"power": 1.5},
    "the raw prediction is log μ",
)
halved(
    "tweedie",
    "HalfTweedieLossIdentity",
    half.HalfTweedieLossIdentity(power=1.5),
    dict(input=COUNT["input"], target=COUNT["target"]),
    "power 1.5",
    {"power": 1.5, "log_input": 0},
    "adds terms of the target alone",
).document["cases"].clear()
halved(
    "binary-cross-entropy-with-logits",
    "HalfBinomialLoss",
    half.HalfBinomialLoss(),
    dict(input=FLAT["input"], target=sum(BINARY, [])),
    more=[("a logit of ±1000", dict(input=[1000.0, -1000.0], target=[0.0, 1.0]))],
    differs="the log loss of LogisticRegression, which divides by nothing: C weighs the sum of losses "
    "against the penalty; its gradient is NaN where y = 1 and the raw prediction is below −709",
)
halved("cross-entropy", "HalfMultinomialLoss", half.HalfMultinomialLoss(n_classes=4), dict(input=LOGITS, target=LABELS))


def stochastic(loss, name, function, inputs, defaults="", here=None, differs="", times=1, grad=True):
    def call(input, target):
        pairs = list(zip(input.ravel(), target.ravel()))
        slopes = {"input": [function.py_dloss(p, y) for p, y in pairs]} if grad else {}
        return [function.py_loss(p, y) for p, y in pairs], slopes

    peer.line(
        loss,
        name,
        defaults,
        call,
        here={"reduction": "none", **(here or {})},
        differs=differs,
        times=times,
        mean="one sample a step",
    ).case("defaults", inputs)


CLASSES = dict(input=FLAT["input"] + [1.0], target=sum(SIGNS, []) + [-1.0])
stochastic(
    "hinge",
    "SGDClassifier(loss='hinge')",
    sgd.Hinge(1.0),
    CLASSES,
    "the usual loss of SGDClassifier",
    differs="its slope at the margin is −t, ours 0",
)
stochastic("perceptron", "SGDClassifier(loss='perceptron')", sgd.Hinge(0.0), CLASSES)
stochastic("squared-hinge", "SGDClassifier(loss='squared_hinge')", sgd.SquaredHinge(1.0), CLASSES)
stochastic("soft-margin", "SGDClassifier(loss='log_loss')", sgd.Log(), CLASSES)
stochastic(
    "smoothed-hinge",
    "SGDClassifier(loss='modified_huber')",
    sgd.ModifiedHuber(),
    CLASSES,
    here={"smoothing": 2},
    times=4,
    differs="four times the smoothed hinge whose parabola is two wide",
)
stochastic("half-mse", "SGDRegressor(loss='squared_error')", sgd.SquaredLoss(), FLAT)
stochastic(
    "huber",
    "SGDRegressor(loss='huber')",
    sgd.Huber(0.1),
    FLAT,
    "epsilon 0.1",
    {"delta": 0.1},
    "the usual epsilon is a tenth of PyTorch's delta",
)
stochastic(
    "l1",
    "SGDRegressor(loss='epsilon_insensitive', epsilon=0)",
    sgd.EpsilonInsensitive(0.0),
    FLAT,
    "epsilon 0.1",
    differs="nothing within epsilon of the target; with the usual epsilon there is no such loss here",
)


def network(loss, name, function, inputs, mean, here, differs="", target=lambda y: y):
    peer.line(
        loss,
        f"sklearn.neural_network: {name}",
        "",
        lambda **x: function(target(x["target"]), x["input"]),
        mean=mean,
        here=here,
        differs=differs,
    ).case("defaults", inputs)


network("half-mse", "MLPRegressor's squared_loss", mlp.squared_loss, BATCH, "over all elements", {})
network(
    "binary-cross-entropy",
    "MLPClassifier's binary_log_loss",
    mlp.binary_log_loss,
    dict(input=PROBABLE, target=BINARY),
    "a sum over outputs, a mean over rows",
    {"reduction": "batchmean"},
    "cuts probabilities at the unit of their type",
)
network(
    "nll",
    "MLPClassifier's log_loss",
    lambda y, x: mlp.log_loss(y, np.exp(x)),
    dict(input=np.log(ROWS), target=[2, 0]),
    "over rows",
    {},
    "takes probabilities",
    target=lambda y: np.eye(3)[y.astype(int)],
)
peer.write("scikit-learn.json")
