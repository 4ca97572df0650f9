"""Measures losses of libraries on top of PyTorch: python3 data/peers/torch_libraries.py METRIC SEGMENTATION

METRIC is github.com/KevinMusgrave/pytorch-metric-learning at 216a792 (2.8.1), SEGMENTATION
github.com/qubvel-org/segmentation_models.pytorch at 5006616 (0.5.1.dev0). TorchVision is
Debian 12's python3-torchvision.
"""
import importlib.util
import sys
import types
from unittest import mock

import absent

absent.allow("PIL", "requests", "tqdm")
sys.path.insert(0, sys.argv[1] + "/src")


def package(name, folder):
    """A package of which only parts are imported: its own first lines want models and images."""
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [folder]


package("segmentation_models_pytorch", sys.argv[2] + "/segmentation_models_pytorch")
vision = importlib.util.find_spec("torchvision").submodule_search_locations[0]
package("torchvision", vision)
package("torchvision.ops", vision + "/ops")
import PIL.Image
import PIL.ImageColor
import pytorch_metric_learning
import torch
from torchvision import version
from pytorch_metric_learning import losses as metric
from pytorch_metric_learning.distances import CosineSimilarity
from pytorch_metric_learning.miners import BatchHardMiner
from pytorch_metric_learning.reducers import MeanReducer
from segmentation_models_pytorch import losses as segmentation
from torchvision.ops import boxes, ciou_loss, diou_loss, focal_loss as ops, giou_loss

from table import *
from torch_run import run

torch.set_default_dtype(torch.float64)
NONE = {"reduction": "none"}
LOGIT = dict(input=P, target=BINARY)

peer = Peer("TorchVision", version.__version__ + " (Debian 12)", "2026-11-30", "run", ["torchvision.ops"], run)
line = peer.line(
    "sigmoid-focal",
    "torchvision.ops.sigmoid_focal_loss",
    "alpha 0.25, gamma 2, reduction none",
    lambda input, target: ops.sigmoid_focal_loss(input, target),
    here={**NONE, "alpha": 0.25, "gamma": 2},
    mean="none unless asked for",
    differs="alpha is 0.25, which weighs the negatives by three quarters; it is off here unless given",
)
line.case("defaults", LOGIT, grad=["input"])
line.case(
    "alpha=−1",
    LOGIT,
    {"alpha": -1, "reduction": "mean"},
    call=lambda input, target: ops.sigmoid_focal_loss(input, target, alpha=-1, reduction="mean"),
)
# Boxes that overlap, one within the other, and two apart.
BOXES = dict(
    input=[[0.25, 0.5, 2.0, 3.0], [0.0, 0.0, 4.0, 1.0], [-2.0, -1.0, -0.5, 0.25]],
    target=[[1.0, 0.75, 2.5, 2.0], [1.0, 0.25, 1.5, 0.75], [0.5, 0.5, 1.0, 2.0]],
)
for loss, name, call, grad, differs in (
    ("giou", "generalized_box_iou_loss", giou_loss.generalized_box_iou_loss, ["input", "target"], ""),
    ("diou", "distance_box_iou_loss", diou_loss.distance_box_iou_loss, ["input", "target"], ""),
    (
        "ciou",
        "complete_box_iou_loss",
        ciou_loss.complete_box_iou_loss,
        [],
        "gradients: the weight of the aspect ratios is held constant, as the authors have it",
    ),
):
    corners = "; corners must come in order: a box whose second corner is the smaller has no overlap"
    peer.line(
        loss,
        "torchvision.ops." + name,
        "reduction none, eps 1e-7",
        lambda input, target, call=call: call(input, target),
        here={**NONE, "eps": 1e-7},
        mean="none unless asked for",
        differs=differs + corners if differs else corners[2:],
    ).case("three pairs", BOXES, grad=grad)
line = peer.line(
    "box-iou",
    "torchvision.ops.box_iou",
    "",
    lambda input, target: 1 - boxes.box_iou(input, target).diagonal(),
    here={**NONE, "eps": 0},
    mean="none",
    differs="the coefficient I/U of every box with every other, of which the diagonal is taken off 1 here; has no eps, "
    "so that two boxes without area give NaN" + corners,
)
line.case("three pairs", BOXES, grad=["input", "target"])
FLAT = dict(input=[[1.0, 1.0, 1.0, 2.0]], target=[[1.0, 1.0, 1.0, 2.0]])
line.case("boxes without area", FLAT, {"eps": 1e-7}, right=[1])
peer.write("torchvision.json")

peer = Peer(
    "segmentation_models_pytorch", "0.5.1.dev0 at 5006616", "2026-11-30", "run", ["smp", "segmentation models"], run
)
# Images of one row: (N, 1, W); the masks alike.
WIDE = dict(input=P, target=BINARY)
MODE = "mode must be given, here binary; "
DICE = "sums run over the whole batch, one number a class; a class without true pixels scores 0"


def image(function):
    return lambda input, target: function(input.reshape(1, 1, 1, -1), target.reshape(1, 1, 1, -1))


ONE = dict(input=[sum(P, [])], target=[sum(BINARY, [])])
sigma = 1 / (1 + np.exp(-np.array(ONE["input"][0])))
y = np.array(ONE["target"][0])
I, S, N = float(sigma @ y), float(sigma.sum()), float(y.sum())
line = peer.line(
    "dice",
    "smp.losses.DiceLoss",
    MODE + "from_logits True, smooth 0.0, eps 1e-7",
    image(segmentation.DiceLoss("binary")),
    here={"smooth": 0},
    mean=DICE,
    differs="usual here is a smooth of 1 and one number a row; their smooth is added to the intersection, ours to "
    "twice it",
)
line.case("one image", ONE, grad=["input"])
line.case("smooth=1", ONE, {"smooth": 2}, call=image(segmentation.DiceLoss("binary", smooth=1.0)))
line.case(
    "a mask of zeros",
    dict(input=[[0.5, 2.0]], target=[[0.0, 0.0]]),
    {"smooth": 2},
    call=image(segmentation.DiceLoss("binary", smooth=1.0)),
    right=1 - 2 / (float((1 / (1 + np.exp([-0.5, -2.0]))).sum()) + 2),
)
line = peer.line(
    "tversky",
    "smp.losses.TverskyLoss",
    MODE + "alpha 0.5, beta 0.5, gamma 1.0, smooth 0.0, eps 1e-7",
    image(segmentation.TverskyLoss("binary", alpha=0.3, beta=0.7)),
    here={"smooth": 0, "alpha": 0.3, "beta": 0.7},
    mean=DICE,
)
line.case("alpha=0.3, beta=0.7", ONE, grad=["input"])
peer.line(
    "sigmoid-focal",
    "smp.losses.FocalLoss",
    MODE + "alpha None, gamma 2.0, reduction mean",
    image(segmentation.FocalLoss("binary")),
    here={"gamma": 2},
    mean="over all elements",
    differs="normalized divides by the sum of the focal weights",
).case("defaults", ONE, grad=["input"]).case(
    "alpha=0.25", ONE, {"alpha": 0.25}, call=image(segmentation.FocalLoss("binary", alpha=0.25))
)
peer.line(
    "binary-cross-entropy-with-logits",
    "smp.losses.SoftBCEWithLogitsLoss",
    "ignore_index −100, smooth_factor None, reduction mean",
    lambda input, target: segmentation.SoftBCEWithLogitsLoss()(input, target),
    mean="over all elements, ignored ones included as 0",
    differs="smooth_factor s maps 1 to 1 − s and 0 to s, which is a label_smoothing of 2s here",
).case("defaults", LOGIT, grad=["input"]).case(
    "smooth_factor=0.1",
    LOGIT,
    {"label_smoothing": 0.2},
    call=lambda input, target: segmentation.SoftBCEWithLogitsLoss(smooth_factor=0.1)(input, target),
)
peer.line(
    "cross-entropy",
    "smp.losses.SoftCrossEntropyLoss",
    "smooth_factor None, ignore_index −100, dim 1, reduction mean",
    lambda input, target: segmentation.SoftCrossEntropyLoss(smooth_factor=0.0)(input, target.long()),
    mean="over all rows, ignored ones included as 0",
    differs="label_smoothing eps: (1 − eps − eps/C)·nll + eps/C·sum, not (1 − eps)·nll + eps/C·sum",
).case("smooth_factor=0", dict(input=LOGITS, target=LABELS))
peer.line(
    "jaccard",
    "smp.losses.JaccardLoss",
    MODE + "from_logits True, smooth 0.0, eps 1e-7",
    image(segmentation.JaccardLoss("binary")),
    here={"smooth": 0},
    mean=DICE,
).case("one image", ONE, grad=["input"]).case(
    "smooth=1", ONE, {"smooth": 1}, call=image(segmentation.JaccardLoss("binary", smooth=1.0))
)
peer.line(
    "focal-tversky",
    "smp.losses.TverskyLoss with gamma",
    MODE + "alpha 0.5, beta 0.5, gamma 1.0, smooth 0.0",
    image(segmentation.TverskyLoss("binary", alpha=0.3, beta=0.7, gamma=0.75)),
    here={"smooth": 0, "alpha": 0.3, "beta": 0.7, "gamma": 0.75},
    mean=DICE,
    differs="gamma is the power itself, as here; the paper's is its inverse",
).case("gamma=0.75", ONE, grad=["input"])


def lovasz(*arguments, **options):
    """Their casts to float refuse logits in double, so that they cast to double here."""
    def of(input, target):
        with mock.patch.object(torch.Tensor, "float", torch.Tensor.double):
            return segmentation.LovaszLoss(*arguments, **options)(input, target)
    return of


peer.line(
    "lovasz-hinge",
    "smp.losses.LovaszLoss of binary masks",
    MODE + "per_image False, ignore_index None",
    image(lovasz("binary")),
    mean="errors of the whole batch are ranked together; with per_image over images",
).case("one image", ONE, grad=["input"])
# Two classes at three places.
SITES = dict(input=[sum(P, [])], target=[[1.0, 0.0, 0.0, 0.0, 1.0, 1.0]])


def places(function):
    def of(input, target):
        images = (len(input), 2, 1, -1)
        return function(input.reshape(images), target.reshape(images).argmax(1))
    return of


peer.line(
    "lovasz-softmax",
    "smp.losses.LovaszLoss of classes",
    "mode must be given, here multiclass; per_image False, ignore_index None; the classes that are present count",
    places(lovasz("multiclass")),
    mean="errors of the whole batch are ranked together; with per_image over images",
    differs="targets are labels, of shape (N, H, W)",
).case("one image", SITES, grad=["input"]).case(
    "a class is absent", dict(input=SITES["input"], target=[[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]]), grad=["input"]
).case(
    "per_image=True",
    dict(input=[sum(P, []), sum(T, [])], target=SITES["target"] + [[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]]),
    call=places(lovasz("multiclass", per_image=True)),
)
line = peer.line(
    "multi-class-dice",
    "smp.losses.DiceLoss of classes",
    "mode must be given, here multiclass; from_logits True, smooth 0.0, eps 1e-7",
    places(segmentation.DiceLoss("multiclass")),
    here={"smooth": 0},
    mean="over classes; " + DICE,
    differs="targets are labels, of shape (N, H, W); the divisor is held above eps",
)
line.case("one image", SITES, grad=["input"])
line.case("smooth=1", SITES, {"smooth": 2}, call=places(segmentation.DiceLoss("multiclass", smooth=1.0)))
ABSENT = dict(input=[[0.0, 0.0]], target=[[1.0, 0.0]])
line.case("a class is absent", ABSENT, right=(1 / 3 + 1) / 2)
peer.write("segmentation-models.json")

peer = Peer(
    "pytorch-metric-learning",
    pytorch_metric_learning.__version__ + " at 216a792",
    "2026-11-30",
    "run",
    ["pml", "metric learning"],
    run,
)
TWO = dict(input1=P + [[1.0, 0.25, -2.0]], input2=T + [[0.5, -0.5, -1.0]])


def pairs(function):
    return lambda input1, input2: function(torch.cat([input1, input2]), torch.arange(len(input1)).repeat(2))


line = peer.line(
    "info-nce",
    "pytorch_metric_learning.losses.NTXentLoss",
    "temperature 0.07",
    pairs(metric.NTXentLoss()),
    here={"views": 1, "temperature": 0.07},
    mean="over all positive pairs in both orders",
    differs="pairs are told by labels: two rows of the same label; views 1 is that with two views of each row",
)
line.case("two views of three rows", TWO, grad=["input1", "input2"])
line.case("temperature=0.5", TWO, {"temperature": 0.5}, call=pairs(metric.NTXentLoss(temperature=0.5)))
EMBEDDED = dict(input=P + T + [[1.0, 0.25, -2.0], [0.5, -0.5, -1.0], [0.25, 1.0, 0.5]], target=[0, 0, 1, 1, 2, 2, 2])


def labelled(function):
    return lambda input, target: function(input, target.long())


ROWS_WITH = "over the rows that have positives"
peer.line(
    "vicreg",
    "pytorch_metric_learning.losses.VICRegLoss",
    "invariance_lambda 25, variance_mu 25, covariance_v 1, eps 1e-4",
    lambda input1, input2: metric.VICRegLoss()(input1, ref_emb=input2),
    mean="one loss of the batch",
).case("defaults", TWO, grad=["input1", "input2"]).case(
    "invariance_lambda=10, covariance_v=2, eps=0.25",
    TWO,
    {"invariance": 10, "covariance": 2, "eps": 0.25},
    call=lambda input1, input2: metric.VICRegLoss(invariance_lambda=10, covariance_v=2, eps=0.25)(
        input1, ref_emb=input2
    ),
)
peer.line(
    "sup-con",
    "pytorch_metric_learning.losses.SupConLoss",
    "temperature 0.1",
    labelled(metric.SupConLoss()),
    here={"temperature": 0.1},
    mean="over rows",
).case("defaults", EMBEDDED, grad=["input"])
peer.line(
    "multi-similarity",
    "pytorch_metric_learning.losses.MultiSimilarityLoss",
    "alpha 2, beta 50, base 0.5, no miner",
    labelled(metric.MultiSimilarityLoss()),
    here={"alpha": 2, "beta": 50, "threshold": 0.5},
    mean="over rows",
    differs="the paper mines pairs before; here and there a miner is a step of its own",
).case("defaults", EMBEDDED, grad=["input"])
peer.line(
    "circle",
    "pytorch_metric_learning.losses.CircleLoss",
    "m 0.4, gamma 80",
    labelled(metric.CircleLoss()),
    here={"margin": 0.4, "gamma": 80},
    mean="over the rows whose loss is above 0 (AvgNonZeroReducer)",
    differs="gradients: its weights are part of the function, as here, where the authors hold them constant",
).case("defaults", EMBEDDED)
peer.line(
    "nca",
    "pytorch_metric_learning.losses.NCALoss",
    "softmax_scale 1",
    labelled(metric.NCALoss()),
    here={"temperature": 0.5},
    mean="over rows",
    differs="−‖x − y‖²·softmax_scale of unit rows is 2·softmax_scale·cos less a constant: temperature is "
            "1/(2·softmax_scale)",
).case("defaults", EMBEDDED, grad=["input"])
peer.line(
    "batch-hard-triplet",
    "pytorch_metric_learning.losses.TripletMarginLoss with BatchHardMiner, CosineSimilarity",
    "margin 0.05",
    lambda input, target: metric.TripletMarginLoss(margin=0.2, distance=CosineSimilarity(), reducer=MeanReducer())(
        input, target.long(), BatchHardMiner(distance=CosineSimilarity())(input, target.long())
    ),
    here={"margin": 0.2},
    mean="over the triplets whose loss is above 0 by its usual reducer; MeanReducer is over rows",
).case("margin=0.2, MeanReducer", EMBEDDED)
UNIT_ROWS = dict(input1=[[0.6, 0.8, 0.0], [0.0, 0.6, -0.8]], input2=[[0.8, 0.6, 0.0], [0.48, 0.6, 0.64]])
peer.line(
    "n-pairs",
    "pytorch_metric_learning.losses.NPairsLoss",
    "no regulariser of lengths",
    lambda input1, input2: metric.NPairsLoss()(
        torch.stack([input1, input2], 1).flatten(0, 1), torch.arange(len(input1)).repeat_interleave(2)
    ),
    mean="over pairs",
    differs="pairs are told by labels, and rows are divided by their lengths",
).case("rows of length 1", UNIT_ROWS)
# Unit rows beside unit vectors of the classes: their numbers are the cosines.
COSINES = dict(input=[[0.6, 0.8, 0.0], [-0.8, 0.0, 0.6], [0.48, 0.6, 0.64], [0.0, 1.0, 0.0]], target=[0, 2, 1, 1])


def proxies(loss):
    loss.W = torch.nn.Parameter(torch.eye(3))
    return labelled(loss)


peer.line(
    "arcface",
    "pytorch_metric_learning.losses.ArcFaceLoss",
    "margin 28.6 (degrees), scale 64",
    proxies(metric.ArcFaceLoss(3, 3, margin=math.degrees(0.5))),
    here={"margin": 0.5, "scale": 64},
    mean="over rows",
    differs="the margin is in degrees; has the proxies inside, and cosines are held 1e-7 within ±1",
).case("margin of 0.5 radians, proxies (1, 0, 0), (0, 1, 0), (0, 0, 1)", COSINES)
peer.line(
    "cosface",
    "pytorch_metric_learning.losses.CosFaceLoss",
    "margin 0.35, scale 64",
    proxies(metric.CosFaceLoss(3, 3)),
    here={"margin": 0.35, "scale": 64},
    mean="over rows",
    differs="has the proxies inside",
).case("proxies (1, 0, 0), (0, 1, 0), (0, 0, 1)", COSINES)
peer.line(
    "contrastive",
    "pytorch_metric_learning.losses.ContrastiveLoss",
    "pos_margin 0, neg_margin 1",
    near=True,
    mean="over the pairs whose loss is above 0, of each kind by itself",
    differs="distances without square and ½",
)
peer.line(
    "proxy-nca",
    "pytorch_metric_learning.losses.ProxyNCALoss",
    "softmax_scale 1",
    near=True,
    mean="over the rows whose probability is not 0",
    differs="the sum runs over all proxies, the row's own included, where the paper leaves it out; a row whose "
    "probability underflows to 0 is dropped in place of costing most",
)
peer.write("pytorch-metric-learning.json")
