"""Writes *.definition.json: values and gradients of every loss with every option, from the published definitions.

Run by hand: python3 data/vectors/make.py (mpmath 1.2.1), then python3 data/vectors/compare.py (PyTorch). Values come
from formulas.py at 400 digits, gradients by the chain rule backwards (nodes.py), and each is then rounded once.
Inputs lie on a grid that floats hold, unless a case needs more.
"""
import json
import math
import os
import random
import sys

sys.dont_write_bytecode = True

import families

FOLDER = os.path.dirname(os.path.abspath(__file__))

# What compare.py finds, and what PyTorch does not have.
KINK = "Where value and slope meet 0, PyTorch's clamp passes the slope on; here it is the subgradient of least norm, 0."
INFINITE = "PyTorch gives NaN at {}, where the limit is 0."
DIFFERS = {
    "binary-cross-entropy-with-logits": [INFINITE.format("(-inf, 0) and (inf, 1)"), "It has no label smoothing."],
    "cosine-embedding": [KINK],
    "cross-entropy": ["PyTorch has no z-loss and no soft cap."],
    "ctc": ["PyTorch's gradient is exp(log_probs) less the occupancies, which equals the derivative only behind a "
            "log-softmax; here it is the derivative by each log-probability."],
    "hinge-embedding": [KINK],
    "kl-div": [INFINITE.format("(-inf, 0)"), "At a target of 0 its slope by the target is NaN; here -inf, as log 0.",
               "Its mean is over elements, as here; its documentation announces batchmean."],
    "margin-ranking": [KINK],
    "multi-margin": ["PyTorch has no ignored label here."],
    "multilabel-soft-margin": [INFINITE.format("(-inf, 0) and (inf, 1)")],
    "nll": ["PyTorch takes no target distributions and no label smoothing here."],
    "poisson-nll": [INFINITE.format("(-inf, 0)")],
    "positive-weighted-cross-entropy": [INFINITE.format("(-inf, 0) and (inf, 1)")],
    "smooth-l1": ["With beta = 0 PyTorch gives the slope -1 at p = t; here it is the subgradient of least norm, 0."],
    "soft-margin": ["PyTorch overflows to infinity beyond exp(709), with gradient NaN; here the value is right."],
}


def number(x):
    if x != x:
        return "NaN"
    x = float(x)
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return x


def array(shape, values):
    return {"shape": list(shape), "values": [number(v) for v in values]}


def document(loss, cases):
    written = []
    for index, case in enumerate(cases):
        written.append({
            "id": f"{loss}/definition/{index}-{case['tag']}",
            "options": case["options"],
            "inputs": {name: array(*pair) for name, pair in case["inputs"].items()},
            "value": array(*case["value"]),
            "grad": {name: [number(v) for v in values] for name, values in case["grad"].items()},
        })
    result = {"loss": loss, "source": "published definition at 400 digits (mpmath), rounded once", "rounded": True}
    if DIFFERS.get(loss):
        result["differs"] = DIFFERS[loss]
    result["cases"] = written
    return result


def main():
    names = sys.argv[1:]
    for loss, cases in families.all_cases():
        if names and loss not in names:
            continue
        random.seed(loss)
        made = list(cases(random.Random(loss)))
        path = os.path.join(FOLDER, f"{loss}.definition.json")
        with open(path, "w", encoding="utf-8") as file:
            lines = document(loss, made)
            body = lines.pop("cases")
            head = json.dumps(lines, ensure_ascii=False)[:-1]
            file.write(head + ', "cases": [\n' + ",\n".join(json.dumps(c) for c in body) + "\n]}\n")
        print(loss, len(made), os.path.getsize(path))


if __name__ == "__main__":
    main()
