"""Writes definition.json: adaptive softmax with 50 digits of mpmath, by its definition.

log p of a frequent class is its logit of the head less their log-sum-exp; that of another the same of its cluster, and
of the class within the cluster. Losses, log-probabilities of all classes, the most probable class (the first of those),
and the gradients of the mean loss. Inputs are whole 1/64, which floats hold; a case has logits of many thousands.
Run by hand: python3 data/adaptive/define.py
"""

import json
import random
from pathlib import Path

from mpmath import exp, floor, log, matrix, mp, mpf

mp.dps = 70
DIGITS = 50
CASES = [
    # rows, features, classes, cutoffs, divisor, bias, the size of numbers
    (5, 16, 12, [3, 7], 4, False, 1),
    (4, 9, 10, [4, 6, 9], 2, True, 1),
    (6, 8, 9, [2], 4, True, 0.25),
    (3, 6, 8, [4, 6], 1.5, True, 64),
]


def numbers(rows, columns, size):
    return matrix([[mpf(round(64 * random.gauss(0, size))) / 64 for _ in range(columns)] for _ in range(rows)])


def log_softmax(logits):
    greatest = max(logits)
    total = greatest + log(sum(exp(x - greatest) for x in logits))
    return [x - total for x in logits]


def row_of(a, i): return [a[i, j] for j in range(a.cols)]


def flat(*matrices): return [a[i, j] for a in matrices for i in range(a.rows) for j in range(a.cols)]


def text(values): return [mp.nstr(x, DIGITS) for x in values]


def case(rows, features, classes, cutoffs, divisor, has_bias, size):
    ends = cutoffs[1:] + [classes]
    hidden, head = numbers(rows, features, size), numbers(cutoffs[0] + len(cutoffs), features, 0.5)
    bias = numbers(1, head.rows, 1) if has_bias else matrix(1, head.rows)
    tails = []
    for i, (first, end) in enumerate(zip(cutoffs, ends)):
        projected = int(floor(features / mpf(divisor)**(i + 1)))
        tails.append((numbers(projected, features, 0.5), numbers(end - first, projected, 0.5)))
    labels = [random.randrange(classes) for _ in range(rows)]
    slopes = [a * 0 for a in [hidden, head, bias] + [a for tail in tails for a in tail]]
    all_logs = []
    for row in range(rows):
        x = hidden[row, :]
        of_head = log_softmax(row_of(x * head.T + bias, 0))
        of_tails = [log_softmax(row_of((x * down.T) * up.T, 0)) for down, up in tails]
        logs = of_head[:cutoffs[0]]
        for i, tail in enumerate(of_tails):
            logs += [of_head[cutoffs[0] + i] + part for part in tail]
        all_logs.append(logs)
        cluster = sum(labels[row] >= first for first in cutoffs)
        place = labels[row] if cluster == 0 else cutoffs[0] + cluster - 1
        d = matrix([[(exp(v) - (c == place)) / rows for c, v in enumerate(of_head)]])
        slopes[1] += d.T * x
        slopes[2] += d
        dx = d * head
        if cluster:
            (down, up), first = tails[cluster - 1], cutoffs[cluster - 1]
            d = matrix([[(exp(v) - (c == labels[row] - first)) / rows for c, v in enumerate(of_tails[cluster - 1])]])
            slopes[2 + 2 * cluster] += d.T * (x * down.T)
            slopes[1 + 2 * cluster] += (d * up).T * x
            dx += d * up * down
        slopes[0][row, :] = dx
    losses = [-logs[label] for logs, label in zip(all_logs, labels)]
    return {
        "features": features, "classes": classes, "cutoffs": cutoffs, "divisor": divisor, "labels": labels,
        "hidden": [float(v) for v in flat(hidden)], "head": [float(v) for v in flat(head)],
        "head_bias": [float(v) for v in flat(bias)] if has_bias else [],
        "tails": [float(v) for tail in tails for v in flat(*tail)],
        "losses": text(losses), "loss": mp.nstr(sum(losses) / rows, DIGITS),
        "log_probabilities": text(v for logs in all_logs for v in logs),
        "predictions": [logs.index(max(logs)) for logs in all_logs],
        "d_hidden": text(flat(slopes[0])), "d_head": text(flat(slopes[1])),
        "d_head_bias": text(flat(slopes[2])) if has_bias else [], "d_tails": text(flat(*slopes[3:])),
    }


random.seed(1)
Path(__file__).with_name("definition.json").write_text(
    "[\n" + ",\n".join(json.dumps(case(*one)) for one in CASES) + "\n]\n", encoding="utf-8")
