"""Writes what was read in the source of libraries that were not run: python3 data/peers/read.py"""
from table import *

peer = Peer(
    "TensorFlow.NET", "TensorFlow.Keras 0.15.0 at 6ce60665", "2026-11-29", "read", ["tf.net", "tensorflow.keras.net"]
)
PLACE = "source: src/TensorFlowNET.Keras/Losses/"
ELEMENTS, ROWS_MEAN = "over the last axis, then over rows", "over rows"
FLOATS = "computes in float whatever the tensors hold"


def line(loss, name, defaults="", *, mean=ELEMENTS, differs="", here=None, near=False, plus=0):
    text = f"{differs}; {PLACE}{name}.cs" if differs else f"{PLACE}{name}.cs"
    peer.line(loss, f"keras.losses.{name}", defaults, mean=mean, differs=text, here=here, near=near, plus=plus)


line("mse", "MeanSquaredError")
line("l1", "MeanAbsoluteError")
line("mape", "MeanAbsolutePercentageError", "epsilon 1e-7", here={"eps": 1e-7})
line("msle", "MeanSquaredLogarithmicError", differs="holds both above 1e-7")
line("huber", "Huber", "delta 1.0", differs=FLOATS, here={"delta": 1})
line("log-cosh", "LogCosh")
line("cosine-distance", "CosineSimilarity", "axis −1", mean=ROWS_MEAN, differs="it is −cos", plus=-1)
SMOOTHING = "label_smoothing is taken and never used"
line("binary-cross-entropy", "BinaryCrossentropy", "from_logits false", differs=SMOOTHING)
line(
    "nll",
    "CategoricalCrossentropy",
    "from_logits false",
    mean=ROWS_MEAN,
    here={"target_kind": "one-hot"},
    differs="takes probabilities; " + SMOOTHING,
)
line("nll", "SparseCategoricalCrossentropy", "from_logits false", mean=ROWS_MEAN, differs="takes probabilities")
line(
    "sigmoid-focal",
    "SigmoidFocalCrossEntropy",
    "alpha 0.25, gamma 2, reduction none, from_logits false",
    near=True,
    mean="a sum over the last axis, one number a row",
    differs="alpha weighs whenever it is above 0, unlike in Keras, where it is off; takes probabilities",
)
peer.write("tensorflow-net.json")

peer = Peer("TRL", "1.10.0.dev0 at f2cd57710", "2026-11-29", "read", ["huggingface trl"])


def preference(loss, name, defaults, differs, place, *, here=None, near=False, mean="over answers"):
    peer.line(loss, name, defaults, mean=mean, differs=f"{differs}; source: {place}", here=here, near=near)


DPO = "trl/trainer/dpo_trainer.py"
preference(
    "dpo",
    "DPOTrainer, loss_type sigmoid",
    "beta 0.1",
    "label_smoothing is not used by this loss_type",
    DPO,
    here={"beta": 0.1},
)
preference(
    "dpo",
    "DPOTrainer, loss_type robust",
    "beta 0.1, label_smoothing 0",
    "((1 − s)·A − s·B)/(1 − 2s), which is not the mean of A and B that label_smoothing is here",
    DPO,
    near=True,
)
preference(
    "ipo",
    "DPOTrainer, loss_type ipo",
    "beta 0.1",
    "divides the log-probabilities by the number of tokens",
    DPO,
    here={"beta": 0.1},
)
preference(
    "hinge", "DPOTrainer, loss_type hinge", "beta 0.1", "hinge of beta times chosen − rejected, for a target of 1", DPO
)
preference(
    "simpo",
    "CPOTrainer, loss_type simpo",
    "beta 0.1, simpo_gamma 0.5",
    "simpo_gamma is divided by beta inside and multiplied by it again, so it is gamma here; beta is 2 and more in "
    "the paper",
    "trl/experimental/cpo/cpo_trainer.py",
    here={"beta": 0.1, "gamma": 0.5},
)
preference(
    "orpo",
    "ORPOTrainer",
    "beta 0.1",
    "beta is the paper's lambda",
    "trl/experimental/orpo/orpo_trainer.py",
    here={"beta": 0.1},
)
preference(
    "kto",
    "KTOTrainer",
    "beta 0.1, desirable_weight 1, undesirable_weight 1",
    "the divergence is estimated on mismatched pairs of the batch and gets no gradient",
    "trl/trainer/kto_trainer.py",
    here={"beta": 0.1},
)
preference(
    "grpo",
    "GRPOTrainer, loss_type dapo",
    "epsilon 0.2, beta 0.0, scale_rewards group",
    "one advantage for all tokens of an answer",
    "trl/trainer/grpo_config.py",
    here={"beta": 0, "eps_low": 0.2, "eps_high": 0.2},
    mean="over all tokens of the batch; loss_type grpo averages each answer first, dr_grpo divides by a constant",
)
preference(
    "policy-kl",
    "GRPOTrainer, beta",
    "beta 0.0",
    "times beta and added to each token's loss; off unless beta is given",
    "trl/trainer/grpo_config.py",
)
preference(
    "jensen-shannon-distillation",
    "GKDTrainer.generalized_jsd_loss",
    "beta 0.5, temperature 1.0",
    "beta weighs the teacher, as here; at 0 it is distillation, at 1 reverse-distillation; no factor temperature²",
    "trl/experimental/gkd/gkd_trainer.py",
    here={"beta": 0.5, "temperature": 1},
    mean="over the tokens whose label is not −100",
)
preference(
    "reverse-distillation",
    "GKDTrainer.generalized_jsd_loss(beta=1)",
    "beta 0.5, temperature 1.0",
    "no factor temperature²",
    "trl/experimental/gkd/gkd_trainer.py",
    here={"temperature": 1},
    mean="over the tokens whose label is not −100",
)
peer.write("trl.json")

peer = Peer("CatBoost", "at 460a799f", "2026-11-30", "read", ["cat boost"])
ERRORS = "source: catboost/private/libs/algo_helpers/error_functions.h"
WEIGHED = "over the sum of the weights"
peer.line(
    "power-error",
    "loss_function Lq:q=…",
    "q must be given, 1 and above",
    mean=WEIGHED,
    differs="its slope at p = t is that of predictions that are too high, 1 for q = 1 and 0 above; second derivatives "
    "for q of 2 and above alone; " + ERRORS,
)
peer.line(
    "expectile",
    "loss_function Expectile:alpha=…",
    "alpha 0.5",
    here={"expectile": 0.5},
    mean=WEIGHED,
    differs="alpha weighs predictions that are too low, as here; " + ERRORS,
)
peer.write("catboost.json")
