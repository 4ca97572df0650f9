"""Measures scores and losses of libraries on top of NumPy: python3 data/peers/scores_.py FOLDER

In FOLDER are checkouts of their repositories: frazane/scoringrules at e48aa74, lorentzenchr/model-diagnostics at
d0d8eec and oreilly-japan/deep-learning-from-scratch at 07b1161 (dlfs).
"""
import sys
import types

import absent
from checkouts import module, stand_in
from table import *

FOLDER_OF_CHECKOUTS = sys.argv[1] + "/"
DATE = "2026-11-30"
NONE = {"reduction": "none"}

plain = types.SimpleNamespace(asarray=np.asarray, squeeze=np.squeeze, sum=np.sum, name="numpy")
stand_in("scoringrules.backend", backends=types.SimpleNamespace(active=plain))
for name in ("scoringrules", "scoringrules.core"):
    sys.modules[name] = types.ModuleType(name)
score = module("interval", FOLDER_OF_CHECKOUTS + "scoringrules/scoringrules/core/interval/_score.py")
stand_in("scoringrules.core", interval=score)
intervals = module("scoringrules._interval", FOLDER_OF_CHECKOUTS + "scoringrules/scoringrules/_interval.py")
peer = Peer("scoringrules", "0.11.0 at e48aa74, NumPy backend", DATE, "run")
# Targets within, below, above, and on both ends.
WITHIN = dict(
    lower=[0.5, -1.25, 2.0, 0.25, -0.5], upper=[1.0, 0.75, 2.5, 0.5, 1.5], target=[0.75, -2.0, 4.0, 0.25, 1.5]
)


def interval(alpha):
    return lambda lower, upper, target: intervals.interval_score(target, lower, upper, alpha)


line = peer.line(
    "interval-score",
    "scoringrules.interval_score",
    "alpha must be given",
    interval(0.1),
    here={**NONE, "alpha": 0.1},
    mean="none, one number an interval",
    differs="takes the observation first; weighted_interval_score adds w_median times the median itself on this "
    "backend, and times its distance from the observation on that of Numba",
)
line.case("alpha 0.1", WITHIN)
line.case("alpha 0.5", WITHIN, {"alpha": 0.5}, call=interval(0.5))
peer.write("scoringrules.json")

absent.allow("polars")
for name in ("model_diagnostics", "model_diagnostics._utils"):
    sys.modules[name] = types.ModuleType(name)
one = {name: None for name in ("get_second_dimension", "get_sorted_array_names", "length_of_second_dimension")}
stand_in(
    "model_diagnostics._utils.array",
    validate_2_arrays=lambda a, b: (np.asarray(a), np.asarray(b)),
    validate_same_first_dimension=None,
    **one,
)
stand_in("model_diagnostics._utils.identification", identification_function=None)
stand_in("model_diagnostics._utils.isotonic", IsotonicRegression=None, quantile_lower=None, quantile_upper=None)
scoring = module(
    "scoring", FOLDER_OF_CHECKOUTS + "model-diagnostics/src/model_diagnostics/scoring/_scoring.py"
)
peer = Peer("model-diagnostics", "1.5.0 at d0d8eec", DATE, "run", ["model_diagnostics"])
FLAT = dict(input=sum(P, []), target=sum(T, []))


def expectile(level):
    return lambda input, target: scoring.HomogeneousExpectileScore(2, level)(target, input)


line = peer.line(
    "expectile",
    "model_diagnostics.scoring.HomogeneousExpectileScore",
    "degree 2, level 0.5",
    expectile(0.5),
    here={"expectile": 0.5},
    times=2,
    mean="over all elements; with weights over their sum",
    differs="twice as much, so that level 0.5 is the squared error",
)
line.case("level 0.5", FLAT)
line.case("level 0.875", FLAT, {"expectile": 0.875}, call=expectile(0.875))
line = peer.line(
    "quantile",
    "model_diagnostics.scoring.PinballLoss",
    "level 0.5",
    lambda input, target: scoring.PinballLoss(0.5)(target, input),
    here={"quantile": 0.5},
    mean="over all elements; with weights over their sum",
)
line.case("level 0.5", FLAT)
line.case(
    "level 0.875", FLAT, {"quantile": 0.875}, call=lambda input, target: scoring.PinballLoss(0.875)(target, input)
)
peer.write("model-diagnostics.json")

book = module("functions", FOLDER_OF_CHECKOUTS + "dlfs/common/functions.py")
peer = Peer("Deep Learning from Scratch", "the book's code at 07b1161", DATE, "run", ["oreilly-japan", "zero-tsuku"])
line = peer.line(
    "cross-entropy-error",
    "common.functions.cross_entropy_error",
    "1e-7 inside the logarithm",
    lambda input, target: book.cross_entropy_error(input, target.astype(int)),
    here={"delta": 1e-7},
    mean="over rows",
    differs="a target of as many numbers as there are probabilities is one-hot, and only its largest number counts",
)
line.case("labels", dict(input=ROWS, target=[2, 0]))
line.case("a probability of 0", dict(input=[[0.0, 1.0]], target=[0]))
peer.line(
    "sum-squared-error",
    "common.functions.sum_squared_error",
    "",
    lambda input, target: book.sum_squared_error(input, target),
    here={"reduction": "sum"},
    mean="none: half of the sum",
).case("one row", dict(input=P[0], target=T[0]))
peer.write("deep-learning-from-scratch.json")
