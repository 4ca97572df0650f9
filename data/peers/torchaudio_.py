"""Measures the transducer loss of TorchAudio.

Run by hand: python3 data/peers/torchaudio_.py (Debian 12: python3-torchaudio 0.13.1).
"""
import torch
import torchaudio
from torchaudio.functional import rnnt_loss

from table import *


def transducer(log_probs, targets, input_lengths, target_lengths, blank):
    """In float and whole numbers of 32 bits, the types it takes."""
    whole = (torch.tensor(values, dtype=torch.int32) for values in (targets, input_lengths, target_lengths))
    logits = torch.tensor(log_probs, dtype=torch.float32)
    return rnnt_loss(logits, *whole, blank=blank, reduction="none").numpy()


def logs(values):
    values = np.asarray(values)
    return values - np.log(np.sum(np.exp(values), axis=-1, keepdims=True))


# Two samples of three steps, of which the second has two steps and one label.
STEPS = (np.asarray(LOGITS * 6) + np.arange(72).reshape(18, 4) % 5).reshape(2, 3, 3, 4)
SPOKEN = dict(log_probs=logs(STEPS), targets=[[1, 2], [3, 1]], input_lengths=[3, 2], target_lengths=[2, 1])
version = torchaudio.__version__ + ", Debian 12"
peer = Peer("TorchAudio", version, "2026-11-30", "run", ["torchaudio.functional"], single=True)
line = peer.line(
    "rnn-t",
    "torchaudio.functional.rnnt_loss",
    "blank −1: the last class; clamp −1, reduction mean",
    lambda **x: transducer(**x, blank=0),
    here={"reduction": "none", "blank": 0},
    mean="over samples",
    differs="takes logits, whose log-softmax it takes itself, and its gradient is that by logits",
)
line.case("blank=0", SPOKEN)
line.case("defaults", {**SPOKEN, "targets": [[1, 2], [0, 1]]}, {"blank": 3}, call=lambda **x: transducer(**x, blank=-1))
peer.write("torchaudio.json")
