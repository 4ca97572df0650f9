"""Measures the metrics of LightGBM at given scores: python3 data/peers/lightgbm_.py lib_lightgbm.so

The library is that of the NuGet package LightGBM 4.7.0 (runtimes/linux-x64/native). Scores are given as init_score of a
booster without trees, whose metrics are then asked for by the C interface.
"""
import ctypes
import sys

from table import *

library = ctypes.CDLL(sys.argv[1])
library.LGBM_GetLastError.restype = ctypes.c_char_p
peer = Peer("LightGBM", "4.7.0, NuGet", "2026-11-29", "run", ["lgbm"], single=True)
FLAT_P, FLAT_T = sum(P, []), sum(T, [])
MEAN = "over rows, or over the sum of the weights (mean_over_weights)"


def check(code):
    if code:
        raise RuntimeError(library.LGBM_GetLastError().decode())


def field(data, name, values, kind, number):
    values = np.ascontiguousarray(values, dtype=kind)
    check(
        library.LGBM_DatasetSetField(data, name.encode(), values.ctypes.data_as(ctypes.c_void_p), values.size, number)
    )


def evaluate(objective, metric, **options):
    def call(input, target):
        words = " ".join(
            f"{name}={value}"
            for name, value in {
                "objective": objective,
                "metric": metric,
                "verbosity": -1,
                "min_data": 1,
                "min_data_in_bin": 1,
                "boost_from_average": "false",
                "num_threads": 1,
                **options,
            }.items()
        )
        rows = np.arange(len(target), dtype=np.float64).reshape(-1, 1)
        data, booster = ctypes.c_void_p(), ctypes.c_void_p()
        check(
            library.LGBM_DatasetCreateFromMat(
                rows.ctypes.data_as(ctypes.c_void_p), 1, len(target), 1, 1, words.encode(), None, ctypes.byref(data)
            )
        )
        field(data, "label", target, np.float32, 0)
        field(data, "init_score", np.asarray(input).T.ravel(), np.float64, 1)
        check(library.LGBM_BoosterCreate(data, words.encode(), ctypes.byref(booster)))
        count, results = ctypes.c_int(), (ctypes.c_double * 8)()
        check(library.LGBM_BoosterGetEval(booster, 0, ctypes.byref(count), results))
        assert count.value == 1
        return results[0]

    return call


def line(loss, objective, metric, inputs, here=None, options=None, of="defaults", defaults="", **more):
    return peer.line(
        loss,
        f"LightGBM: objective {objective}, metric {metric}",
        defaults,
        evaluate(objective, metric, **(options or {})),
        here=here,
        mean=more.pop("mean", MEAN),
        **more,
    ).case(of, inputs)


BATCH = dict(input=FLAT_P, target=FLAT_T)
line("mse", "regression", "l2", BATCH, differs="the objective's gradient is p − t and its Hessian 1, those of half-mse")
line("l1", "regression_l1", "l1", BATCH, differs="leaves are set to medians after the tree is grown")
line(
    "huber",
    "huber",
    "huber",
    BATCH,
    {"delta": 0.9},
    defaults="alpha 0.9",
    differs="delta is called alpha, and is 0.9, not 1",
).case("alpha=2.25", BATCH, {"delta": 2.25}, call=evaluate("huber", "huber", alpha=2.25))
line("fair", "fair", "fair", BATCH, {"c": 1}, defaults="fair_c 1.0").case(
    "fair_c=2", BATCH, {"c": 2}, call=evaluate("fair", "fair", fair_c=2)
)
line(
    "quantile", "quantile", "quantile", BATCH, {"quantile": 0.9}, defaults="alpha 0.9", differs="usual here is 0.5"
).case("alpha=0.25", BATCH, {"quantile": 0.25}, call=evaluate("quantile", "quantile", alpha=0.25))
line(
    "mape",
    "mape",
    "mape",
    dict(input=FLAT_P, target=[1.0, 2.0, -1.5, 4.0, 1.25, 3.0]),
    {"eps": 1},
    times=0.01,
    differs="a share, not a percentage, of max(1, |t|): targets below 1 count as 1",
)
COUNTED = dict(input=FLAT_P, target=sum(COUNTS, []))
line(
    "poisson-nll",
    "poisson",
    "poisson",
    COUNTED,
    {"log_input": 1},
    defaults="poisson_max_delta_step 0.7",
    differs="its Hessian is e^(score + 0.7), twice the true one",
)
GAMMA = dict(input=FLAT_P, target=[1.0, 0.5, 3.0, 2.0, 0.25, 1.5])
line("gamma-nll", "gamma", "gamma", GAMMA)
line(
    "gamma-nll",
    "gamma",
    "gamma_deviance",
    GAMMA,
    {"reduction": "sum"},
    times=2,
    plus=-2 * float(np.sum(np.log(GAMMA["target"]))) - 12,
    relation="+ the sum of −2(log t + 1)",
    mean="a sum over rows, though its neighbours are means",
    differs="a deviance: twice the likelihood's distance from its best",
)
line("tweedie", "tweedie", "tweedie", COUNTED, {"power": 1.5}, defaults="tweedie_variance_power 1.5")
BITS = dict(input=FLAT_P, target=sum(BINARY, []))
line(
    "binary-cross-entropy-with-logits",
    "binary",
    "binary_logloss",
    BITS,
    defaults="sigmoid 1.0",
    differs="the score is multiplied by sigmoid; probabilities are cut at 1e-15",
).case(
    "a logit of −1000 where the target is 1",
    dict(input=[-1000.0, 0.0], target=[1.0, 0.0]),
    right=(1000 + math.log(2)) / 2,
)
SOFT = dict(input=FLAT_P, target=sum(ROWS, []))
line(
    "binary-cross-entropy-with-logits", "cross_entropy", "cross_entropy", SOFT, differs="takes targets between 0 and 1"
)
line(
    "cross-entropy",
    "multiclass",
    "multi_logloss",
    dict(input=LOGITS, target=LABELS),
    options={"num_class": 4},
    differs="its Hessian is K/(K − 1)·p(1 − p), for K classes",
)
peer.write("lightgbm.json")
