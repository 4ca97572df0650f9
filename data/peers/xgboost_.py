"""Measures the metrics of XGBoost at given margins.

Run by hand: python3 data/peers/xgboost_.py (Debian 12: python3-xgboost 1.7.4).
"""
import xgboost

from table import *

# Labels and margins are kept as floats; the numbers of table.py lie on a grid that floats hold.
peer = Peer("XGBoost", xgboost.__version__ + ", Debian 12", "2026-11-29", "run", ["xgb"], single=True)
FLAT_P, FLAT_T = sum(P, []), sum(T, [])
MEAN = "over rows, or over the sum of the weights (mean_over_weights)"


def evaluate(objective, metric, **options):
    def call(input, target, **bounds):
        data = xgboost.DMatrix(np.zeros((len(target), 1)), label=target)
        for name, values in bounds.items():
            data.set_float_info(name, values)
        data.set_base_margin(np.asarray(input, dtype=np.float32).ravel())
        booster = xgboost.Booster({"objective": objective, "eval_metric": metric, "verbosity": 0, **options}, [data])
        return float(booster.eval(data).rsplit(":", 1)[1])

    return call


def line(loss, objective, metric, inputs, here=None, options=None, of="defaults", defaults="", **more):
    return peer.line(
        loss,
        f"XGBoost: objective {objective}, metric {metric}",
        defaults,
        evaluate(objective, metric, **(options or {})),
        here=here,
        mean=MEAN,
        **more,
    ).case(of, inputs)


BATCH = dict(input=FLAT_P, target=FLAT_T)
REAL = dict(input=FLAT_P, target=[1.0, 0.75, 0.5, 0.25, 0.5, 1.0])
COUNT = dict(input=FLAT_P, target=sum(COUNTS, []))
peer.line(
    "mse",
    "XGBoost: metric rmse, squared",
    "",
    lambda **x: evaluate("reg:squarederror", "rmse")(**x) ** 2,
    mean=MEAN,
    differs="the metric is the root; the objective's gradient is p − t and its Hessian 1, those of half-mse",
).case("defaults", BATCH)
line("l1", "reg:squarederror", "mae", BATCH)
line(
    "mape",
    "reg:squarederror",
    "mape",
    BATCH,
    {"eps": 0},
    times=0.01,
    differs="a share, not a percentage; no epsilon: a target of 0 gives infinity",
).document["cases"].clear()
peer.lines[-1]["cases"] = []
peer.lines.pop()
line(
    "mape",
    "reg:squarederror",
    "mape",
    REAL,
    {"eps": 1e-7},
    times=0.01,
    differs="a share, not a percentage; no epsilon: a target of 0 gives infinity",
)
line("pseudo-huber", "reg:pseudohubererror", "mphe", BATCH, {"delta": 1}, defaults="huber_slope 1.0").case(
    "huber_slope=2", BATCH, {"delta": 2}, call=evaluate("reg:pseudohubererror", "mphe", huber_slope=2)
)
POSITIVES = dict(input=FLAT_P, target=sum(POSITIVE, []))
peer.line(
    "msle",
    "XGBoost: metric rmsle, squared",
    "",
    lambda **x: evaluate("reg:squarederror", "rmsle")(**x) ** 2,
    mean=MEAN,
    differs="the metric is the root; predictions below −1 are cut at −1 + 1e-6 in the objective reg:squaredlogerror",
).case("defaults", dict(input=sum(POSITIVE, []), target=sum(COUNTS, [])))
BITS = dict(input=FLAT_P, target=sum(BINARY, []))
line(
    "binary-cross-entropy-with-logits",
    "binary:logistic",
    "logloss",
    BITS,
    defaults="scale_pos_weight 1",
    differs="base_score is a probability and its logit is added to every margin unless base_margin is given",
).case("a logit of −1000 where the target is 1", dict(input=[-1000.0], target=[1.0]), right=1000.0)
HINGE = dict(input=FLAT_P, target=sum(BINARY, []))
peer.line(
    "hinge",
    "XGBoost: objective binary:hinge",
    "labels 0 and 1",
    mean=MEAN,
    near=True,
    differs="its gradient is that of the hinge by −1 and 1, with a Hessian of 1; predictions come out as 0 and 1, so "
    "no metric gives its value",
)
line(
    "cross-entropy",
    "multi:softprob",
    "mlogloss",
    dict(input=LOGITS, target=LABELS),
    options={"num_class": 4},
    differs="its Hessian is 2p(1 − p), twice the diagonal of the true one",
)
COUNTED = dict(input=FLAT_P, target=sum(COUNTS, []))
CONSTANT = float(np.mean([math.lgamma(t + 1) for t in COUNTED["target"]]))
line(
    "poisson-nll",
    "count:poisson",
    "poisson-nloglik",
    COUNTED,
    plus=CONSTANT,
    relation="+ the mean of log t!",
    defaults="max_delta_step 0.7",
    differs="has log(t!) beside ours; its Hessian is e^(margin + max_delta_step), twice the true one at the usual 0.7",
)
GAMMA = dict(input=FLAT_P, target=[1.0, 0.5, 3.0, 2.0, 0.25, 1.5])
line("gamma-nll", "reg:gamma", "gamma-nloglik", GAMMA)
line(
    "gamma-nll",
    "reg:gamma",
    "gamma-deviance",
    GAMMA,
    times=2,
    plus=-2 * float(np.mean(np.log(GAMMA["target"]))) - 2,
    relation="+ the mean of −2(log t + 1)",
    differs="a deviance: twice the likelihood's distance from its best",
)
line("tweedie", "reg:tweedie", "tweedie-nloglik@1.5", COUNTED, {"power": 1.5}, defaults="tweedie_variance_power 1.5")

# Times of six rows, of which the second and the fifth were still alive at theirs.
EVENT = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
LIVES = dict(input=FLAT_P, time=[1.0, 0.5, 3.0, 2.0, 0.25, 1.5], event=EVENT)
for loss, distribution in (("aft-log-normal", "normal"), ("aft-log-logistic", "logistic"), ("aft-weibull", "extreme")):

    def failure(input, time, event, distribution=distribution):
        until = np.where(event == 1, time, np.inf)
        return evaluate(
            "survival:aft", "aft-nloglik", aft_loss_distribution=distribution, aft_loss_distribution_scale=1.5
        )(input, time, label_lower_bound=time, label_upper_bound=until)

    peer.line(
        loss,
        f"XGBoost: objective survival:aft, {distribution}",
        "aft_loss_distribution_scale 1.0",
        failure,
        here={"scale": 1.5},
        mean=MEAN,
        differs="takes a lower and an upper bound of the time, which also tells intervals; an upper one of infinity is "
        "an event of 0 here",
    ).case("scale 1.5", LIVES)
# Bounds of six times: below, between, above, and one that was seen.
BOUNDS = dict(
    input=FLAT_P, time=[0.0, 0.5, 3.0, 2.0, 0.25, 1.0], upper=[1.0, 0.75, INF, 4.0, 0.25, 8.0]
)
for loss, distribution in (
    ("interval-aft-log-normal", "normal"),
    ("interval-aft-log-logistic", "logistic"),
    ("interval-aft-weibull", "extreme"),
):

    def between(input, time, upper, distribution=distribution):
        return evaluate(
            "survival:aft", "aft-nloglik", aft_loss_distribution=distribution, aft_loss_distribution_scale=1.5
        )(input, time, label_lower_bound=time, label_upper_bound=upper)

    peer.line(
        loss,
        f"XGBoost: objective survival:aft, {distribution}, with bounds",
        "aft_loss_distribution_scale 1.0",
        between,
        here={"scale": 1.5},
        mean=MEAN,
        differs="holds the likelihood above 1e-12, gradients within ±15 and Hessians from 1e-16 to 15",
    ).case("scale 1.5", BOUNDS)


def proportional(input, time, event):
    """Times that were not seen to end are negative there, and rows come in the order of times."""
    order = np.argsort(time[0], kind="stable")
    return evaluate("survival:cox", "cox-nloglik")(input[0][order], np.where(event == 1, time, -time)[0][order])


peer.line(
    "cox",
    "XGBoost: objective survival:cox, metric cox-nloglik",
    "",
    proportional,
    here={"reduction": "sum"},
    times=0.25,
    mean="over the events, four here",
    differs="ties as Breslow has them; rows must come in the order of times, and a time that was not seen to end is "
    "negative",
).case("four events", dict(input=[LIVES["input"]], time=[LIVES["time"]], event=[EVENT]))
peer.line(
    "pairwise-logistic",
    "XGBoost: objective rank:pairwise",
    "groups must be given",
    near=True,
    mean="pairs are drawn, one for each row",
    differs="draws one partner a row, so its gradient is a sample of the sum over all pairs here",
)
peer.write("xgboost.json")
