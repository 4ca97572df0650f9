"""Measures losses of images of libraries on top of PyTorch: python3 data/peers/torch_images.py FOLDER

In FOLDER are checkouts of their repositories: huggingface/pytorch-image-models at aa4b5850 (timm), kornia/kornia at
b4f5a78a1, Project-MONAI/MONAI at d388d1c6f (MONAI) and mlyg/unified-focal-loss at 411c9c5 (ufl). PyTorch is Debian 12's
python3-torch 1.13.1.
"""
import sys
import types
from enum import Enum

import torch

from checkouts import module, stand_in
from table import *
from torch_run import run

FOLDER_OF_CHECKOUTS = sys.argv[1] + "/"
torch.set_default_dtype(torch.float64)
DATE = "2026-11-30"
NONE = {"reduction": "none"}

asymmetric = module("asymmetric_loss", FOLDER_OF_CHECKOUTS + "timm/timm/loss/asymmetric_loss.py")
peer = Peer("timm", "1.0.29.dev0 at aa4b5850", DATE, "run", ["pytorch-image-models"], run)
LOGIT = dict(input=P, target=BINARY)
line = peer.line(
    "asymmetric",
    "timm.loss.AsymmetricLossMultiLabel",
    "gamma_neg 4, gamma_pos 1, clip 0.05, eps 1e-8, disable_torch_grad_focal_loss False",
    lambda input, target: asymmetric.AsymmetricLossMultiLabel()(input, target),
    here={"reduction": "sum", "gamma_neg": 4, "gamma_pos": 1, "clip": 0.05},
    mean="a sum over all elements, so that it grows with batch and classes",
    differs="probabilities are held above 1e-8 in the logarithm, so that a positive costs at most 18.4 and has hardly "
    "any slope from a logit of −18.4 down; with disable_torch_grad_focal_loss the weights get no gradient",
)
line.case("defaults", LOGIT, grad=["input"])
line.case(
    "gamma_neg=2, gamma_pos=0, clip=0",
    LOGIT,
    {"gamma_neg": 2, "gamma_pos": 0, "clip": 0},
    call=lambda input, target: asymmetric.AsymmetricLossMultiLabel(gamma_neg=2, gamma_pos=0, clip=0)(input, target),
    grad=["input"],
)
line.case("a logit of −40 where the target is 1", dict(input=[[-40.0]], target=[[1.0]]), right=40.0)
peer.write("timm.json")

for name in ("exceptions", "check"):
    module("kornia.core." + name, f"{FOLDER_OF_CHECKOUTS}kornia/kornia/core/{name}.py")
robust = module("geman_mcclure", FOLDER_OF_CHECKOUTS + "kornia/kornia/losses/geman_mcclure.py")
peer = Peer("Kornia", "0.9.0rc1 at b4f5a78a1", DATE, "run", ["kornia.losses"], run)
line = peer.line(
    "geman-mcclure",
    "kornia.losses.geman_mcclure_loss",
    "reduction none",
    lambda input, target: robust.geman_mcclure_loss(input, target),
    here={**NONE, "c": 2},
    mean="none unless asked for",
    differs="2r²/(r² + 4): the scale is 2, and cannot be changed",
)
line.case("defaults", dict(input=P, target=T), grad=["input"])
line.case("a residual of 1e200", dict(input=[1e200], target=[0.0]), right=2.0)
peer.write("kornia.json")


class Reduction(Enum):
    MEAN, NONE, SUM = "mean", "none", "sum"


class Weight(Enum):
    SQUARE, SIMPLE, UNIFORM = "square", "simple", "uniform"

    def __str__(self):
        return self.value


stand_in("monai.losses.focal_loss", FocalLoss=object)
stand_in("monai.losses.spatial_mask", MaskedLoss=object)
stand_in("monai.networks", one_hot=None)
stand_in(
    "monai.utils",
    DiceCEReduction=Reduction,
    LossReduction=Reduction,
    Weight=Weight,
    look_up_option=lambda option, known: str(option),
)
for name in ("monai", "monai.losses"):
    sys.modules[name] = types.ModuleType(name)
module("monai.losses.utils", FOLDER_OF_CHECKOUTS + "MONAI/monai/losses/utils.py")
dice = module("monai.losses.dice", FOLDER_OF_CHECKOUTS + "MONAI/monai/losses/dice.py")
peer = Peer("MONAI", "1.5.0 at d388d1c6f", DATE, "run", ["monai.losses"], run)
# Two images of three classes at four places: all classes present, then the last one absent.
SITES = dict(
    input=[sum(P + T, []), sum(T + P, [])],
    target=[[1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1], [1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0]],
)
PRESENT = {name: values[:1] for name, values in SITES.items()}


def classes(loss, **options):
    def call(input, target):
        made = getattr(dice, loss)(softmax=True, **options)
        return made(input.reshape(len(input), 3, -1), target.reshape(len(input), 3, -1)).flatten()

    return call


SOFT = "softmax and sigmoid are False, for probabilities; include_background True, reduction mean, "
line = peer.line(
    "multi-class-dice",
    "monai.losses.DiceLoss(softmax=True)",
    SOFT + "smooth_nr 1e-5, smooth_dr 1e-5, batch False",
    classes("DiceLoss"),
    here={"classes": 3, "smooth": 1e-5},
    mean="over classes and images; with batch True sums run over the whole batch first",
    differs="soft targets want soft_label True, which takes the sum of the least of both for Σpt",
)
line.case("defaults", SITES, grad=["input"])
line.case("smooth_nr=1, smooth_dr=1", SITES, {"smooth": 1}, call=classes("DiceLoss", smooth_nr=1, smooth_dr=1))
line = peer.line(
    "generalized-dice",
    "monai.losses.GeneralizedDiceLoss(softmax=True)",
    SOFT + "w_type square, smooth_nr 1e-5, smooth_dr 1e-5, batch False",
    classes("GeneralizedDiceLoss"),
    here={"classes": 3, "smooth": 1e-5},
    mean="over images",
    differs="weights are taken in float; an absent class weighs as much as the heaviest present; an image without any "
    "target has loss 0, where the weights here are 1",
)
line.case("all classes present", PRESENT, grad=["input"])
line.case("a class is absent", SITES)
exact = classes("GeneralizedDiceLoss", smooth_nr=0, smooth_dr=0)
line.case("smooth_nr=0, smooth_dr=0", SITES, {"smooth": 0}, call=exact)
line.case("no target at all", dict(input=PRESENT["input"], target=[[0.0] * 12]), right=1 - 1e-5 / (4 + 1e-5))
peer.write("monai.json")

# Of the backend of Keras, what the file uses, on arrays of NumPy.
backend = types.SimpleNamespace(
    sum=lambda x, axis=None: np.sum(x, axis=tuple(axis)), mean=np.mean, clip=np.clip, log=np.log, epsilon=lambda: 1e-7
)
stand_in("tensorflow")
stand_in("tensorflow.keras", backend=backend)
# Of the file, what stands before a function without a body, which keeps it from being compiled.
with open(FOLDER_OF_CHECKOUTS + "ufl/loss_functions.py", encoding="utf-8") as text:
    unified = {}
    exec(text.read().split("#      Focal Tversky loss")[0], unified)


class Image(np.ndarray):
    def get_shape(self):
        return self.shape


def combo(input, target, alpha=0.5, beta=0.5):
    """Both classes of one row of pixels: the mask, then the background."""

    def image(x):
        return np.stack([x, 1 - x], -1).reshape(1, 1, -1, 2).view(Image)

    loss = unified["combo_loss"](alpha, beta)(image(target), image(1 / (1 + np.exp(-input))))
    return float(loss) + (1 - alpha)


peer = Peer("unified-focal-loss", "at 411c9c5, its backend NumPy", DATE, "run", ["unified focal loss"])
# The mask and the background are as well found as each other, so that the mean of their Dice is that of the mask.
ALIKE = dict(input=[[0.5, -0.5, 2.0, -2.0]], target=[[1.0, 0.0, 1.0, 0.0]])
line = peer.line(
    "combo",
    "combo_loss",
    "alpha 0.5, beta 0.5",
    combo,
    here={"alpha": 0.5, "beta": 0.5, "smooth": 2e-6},
    mean="over pixels and images; Dice over classes and images",
    differs="takes probabilities of all classes, cut at 1e-7, and averages Dice over the background too; 1 − alpha "
    "less, as in the paper, which is added here; smooth is 1e-6 beside the intersection, which is 2e-6 beside twice it",
)
line.case("mask and background alike", ALIKE)
line.case(
    "alpha=0.25, beta=0.75",
    ALIKE,
    {"alpha": 0.25, "beta": 0.75},
    call=lambda input, target: combo(input, target, 0.25, 0.75),
)
peer.write("unified-focal-loss.json")
