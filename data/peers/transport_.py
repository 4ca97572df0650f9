"""Measures distances of samples and of sequences: python3 data/peers/transport_.py TSLEARN PROPERSCORING

TSLEARN is a checkout of github.com/tslearn-team/tslearn at 4658696, PROPERSCORING one of
github.com/properscoring/properscoring at a465b55. POT is Debian 12's python3-pot 0.8.2. tslearn imports python3-numba,
which does not compile here: Debian's is too old for it.
"""
import os
import sys

import absent

os.environ["NUMBA_DISABLE_JIT"] = "1"
absent.allow("joblib", "h5py")
sys.path[:0] = sys.argv[1:]
import ot
import properscoring
import tslearn
from tslearn import metrics

from table import *

NONE = {"reduction": "none"}
DATE = "2026-11-30"
BATCH = dict(input=P, target=T)

peer = Peer("POT", ot.__version__ + ", Debian 12", DATE, "run", ["ot", "python optimal transport"])
PAIR = "none, one number a pair of samples"
line = peer.line(
    "wasserstein",
    "ot.wasserstein_1d",
    "p 1, weights none",
    lambda input, target: ot.wasserstein_1d(input.T, target.T, p=1),
    here={**NONE, "p": 1},
    mean=PAIR,
    differs="a sample is a column; no root is taken of p-th powers; samples may have weights and other lengths",
)
line.case("two samples", BATCH)
line.case("p=2", BATCH, {"p": 2}, call=lambda input, target: ot.wasserstein_1d(input.T, target.T, p=2))
peer.line(
    "wasserstein",
    "ot.emd2_1d",
    "metric sqeuclidean, p 1, weights none",
    lambda input, target: [ot.emd2_1d(*pair) for pair in zip(input, target)],
    here={**NONE, "p": 2},
    mean=PAIR,
    differs="squares by default, where wasserstein_1d takes distances; p is looked at with metric minkowski alone",
).case("defaults", BATCH)
peer.line(
    "sinkhorn-divergence",
    "ot.bregman.empirical_sinkhorn_divergence",
    "reg must be given; metric sqeuclidean, numIterMax 10000, stopThr 1e-9",
    here={**NONE, "p": 2},
    near=True,
    mean="one number",
    differs="the entropy is left out of the three transport costs, and what is below 0 is returned as 0",
)
peer.write("pot.json")


def of(function, **options):
    return lambda input, target: [function(*pair, **options) for pair in zip(input, target)]


peer = Peer("tslearn", tslearn.__version__ + " at 4658696", DATE, "run")
line = peer.line(
    "soft-dtw",
    "tslearn.metrics.soft_dtw",
    "gamma 1.0",
    of(metrics.soft_dtw),
    here={**NONE, "gamma": 1},
    mean="none, one number a pair of sequences",
)
line.case("defaults", BATCH)
line.case("gamma=0.25", BATCH, {"gamma": 0.25}, call=of(metrics.soft_dtw, gamma=0.25))
line.case("gamma=0: dynamic time warping", BATCH, {"gamma": 0}, call=of(metrics.soft_dtw, gamma=0.0))
peer.line(
    "soft-dtw",
    "tslearn.metrics.cdist_soft_dtw_normalized",
    "gamma 1.0",
    lambda input, target: np.diag(metrics.cdist_soft_dtw_normalized(input, target, gamma=1.0)),
    here={**NONE, "gamma": 1, "normalize": 1},
    mean="none, one number for each of all pairs of two sets",
).case("defaults, of each row with its own", BATCH)
peer.line(
    "soft-dtw",
    "tslearn.metrics.dtw squared",
    "no constraint",
    lambda input, target: np.square(of(metrics.dtw)(input, target)),
    here={**NONE, "gamma": 0},
    mean="none, one number a pair of sequences",
    differs="it is the root of the sum of squares",
).case("squared", BATCH)
peer.write("tslearn.json")

peer = Peer("properscoring", "0.1 at a465b55", DATE, "run", ["properscoring.crps"])
SCALED = dict(input=P, target=T, scale=POSITIVE)
peer.line(
    "gaussian-crps",
    "properscoring.crps_gaussian(x, mu, sig)",
    "grad false",
    lambda input, target, scale: properscoring.crps_gaussian(target, input, scale),
    here=NONE,
    mean="none",
    differs="takes the observation first",
).case("defaults", SCALED)
peer.line(
    "sample-crps",
    "properscoring.crps_ensemble(observations, forecasts)",
    "weights none, issorted false, axis −1",
    lambda input, target: properscoring.crps_ensemble(target, input),
    here=NONE,
    mean="none",
    differs="takes the observation first; pairs are divided by m², not by m(m − 1)",
).case("defaults", dict(input=P, target=[0.75, -0.5])).case(
    "equal members", dict(input=[[0.5, 0.5, 2.0]], target=[0.5])
)
peer.write("properscoring.json")
