"""Measures losses of two R packages of metrics: python3 data/peers/r_.py FOLDER

In FOLDER, r-base-core, r-cran-mlmetrics 1.1.1-3 and r-cran-modelmetrics 1.2.2.2-1+b1 of Debian 12 are unpacked with
what they depend on (apt-get install --download-only, dpkg-deb -x).
"""
import glob
import os
import subprocess
import sys

from table import *

home = sys.argv[1] + "/usr/lib/R"
libraries = {os.path.dirname(path) for path in glob.glob(sys.argv[1] + "/usr/lib/**/*.so*", recursive=True)}
environment = {
    "R_HOME": home,
    "R_LIBS": f"{home}/site-library:{home}/library",
    "LD_LIBRARY_PATH": ":".join(path for path in libraries if "/library" not in path),
    "EDITOR": "vi",
    "PATH": os.environ["PATH"],
}


def vector(values):
    text = f"c({','.join(repr(float(x)) for x in values.ravel())})"
    return text if values.ndim == 1 else f"matrix({text},{len(values)},byrow=TRUE)"


def line(
    loss, function, turned=False, of=lambda value, target: value, inside=lambda x: x, start=0, mean="over all elements",
    **more
):
    """A function of two arguments, of which the target is the second, or the first where they are turned."""
    package = peer.head["peer"]

    def call(input, target):
        first, second = vector(inside(input)), vector(target + start)
        both = f"{second}, {first}" if turned else f"{first}, {second}"
        program = f"cat(sprintf('%.17g', {package}::{function}({both})))"
        answer = subprocess.run(
            [home + "/bin/exec/R", "--vanilla", "--no-echo", "-e", program],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return of(float(answer.stdout.split()[-1]), target)

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
