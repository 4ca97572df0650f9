"""Computes the cases of *.definition.json again by PyTorch in double, where it has the loss, and prints the differences.

Run by hand: python3 data/vectors/compare.py (PyTorch 1.13). Weights, masks and reductions that PyTorch lacks are formed
here from its losses without reduction. A difference is more than 1e-11 of max(1, |x|).
"""
import glob
import json
import os
import sys

import torch
import torch.nn.functional as F

FOLDER = os.path.dirname(os.path.abspath(__file__))


def tensor(entry, name):
    whole = name in ("input_lengths", "target_lengths")
    values = [float(v) for v in entry["values"]]
    return torch.tensor(values, dtype=torch.int64 if whole else torch.float64).reshape(entry["shape"])


def classes(t, o, of):
    """PyTorch wants the class axis second."""
    x, target, weight = t["input"], t["target"], t.get("weight")
    flat = x.reshape(-1, x.shape[-1])
    soft = target.shape == x.shape
    target = target.reshape(-1, x.shape[-1]) if soft else target.reshape(-1).long()
    return of(flat, target, weight, o).reshape(x.shape[:-1])


def cross_entropy(x, target, weight, o):
    smoothing = o.get("label_smoothing", 0)
    return F.cross_entropy(x, target, weight=weight, ignore_index=int(o.get("ignore_index", -100)), reduction="none",
                           label_smoothing=smoothing)


LOSSES = {
    "mse": lambda t, o: F.mse_loss(t["input"], t["target"], reduction="none"),
    "l1": lambda t, o: F.l1_loss(t["input"], t["target"], reduction="none"),
    "huber": lambda t, o: F.huber_loss(t["input"], t["target"], delta=o.get("delta", 1.0), reduction="none"),
    "smooth-l1": lambda t, o: F.smooth_l1_loss(t["input"], t["target"], beta=o.get("beta", 1.0), reduction="none"),
    "soft-margin": lambda t, o: F.soft_margin_loss(t["input"], t["target"], reduction="none"),
    "hinge-embedding": lambda t, o: F.hinge_embedding_loss(t["input"], t["target"], margin=o.get("margin", 1.0),
                                                           reduction="none"),
    "binary-cross-entropy": lambda t, o: F.binary_cross_entropy(t["input"], t["target"], reduction="none"),
    "binary-cross-entropy-with-logits": lambda t, o: F.binary_cross_entropy_with_logits(
        t["input"], t["target"] * (1 - o.get("label_smoothing", 0)) + o.get("label_smoothing", 0) / 2,
        pos_weight=t.get("pos_weight", torch.tensor(float(o.get("pos_weight", 1.0)), dtype=torch.float64)),
        reduction="none"),
    "positive-weighted-cross-entropy": lambda t, o: F.binary_cross_entropy_with_logits(
        t["input"], t["target"], pos_weight=t["pos_weight"], reduction="none"),
    "kl-div": lambda t, o: F.kl_div(t["input"], t["target"], log_target=bool(o.get("log_target", 0)), reduction="none"),
    "poisson-nll": lambda t, o: F.poisson_nll_loss(t["input"], t["target"], log_input=bool(o.get("log_input", True)),
                                                   full=bool(o.get("full", False)), eps=o.get("eps", 1e-8),
                                                   reduction="none"),
    "gaussian-nll": lambda t, o: F.gaussian_nll_loss(t["input"], t["target"], t["var"], full=bool(o.get("full", False)),
                                                     eps=o.get("eps", 1e-6), reduction="none"),
    "margin-ranking": lambda t, o: F.margin_ranking_loss(t["input1"], t["input2"], t["target"],
                                                         margin=o.get("margin", 0.0), reduction="none"),
    "cosine-embedding": lambda t, o: F.cosine_embedding_loss(t["input1"], t["input2"], t["target"],
                                                             margin=o.get("margin", 0.0), reduction="none"),
    "triplet-margin": lambda t, o: F.triplet_margin_loss(
        t["anchor"], t["positive"], t["negative"], margin=o.get("margin", 1.0), p=o.get("p", 2.0),
        eps=o.get("eps", 1e-6), swap=bool(o.get("swap", False)), reduction="none"),
    "multilabel-soft-margin": lambda t, o: F.multilabel_soft_margin_loss(t["input"], t["target"], weight=t.get("weight"),
                                                                         reduction="none"),
    "multilabel-margin": lambda t, o: F.multilabel_margin_loss(t["input"], t["target"].long(), reduction="none"),
    "cross-entropy": lambda t, o: classes(t, o, cross_entropy),
    "nll": lambda t, o: classes(t, o, lambda x, y, w, o: F.nll_loss(
        x, y, weight=w, ignore_index=int(o.get("ignore_index", -100)), reduction="none")),
    "multi-margin": lambda t, o: classes(t, o, lambda x, y, w, o: F.multi_margin_loss(
        x, y, p=int(o.get("p", 1)), margin=o.get("margin", 1.0), weight=w, reduction="none")),
    "ctc": lambda t, o: F.ctc_loss(t["log_probs"], t["targets"].long(), t["input_lengths"], t["target_lengths"],
                                   blank=int(o.get("blank", 0)), zero_infinity=bool(o.get("zero_infinity", False)),
                                   reduction="none"),
}


def divisor(loss, case, t, weights, counts):
    """What the reduction divides the sum by."""
    o, reduction, first = case["options"], case["options"]["reduction"], next(iter(case["inputs"].values()))["shape"]
    label_weights = torch.ones_like(weights)
    soft = t.get("target") is not None and t["target"].shape == t.get("input", t["target"]).shape
    if loss in ("cross-entropy", "nll", "multi-margin") and "weight" in t:
        flat = t["target"] if soft else F.one_hot(t["target"].long().clamp(0), t["input"].shape[-1]).double()
        label_weights = (flat * t["weight"]).sum(-1)
    if reduction == "mean_over_weights":
        return (weights * label_weights)[counts].sum()
    if reduction == "batchmean":
        return float(weights.numel() if loss == "ctc" else first[0] if first else 1)
    if reduction == "mean_by":
        return o["count"]
    if reduction == "mean" and loss in ("cross-entropy", "nll") and not soft:
        return label_weights[counts].sum()
    return counts.sum().double()


def replay(loss, case):
    o, t = case["options"], {name: tensor(entry, name) for name, entry in case["inputs"].items()}
    for name in case["grad"]:
        t[name].requires_grad_()
    values = LOSSES[loss](t, o)
    elementwise = loss not in ("cross-entropy", "nll", "multi-margin", "multilabel-soft-margin")
    weights = t.get("sample_weight", t.get("weight") if elementwise else None)
    weights = torch.ones_like(values) if weights is None else weights
    counts = t["mask"] != 0 if "mask" in t else torch.ones_like(values, dtype=torch.bool)
    if loss in ("cross-entropy", "nll") and t["target"].shape != t["input"].shape:
        counts = counts & (t["target"] != o.get("ignore_index", -100))
    if loss == "ctc" and o["reduction"] == "mean":
        values = values / t["target_lengths"].clamp(1)
    terms = torch.where(counts, values * weights, torch.zeros_like(values))
    total = terms.sum()
    result = terms if o["reduction"] == "none" else total
    if o["reduction"] not in ("none", "sum"):
        by = divisor(loss, case, t, weights, counts)
        result = total = total / by
    total.backward()
    return result.detach().reshape(-1), {name: t[name].grad.reshape(-1) for name in case["grad"]}


def differ(expected, got):
    a = torch.tensor([float(v) for v in expected], dtype=torch.float64)
    same = (a == got) | (a.isnan() & got.isnan()) | ((a - got).abs() <= 1e-11 * a.abs().clamp(1))
    return [i for i, equal in enumerate(same.tolist()) if not equal]


def main():
    checked = 0
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.definition.json"))):
        file = json.load(open(path, encoding="utf-8"))
        loss = file["loss"]
        if loss not in LOSSES or (sys.argv[1:] and loss not in sys.argv[1:]):
            continue
        for case in file["cases"]:
            unknown = {"lse_square_scale", "softcap"} & case["options"].keys()
            soft_nll = loss == "nll" and ("label_smoothing" in case["options"]
                                          or case["options"].get("target_kind", "labels") != "labels")
            if unknown or soft_nll or (loss == "multi-margin" and "-ignored" in case["id"]) or \
                    case["options"].get("empty"):
                continue
            try:
                value, gradients = replay(loss, case)
            except (RuntimeError, ValueError, IndexError) as problem:
                print(case["id"], "refused:", str(problem).splitlines()[0][:90])
                continue
            checked += 1
            for name, expected, got in [("value", case["value"]["values"], value),
                                        *((n, case["grad"][n], gradients[n]) for n in case["grad"])]:
                if name != "value" and loss == "ctc":
                    continue
                for i in differ(expected, got)[:1]:
                    print(case["id"], name, i, "definition", expected[i], "PyTorch", float(got[i]))
    print(f"{checked} cases computed by PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
