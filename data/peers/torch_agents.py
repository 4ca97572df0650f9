"""Measures losses of agents, language models and proxies on PyTorch: python3 data/peers/torch_agents.py FOLDER

In FOLDER are checkouts of their repositories: Stable-Baselines-Team/stable-baselines3-contrib at 0ca7fdd (sb3c),
OpenRLHF/OpenRLHF at 3c3be623, jongwooko/distillm at d47e77f, Tongjilibo/bert4torch at a9dc244,
Confusezius/Revisiting_Deep_Metric_Learning_PyTorch at efddbf2 (metric) and sktime/pytorch-forecasting at 062aeb47
(ptf). PyTorch is Debian 12's python3-torch 1.13.1.
"""
import sys
import types
from unittest import mock

import torch

import absent
from checkouts import module, stand_in
from table import *
from torch_run import run

FOLDER_OF_CHECKOUTS = sys.argv[1] + "/"
torch.set_default_dtype(torch.float64)
DATE = "2026-11-30"
NONE = {"reduction": "none"}


def in_double(function):
    """Their casts to float cost eight digits, so that they cast to double here."""

    def of(*arrays, **named):
        with mock.patch.object(torch.Tensor, "float", torch.Tensor.double):
            with mock.patch.object(torch, "float32", torch.float64), mock.patch.object(torch, "float", torch.float64):
                return function(*arrays, **named)

    return of


quantiles = module("sb3_utils", FOLDER_OF_CHECKOUTS + "sb3c/sb3_contrib/common/utils.py")
peer = Peer("Stable-Baselines3 Contrib", "2.9.0a2 at 0ca7fdd", DATE, "run", ["sb3-contrib", "sb3 contrib"], run)


@in_double
def pairs(input, target):
    return quantiles.quantile_huber_loss(input[:, None], target[:, None], torch.tensor([[[0.25]]]))


line = peer.line(
    "quantile-huber",
    "sb3_contrib.common.utils.quantile_huber_loss",
    "cum_prob the middles (i + ½)/n of n quantiles, sum_over_quantiles True; the threshold is 1 and cannot be changed",
    pairs,
    here={"quantile": 0.25, "delta": 1},
    mean="a sum over quantiles, a mean over rows and target quantiles",
    differs="compares every quantile with every target quantile of its row, which are one and one here",
)
line.case("one quantile of 0.25, one target quantile", dict(input=sum(P, []), target=sum(T, [])), grad=["input"])
line.case("at the kinks", dict(input=[0.0, 1.0, -1.0], target=[0.0, 0.0, 0.0]))
line.case(
    "two quantiles of 0.5, two target quantiles",
    dict(input=[[1.0, 1.0, 2.5, 2.5]], target=[[0.5, -1.0, 0.5, -1.0]]),
    {"quantile": 0.5},
    call=in_double(
        lambda input, target: quantiles.quantile_huber_loss(
            input[:, ::2], target[:, :2], torch.tensor([[[0.5], [0.5]]])
        )
    ),
    times=2,
)
peer.write("sb3-contrib.json")


absent.allow("deepspeed")
torch.compile = lambda function: function
for name in ("openrlhf", "openrlhf.models"):
    sys.modules[name] = types.ModuleType(name)
tokens = module("openrlhf.models.utils", FOLDER_OF_CHECKOUTS + "OpenRLHF/openrlhf/models/utils.py")
policies = module("openrlhf.models.loss", FOLDER_OF_CHECKOUTS + "OpenRLHF/openrlhf/models/loss.py")
peer = Peer("OpenRLHF", "0.11.0 at 3c3be623", DATE, "run", ["openrlhf"], run)


def policy(**options):
    def call(log_prob, old_log_prob, advantage):
        mask = torch.ones_like(log_prob)[None]
        return policies.PolicyLoss(**options)(log_prob[None], old_log_prob[None], advantage[None], mask)[0]

    return call


STEPS = dict(
    log_prob=[-0.5, -1.25, -2.0, -0.25, -3.5, -0.75],
    old_log_prob=[-1.0, -0.75, -1.875, -0.5, -3.0, -0.75],
    advantage=[1.0, -2.0, 0.5, -0.25, 3.0, 1.5],
)
line = peer.line(
    "ppo-clip",
    "openrlhf.models.loss.PolicyLoss",
    "clip_eps_low 0.2, clip_eps_high 0.2, dual_clip None, policy_loss_type ppo",
    policy(),
    here={"eps_low": 0.2, "eps_high": 0.2},
    mean="over the tokens of the mask; with token_level_loss False over the tokens of each answer, then over answers",
    differs="the logarithm of the ratio is held between −20 and 20, beyond which its slope is 0",
)
line.case("defaults", STEPS, grad=["log_prob"])
line.case(
    "clip_eps_low=0.125, clip_eps_high=0.5",
    STEPS,
    {"eps_low": 0.125, "eps_high": 0.5},
    call=policy(clip_eps_low=0.125, clip_eps_high=0.5),
    grad=["log_prob"],
)
line.case(
    "a ratio of e^30 against an advantage of −1",
    dict(log_prob=[-1.0], old_log_prob=[-31.0], advantage=[-1.0]),
    right=math.exp(30),
)
ANSWERS = dict(chosen=[0.5, -1.25, 2.0], rejected=[0.25, 3.5, -0.75])


def preference(**options):
    def call(chosen, rejected):
        reference = torch.zeros_like(chosen)
        return policies.DPOLoss(**options)(chosen, rejected, reference, reference)[0]

    return call


TAKES = "takes the log-probabilities of policy and reference by themselves"
peer.line(
    "dpo",
    "openrlhf.models.loss.DPOLoss",
    "beta must be given; label_smoothing 0, ipo False",
    preference(beta=0.1),
    here={"beta": 0.1},
    mean="over answers",
    differs=TAKES,
).case("beta=0.1", ANSWERS, grad=["chosen", "rejected"]).case(
    "beta=0.5, label_smoothing=0.125",
    ANSWERS,
    {"beta": 0.5, "label_smoothing": 0.125},
    call=preference(beta=0.5, label_smoothing=0.125),
    grad=["chosen", "rejected"],
)
peer.line(
    "ipo",
    "openrlhf.models.loss.DPOLoss(ipo=True)",
    "beta must be given",
    preference(beta=0.1, ipo=True),
    here={"beta": 0.1},
    mean="over answers",
    differs=TAKES,
).case("beta=0.1", ANSWERS, grad=["chosen", "rejected"])
peer.line(
    "policy-kl",
    "openrlhf.models.utils.compute_approx_kl(kl_estimator='k3')",
    "kl_estimator k1",
    in_double(lambda log_prob, ref_log_prob: tokens.compute_approx_kl(log_prob, ref_log_prob, "k3")),
    here=NONE,
    mean="none, one number a token",
    differs="held between −10 and 10; computes in float, in double for the numbers here",
).case(
    "three tokens",
    dict(log_prob=[-0.5, -1.25, -2.0], ref_log_prob=[-1.0, -0.75, -1.875]),
    grad=["log_prob"],
)
peer.write("openrlhf.json")

students = module("distillm_losses", FOLDER_OF_CHECKOUTS + "distillm/distillm/losses.py")
peer = Peer("DistiLLM", "at d47e77f", DATE, "run", ["distillm"], run)
TEACHER = dict(input=LOGITS, target=[[1.0, 0.5, -0.25, 0.0], [0.25, 2.0, -1.5, 1.0], [0.5, 3.0, 0.75, -1.0]])


def distilled(name, **options):
    function = in_double(getattr(students, name))

    def call(input, target):
        return function(input, target, {"label": torch.zeros(len(input), dtype=torch.int64)}, **options)

    return call


MEAN = "over the tokens whose label is not −100"
FLOATS = "softmaxes are taken in float whatever the logits are, in double for the numbers here; no temperature"
line = peer.line(
    "reverse-distillation",
    "distillm.losses.reverse_kl",
    "",
    distilled("reverse_kl"),
    here={"temperature": 1},
    mean=MEAN,
    differs=FLOATS + "; a class is left out where either logit is infinite",
)
line.case("defaults", TEACHER, grad=["input"])
line = peer.line(
    "skewed-distillation",
    "distillm.losses.skewed_forward_kl",
    "lam 0.1",
    lambda input, target: distilled("skewed_forward_kl")(input, target) - entropy(target),
    here={"alpha": 0.1, "temperature": 1},
    mean=MEAN,
    differs="the entropy of the teacher, a constant, is not taken off, as it is for the numbers here; lam is the "
    "teacher's part, as here; " + FLOATS,
)


def entropy(target):
    return torch.distributions.Categorical(logits=target).entropy().mean()


line.case("defaults", TEACHER, grad=["input"])
line.case(
    "lam=0.5",
    TEACHER,
    {"alpha": 0.5},
    call=lambda input, target: distilled("skewed_forward_kl", lam=0.5)(input, target) - entropy(target),
    grad=["input"],
)
peer.line(
    "skewed-distillation",
    "distillm.losses.skewed_reverse_kl",
    "lam 0.1",
    near=True,
    mean=MEAN,
    differs="of the student against the mixture, not of the teacher; lam is the student's part",
)
peer.line(
    "jensen-shannon-distillation",
    "distillm.losses.js_distance",
    "lam 0.9",
    distilled("js_distance"),
    here={"beta": 0.1, "temperature": 1},
    mean=MEAN,
    differs="lam is the student's part, beta here the teacher's; " + FLOATS,
).case("defaults", TEACHER, grad=["input"])
peer.line(
    "distillation",
    "distillm.losses.forward_kl",
    "",
    lambda input, target: distilled("forward_kl")(input, target) - entropy(target),
    here={"temperature": 1},
    mean=MEAN,
    differs="the entropy of the teacher, a constant, is not taken off, as it is for the numbers here; " + FLOATS,
).case("defaults", TEACHER, grad=["input"])
peer.write("distillm.json")

labels = module("bert4torch_losses", FOLDER_OF_CHECKOUTS + "bert4torch/bert4torch/losses.py")
peer = Peer("bert4torch", "0.6.0 at a9dc244", DATE, "run", [], run)
line = peer.line(
    "zlpr",
    "bert4torch.losses.MultilabelCategoricalCrossentropy",
    "",
    lambda input, target: labels.MultilabelCategoricalCrossentropy()(input, target),
    mean="over rows",
    differs="takes targets of only 0 and 1: 1e12 is taken off the logits that do not count",
)
line.case("defaults", dict(input=LOGITS, target=[[1, 0, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1]]), grad=["input"])
line.case(
    "a target of a half", dict(input=[[1.0]], target=[[0.5]]), right=math.log1p(math.e / 2) + math.log1p(0.5 / math.e)
)
peer.line(
    "contrastive",
    "bert4torch.losses.ContrastiveLoss",
    "margin 0.5, size_average True, online False",
    lambda input1, input2, target: labels.ContrastiveLoss(margin=4.0)((input1 - input2).norm(dim=1), (target + 1) / 2),
    here={"margin": 4},
    mean="over pairs",
    differs="takes distances, and labels of 0 and 1; online is a sum over hard pairs, without the ½",
).case("margin=4", dict(input1=P, input2=T, target=[1.0, -1.0]), grad=["input1", "input2"])
peer.write("bert4torch.json")

stand_in("batchminer")
proxies = module("proxynca", FOLDER_OF_CHECKOUTS + "metric/criteria/proxynca.py")
peer = Peer(
    "Revisiting Deep Metric Learning", "at efddbf2", DATE, "run", ["revisiting_deep_metric_learning_pytorch"], run
)
criterion = proxies.Criterion(types.SimpleNamespace(n_classes=3, embed_dim=3, lr=1, loss_proxynca_lrmulti=1))
criterion.proxies.data = torch.eye(3)
# Unit rows beside unit vectors of the classes: their numbers are the cosines.
COSINES = dict(input=[[0.6, 0.8, 0.0], [-0.8, 0.0, 0.6], [0.48, 0.6, 0.64], [0.0, 1.0, 0.0]], target=[0, 2, 1, 1])
peer.line(
    "proxy-nca",
    "criteria.proxynca.Criterion",
    "rows and proxies are drawn out to a length of 3",
    lambda input, target: criterion(input, target.long()),
    here={"temperature": 1 / 18},
    mean="over rows",
    differs="squared distances of vectors of length 3, so that temperature is 1/18; has the proxies inside",
).case("proxies (1, 0, 0), (0, 1, 0), (0, 0, 1)", COSINES)
peer.write("revisiting-dml.json")


class Metric(torch.nn.Module):
    def __init__(self, quantiles):
        super().__init__()
        self.quantiles = quantiles


for name in ("pytorch_forecasting", "pytorch_forecasting.metrics"):
    sys.modules[name] = types.ModuleType(name)
stand_in("pytorch_forecasting.metrics.base_metrics", MultiHorizonMetric=Metric)
horizons = module(
    "pytorch_forecasting.metrics.quantile", FOLDER_OF_CHECKOUTS + "ptf/pytorch_forecasting/metrics/quantile.py"
)
peer = Peer("PyTorch Forecasting", "1.8.0 at 062aeb47", DATE, "run", ["pytorch-forecasting"], run)
peer.line(
    "multi-quantile",
    "pytorch_forecasting.metrics.QuantileLoss.loss",
    "quantiles 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98",
    lambda input, target, quantile: horizons.QuantileLoss(quantile.tolist()).loss(input[:, None], target[:, None, 0])[
        :, 0
    ],
    here=NONE,
    times=2,
    mean="over samples, horizons and quantiles; twice the loss that its description states",
    differs="twice as much, so that a median costs the absolute error; its slope at p = t is 1 − 2q, not 0",
).case(
    "three quantiles of two rows",
    dict(input=P, target=[[1.0, 1.0, 1.0], [0.5, 0.5, 0.5]], quantile=[0.125, 0.5, 0.75]),
    grad=["input"],
)
peer.write("pytorch-forecasting.json")
