"""Measures losses of smaller libraries on top of PyTorch: python3 data/peers/torch_checkouts.py FOLDER

In FOLDER are checkouts of their repositories: allegro/allRank at c884756, havakv/pycox at 3eccdd7,
mlfoundations/open_clip at 89fb801, lightly-ai/lightly at e8d317fc, jonbarron/robust_loss_pytorch at 9831f1d and
jeanfeydy/geomloss at 00e493f. PyTorch is Debian 12's python3-torch 1.13.1.
"""
import sys
import types
from unittest import mock

import torch

import checkouts
from checkouts import stand_in
from table import *
from torch_run import run

FOLDER_OF_CHECKOUTS = sys.argv[1]
torch.set_default_dtype(torch.float64)
DATE = "2026-11-30"


def module(name, path):
    return checkouts.module(name, f"{FOLDER_OF_CHECKOUTS}/{path}")


# Grades of two lists; no two scores of a list are equal, and no two grades of the second.
GRADES = [[2.0, 0.0, 1.0], [1.0, 0.0, 2.0]]
LISTS = dict(input=P, target=GRADES)

stand_in("allrank.data.dataset_loading", PADDED_Y_VALUE=-1)
stand_in("allrank.models.losses", DEFAULT_EPS=1e-10)
approximate, likelihood, weighted, pairs = (
    module("allrank.models.losses." + name, f"allRank/allrank/models/losses/{name}.py")
    for name in ("approxNDCG", "listMLE", "lambdaLoss", "rankNet")
)
peer = Peer("allRank", "1.4.3 at c884756", DATE, "run", [], run)


def doubled(function):
    """Their casts to float cost eight digits of discounts, so that they cast to double here."""

    def of(input, target):
        with mock.patch.object(torch.Tensor, "float", torch.Tensor.double):
            with mock.patch.object(torch, "float32", torch.float64):
                return function(input, target)

    return of


CASTS = "discounts are computed in float"
line = peer.line(
    "approx-ndcg",
    "allrank.models.losses.approxNDCGLoss",
    "alpha 1, eps 1e-10",
    doubled(approximate.approxNDCGLoss),
    here={"temperature": 1},
    mean="over lists",
    differs=f"alpha is 1/temperature, and 1 where it is 10 here; places are held above 1e-10; {CASTS}",
)
line.case("defaults", LISTS, grad=["input"])
line.case(
    "alpha=10, eps=0",
    LISTS,
    {"temperature": 0.1},
    call=doubled(lambda input, target: approximate.approxNDCGLoss(input, target, eps=0, alpha=10.0)),
    grad=["input"],
)
peer.line(
    "lambda-rank",
    "allrank.models.losses.lambdaLoss(weighing_scheme='lambdaRank_scheme')",
    "sigma 1, k None, reduction sum, reduction_log binary",
    doubled(lambda input, target: weighted.lambdaLoss(input, target, weighing_scheme="lambdaRank_scheme")),
    here={"reduction": "sum"},
    times=1 / math.log(2),
    mean="a sum over all lists",
    differs=f"logarithms to the base 2, so that it is 1.4427 times as much; {CASTS}",
).case("defaults", LISTS, grad=["input"])
peer.line(
    "list-mle",
    "allrank.models.losses.listMLE",
    "eps 1e-10",
    lambda input, target: likelihood.listMLE(input, target, eps=0),
    mean="over lists",
    differs="1e-10 is added to sums whose largest term is 1; ties are put in random order",
).case("eps=0", LISTS, grad=["input"])
peer.line(
    "pairwise-logistic",
    "allrank.models.losses.rankNet",
    "weight_by_diff false",
    doubled(pairs.rankNet),
    here={"reduction": "sum"},
    times=1 / 3,
    mean="over all pairs of all lists",
    differs="three pairs here, so that times is a third",
).case("one list of three grades", dict(input=P[:1], target=GRADES[:1]), grad=["input"])
peer.write("allrank.json")

stand_in("torchtuples", TupleTree=object)
stand_in("pycox.models", utils=types.ModuleType("utils"))
survival = module("pycox.models.loss", "pycox/pycox/models/loss.py")
peer = Peer("pycox", "0.3.0 at 3eccdd7", DATE, "run", [], run)
LIFE = dict(input=[P[0] + P[1]], time=[[1.0, 0.5, 3.0, 2.0, 0.25, 1.5]], event=[[1.0, 0.0, 1.0, 1.0, 0.0, 1.0]])
peer.line(
    "cox",
    "pycox.models.loss.cox_ph_loss",
    "eps 1e-7",
    lambda input, time, event: survival.cox_ph_loss(input[0], time[0], event[0], eps=0),
    here={"reduction": "sum"},
    times=0.25,
    mean="over the events of the batch, four here",
    differs="rows of one time are not taken together: each sees those that the sort puts before it; 1e-7 is added to "
    "sums whose largest term is at most 1",
).case("four events, eps=0", LIFE, grad=["input"])
REACHED = [[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]
peer.line(
    "discrete-hazard",
    "pycox.models.loss.nll_logistic_hazard",
    "reduction mean",
    lambda input, event, at_risk: survival.nll_logistic_hazard(input, at_risk.sum(1).long() - 1, event.sum(1)),
    mean="over rows",
    differs="takes the number of the last interval and whether it happened there",
).case(
    "an event in the second interval, none in three",
    dict(input=P, event=[[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]], at_risk=REACHED),
    grad=["input"],
)
peer.write("pycox.json")

torch.compiler = types.SimpleNamespace(disable=lambda function: function)
contrast = module("open_clip.loss", "open_clip/src/open_clip/loss.py")
peer = Peer("OpenCLIP", "4.2.0.dev0 at 89fb801", DATE, "run", ["open_clip", "openclip"], run)
TWO = dict(input1=P, input2=T, logit_scale=[0.5])


def clip(input1, input2, logit_scale):
    unit = torch.nn.functional.normalize
    return contrast.ClipLoss()(unit(input1, dim=-1), unit(input2, dim=-1), logit_scale.exp()[0])


peer.line(
    "clip",
    "open_clip.loss.ClipLoss",
    "",
    clip,
    mean="over both directions",
    differs="takes rows that were divided by their lengths, and the factor itself, not its logarithm",
).case("unit rows", TWO, grad=["input1", "input2", "logit_scale"])
peer.write("open-clip.json")

twins = module("lightly.loss.barlow_twins_loss", "lightly/lightly/loss/barlow_twins_loss.py")
peer = Peer("Lightly", "1.5.26 at e8d317fc", DATE, "run", ["lightly ssl"], run)
THREE = dict(input1=P + [[1.0, 0.25, -2.0]], input2=T + [[0.5, -0.5, -1.0]])
line = peer.line(
    "barlow-twins",
    "lightly.loss.BarlowTwinsLoss",
    "lambda_param 0.005",
    lambda input1, input2: twins.BarlowTwinsLoss()(input1, input2),
    here={"lambda": 0.005},
    mean="one loss of the batch",
)
line.case("defaults", THREE, grad=["input1", "input2"])
line.case(
    "lambda_param=0.25",
    THREE,
    {"lambda": 0.25},
    call=lambda input1, input2: twins.BarlowTwinsLoss(lambda_param=0.25)(input1, input2),
)
peer.write("lightly.json")

stand_in("torch_dct")
stand_in("robust_loss_pytorch", util=module("util", "robust_loss_pytorch/robust_loss_pytorch/util.py"))
robust = module("robust_loss_pytorch.general", "robust_loss_pytorch/robust_loss_pytorch/general.py")
peer = Peer("robust_loss_pytorch", "0.0.2 at 9831f1d", DATE, "run", ["robust loss"], run)
NONE = {"reduction": "none"}


def shaped(alpha, c):
    return lambda input, target: robust.lossfun(input - target, torch.tensor(alpha), torch.tensor(c))


line = peer.line(
    "general-robust",
    "robust_loss_pytorch.lossfun",
    "alpha and scale must be given; approximate false, epsilon 1e-6",
    shaped(1.0, 1.0),
    here={**NONE, "alpha": 1, "c": 1},
    mean="none",
    differs="an alpha nearer than 1e-6 to 0 or 2, and not equal to it, is held off by 1e-6",
)
BATCH = dict(input=P, target=T)
for alpha, c in ((1.0, 1.0), (-2.0, 0.5), (0.0, 1.5), (2.0, 2.0), (0.5, 1.0)):
    line.case(f"alpha {alpha:g}, scale {c:g}", BATCH, {"alpha": alpha, "c": c}, call=shaped(alpha, c), grad=["input"])
peer.write("robust-loss.json")

sys.path.insert(0, FOLDER_OF_CHECKOUTS + "/geomloss/src")
from geomloss import SamplesLoss


def samples(blur):
    """Of rows of equal weights, in float, as the library is used."""

    def of(input, target):
        loss = SamplesLoss("sinkhorn", p=2, blur=blur, scaling=0.9999, backend="tensorized")
        return loss(input.float()[:, :, None], target.float()[:, :, None])

    return of


peer = Peer("GeomLoss", "0.3.1 at 00e493f", DATE, "run", ["geomloss", "geomloss.samplesloss"], run, single=True)
line = peer.line(
    "sinkhorn-divergence",
    "geomloss.SamplesLoss('sinkhorn', p=2)",
    "p 2, blur 0.05, scaling 0.5, debias true",
    samples(1.0),
    here={**NONE, "p": 2, "epsilon": 2},
    times=0.5,
    mean="none, one number a pair of samples",
    differs="a distance is |x − y|²/2, so epsilon is 2·blur²; scaling ends the iterations: near 1 it is exact, 0.5 is "
    "not",
)
line.case("blur 1, scaling 0.9999", BATCH)
line.case("blur 0.5, scaling 0.9999", BATCH, {"epsilon": 0.5}, call=samples(0.5))
peer.line(
    "sinkhorn-divergence",
    "geomloss.SamplesLoss('sinkhorn', p=1)",
    "p must be given, blur 0.05, scaling 0.5, debias true",
    here={**NONE, "p": 1},
    near=True,
    mean="none, one number a pair of samples",
    differs="epsilon is blur; squares are held above 1e-8 before the root, so that a point is 1e-4 away from itself",
)
peer.write("geomloss.json")
