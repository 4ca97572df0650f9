"""Measures losses of R packages of models: python3 data/peers/r_models.py FOLDER

In FOLDER, r-base-core, r-cran-survival 3.5-3-1, r-cran-gbm 2.1.8.1-1, r-cran-vgam 1.1-7-1, r-cran-robustbase 0.95-0-1,
r-cran-amore 0.2-16-2 and r-cran-metrics 0.1.4-2 of Debian 12 are unpacked with what they depend on.
"""
import sys

from r_run import R
from table import *

r = R(sys.argv[1])
DATE = "2026-11-30"
NONE, SUM = {"reduction": "none"}, {"reduction": "sum"}


def value(expression, **arrays):
    """One number of an expression, in which the inputs stand under their names, each as a vector."""
    return r.numbers(expression, **{name: values.ravel() for name, values in arrays.items()})[-1]


def line(loss, name, expression, inputs, of="defaults", defaults="", **more):
    return peer.line(loss, name, defaults, lambda **x: value(expression, **x), **more).case(of, inputs)


def each(loss, name, expression, inputs, of="defaults", defaults="", **more):
    def call(**x):
        return np.reshape(r.numbers(expression, **{key: values.ravel() for key, values in x.items()}), np.shape(P))

    return peer.line(loss, name, defaults, call, mean="none", **more).case(of, inputs)


FLAT = dict(input=sum(P, []), target=sum(T, []))
BATCH = dict(input=P, target=T)

peer = Peer("survival", "3.5-3 for R, Debian 12", DATE, "run", ["r survival", "coxph", "survreg"])
# Six lives, of which the second and the fifth were still alive at theirs; then two that ended at one time.
EVENT = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
LIVES = dict(input=FLAT["input"], time=[1.0, 0.5, 3.0, 2.0, 0.25, 1.5], event=EVENT)
TIED = dict(input=[FLAT["input"]], time=[[1.0, 0.5, 1.5, 1.5, 0.25, 1.5]], event=[EVENT])


def cox(ties):
    return f"-survival::coxph(survival::Surv(time, event) ~ offset(input), ties = '{ties}')$loglik"


line(
    "cox",
    "−coxph(Surv(time, event) ~ offset(x), ties = 'breslow')$loglik",
    cox("breslow"),
    TIED,
    "three events at one time",
    here={**SUM, "efron": 0},
    mean="a sum over the events",
    differs="ties are efron unless told otherwise, where they are Breslow's here",
).case(
    "ties = 'efron'", TIED, {"efron": 1}, call=lambda **x: value(cox("efron"), **x)
)
FIXED = "dist = '{0}', scale = 1.5, init = 0, control = survival::survreg.control(maxiter = 0)"
for loss, distribution in (("log-normal", "lognormal"), ("log-logistic", "loglogistic"), ("weibull", "weibull")):
    fixed = FIXED.format(distribution)
    line(
        "aft-" + loss,
        f"−survreg(Surv(time, event) ~ offset(x), dist = '{distribution}')$loglik",
        f"-survival::survreg(survival::Surv(time, event) ~ offset(input), {fixed})$loglik",
        LIVES,
        "scale 1.5",
        here={**SUM, "scale": 1.5},
        mean="a sum over rows",
        differs="the scale is estimated unless it is given",
    )
    line(
        "interval-aft-" + loss,
        f"−survreg(Surv(lower, upper, type = 'interval2') ~ offset(x), dist = '{distribution}')$loglik",
        "-survival::survreg(survival::Surv(ifelse(time == 0, NA, time), ifelse(is.infinite(upper), NA, upper), "
        f"type = 'interval2') ~ offset(input), {fixed})$loglik",
        dict(
            input=FLAT["input"],
            time=[0.0, 0.5, 3.0, 2.0, 0.25, 1.0],
            upper=[1.0, 0.75, INF, 4.0, 0.25, 8.0],
        ),
        "scale 1.5",
        here={**SUM, "scale": 1.5},
        mean="a sum over rows",
        differs="what is not known is NA, not 0 or infinity; the scale is estimated unless it is given",
    )
peer.write("survival.json")

peer = Peer("gbm", "2.1.8.1 for R, Debian 12", DATE, "run", ["gbm.loss"])
BINARY_ROWS = dict(input=FLAT["input"], target=sum(BINARY, []))


def boosted(loss, name, inputs, **more):
    line(
        loss,
        f"gbm::gbm.loss, distribution {name}",
        f"gbm::gbm.loss(target, input, rep(1, length(target)), NA, list(name = '{name}'), 0)",
        inputs,
        mean="over rows, weighted",
        **more,
    )


boosted("mse", "gaussian", FLAT)
boosted("l1", "laplace", FLAT)
boosted("binary-cross-entropy-with-logits", "bernoulli", BINARY_ROWS, times=2, differs="a deviance: twice as much")
boosted(
    "poisson-nll",
    "poisson",
    dict(input=FLAT["input"], target=sum(COUNTS, [])),
    times=2,
    differs="twice as much, and no deviance: terms of the count alone are left out",
)
line(
    "exponential",
    "gbm::gbm.loss, distribution adaboost",
    "gbm::gbm.loss((target + 1) / 2, input, rep(1, length(target)), NA, list(name = 'adaboost'), 0)",
    dict(input=FLAT["input"], target=sum(SIGNS, [])),
    mean="over rows, weighted",
    differs="labels are 0 and 1",
)
peer.write("gbm.json")

peer = Peer("VGAM", "1.1-7 for R, Debian 12", DATE, "run")
each(
    "zero-inflated-poisson-nll",
    "−VGAM::dzipois(t, lambda, pstr0, log = TRUE)",
    "-VGAM::dzipois(target, exp(input), plogis(gate), log = TRUE)",
    dict(input=P, target=COUNTS, gate=T),
    defaults="pstr0 0",
    here={**NONE, "full": 1},
    differs="takes the rate and the share of extra zeros, not their logarithm and logit",
)
each(
    "laplace-nll",
    "−VGAM::dlaplace(t, location, scale, log = TRUE)",
    "-VGAM::dlaplace(target, input, scale, log = TRUE)",
    dict(input=P, target=T, scale=POSITIVE),
    defaults="location 0, scale 1",
    here={**NONE, "full": 1},
)
peer.write("vgam.json")

peer = Peer("robustbase", "0.95-0 for R, Debian 12", DATE, "run", ["mpsi"])
each(
    "huber",
    "robustbase::Mpsi(r, k, 'huber', deriv = −1)",
    "robustbase::Mpsi(input - target, 1.345, 'huber', deriv = -1)",
    BATCH,
    "k 1.345",
    defaults="k must be given",
    here={**NONE, "delta": 1.345},
    differs="Mchi of the same family is bounded to 1 where it can be; for huber both are the same",
)
each(
    "welsch",
    "robustbase::Mpsi(r, c, 'welsh', deriv = −1)",
    "robustbase::Mpsi(input - target, 2.5, 'welsh', deriv = -1)",
    BATCH,
    "c 2.5",
    defaults="c must be given",
    here={**NONE, "c": 2.5 * math.sqrt(2)},
    differs="(r/c)²/2 stands in the exponent: c here is √2 times as much; spelt welsh; Mchi divides by c²",
)
peer.write("robustbase.json")

peer = Peer("AMORE", "0.2-16 for R, Debian 12", DATE, "run")
line(
    "cauchy",
    "AMORE::error.LMLS",
    "AMORE::error.LMLS(list(input, target))",
    FLAT,
    here={"c": 1},
    mean="over all elements",
    differs="the mean logarithmic squared error of Liano; c is 1",
)
line(
    "mse",
    "AMORE::error.LMS",
    "AMORE::error.LMS(list(input, target))",
    FLAT,
    mean="over all elements",
    differs="the slope that nets are trained by, deltaE.LMS, is half that of it",
)
peer.write("amore.json")

peer = Peer("Metrics", "0.1.4 for R, Debian 12", DATE, "run", ["r metrics"])
RATES = dict(input=sum(POSITIVE, []), target=sum(COUNTS, []))
MEAN = "over all elements"


def metric(loss, name, inputs, **more):
    line(loss, f"Metrics::{name}", f"Metrics::{name}(target, input)", inputs, mean=MEAN, **more)


metric("mse", "mse", FLAT)
metric("l1", "mae", FLAT)
metric("mape", "mape", dict(input=FLAT["input"], target=RATES["input"]), times=0.01, differs="a share")
metric("msle", "msle", RATES)
metric(
    "binary-cross-entropy",
    "logLoss",
    dict(input=sum(PROBABLE, []), target=sum(BINARY, [])),
    differs="a wrong answer that is sure is infinite, where logarithms are held above −100 here",
)
metric(
    "sum-squared-error",
    "sse",
    dict(input=[FLAT["input"]], target=[FLAT["target"]]),
    here=SUM,
    times=2,
    differs="the sum of squares without the factor ½",
)
peer.write("metrics.json")
