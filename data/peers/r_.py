"""Measures losses of two R packages of metrics: python3 data/peers/r_.py FOLDER

In FOLDER, r-base-core, r-cran-mlmetrics 1.1.1-3 and r-cran-modelmetrics 1.2.2.2-1+b1 of Debian 12 are unpacked with
what they depend on (apt-get install --download-only, dpkg-deb -x).
"""
import sys

from r_run import R, vector
from table import *

r = R(sys.argv[1])


def line(
    loss, function, turned=False, of=lambda value, target: value, inside=lambda x: x, start=0, mean="over all elements",
    **more
):
    """A function of two arguments, of which the target is the second, or the first where they are turned."""
    package = peer.head["peer"]

    def call(input, target):
        first, second = vector(inside(input)), vector(target + start)
        both = f"{second}, {first}" if turned else f"{first}, {second}"
        return of(r.numbers(f"{package}::{function}({both})")[-1], target)

    return peer.line(loss, function, "", call, mean=mean, **more)


def counts(value, target):
    return value - np.mean([math.lgamma(x + 1) for x in target])


FLAT = dict(input=sum(P, []), target=sum(T, []))
RATES = dict(input=sum(POSITIVE, []), target=sum(COUNTS, []))
SHARES = dict(input=sum(PROBABLE, []), target=sum(BINARY, []))
CLASSES = dict(input=np.log(ROWS + OTHER_ROWS), target=[2, 1, 0, 2])
NO_RATE = "contains log(t!), which is taken off here, and which is infinite from 171 on"
CUT = "cuts probabilities at 1e-15, so that no term exceeds 34.5"

peer = Peer("MLmetrics", "1.1.1, Debian 12", "2026-11-29", "run")
line("mse", "MSE").case("defaults", FLAT)
line("mape", "MAPE", times=0.01, differs="a share; a target of 0 gives infinity").case(
    "defaults", dict(input=FLAT["input"], target=RATES["input"])
)
line("msle", "RMSLE", of=lambda value, target: value**2, differs="it is the root").case("squared", RATES)
line("binary-cross-entropy", "LogLoss", differs=CUT).case("defaults", SHARES).case(
    "p = 0 where the target is 1", dict(input=[0.0, 0.5], target=[1.0, 0.0]), right=(100 + math.log(2)) / 2
)
line("poisson-nll", "Poisson_LogLoss", of=counts, here={"log_input": 0, "eps": 0}, differs=NO_RATE).case(
    "defaults", RATES
).case("a count of 200", dict(input=[200.0], target=[200.0]), right=200 - 200 * math.log(200))
peer.write("mlmetrics.json")

peer = Peer("ModelMetrics", "1.2.2.2, Debian 12", "2026-11-29", "run")
line("binary-cross-entropy", "logLoss", True, differs="the target comes first; " + CUT).case("defaults", SHARES)
line(
    "nll",
    "mlogLoss",
    True,
    inside=np.exp,
    start=1,
    mean="over rows",
    differs="takes the classes, counted from 1, and then probabilities",
).case("defaults", CLASSES)
line("mse", "brier", True, differs="the target comes first").case("defaults", SHARES)
peer.write("modelmetrics.json")
