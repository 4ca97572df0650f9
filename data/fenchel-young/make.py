"""Writes reference.json: Fenchel-Young losses and predictions with 50 digits of mpmath, by their definition.

The loss is O*(x) + O(y) - <x, y> with O*(x) = <x, p> - O(p). p is softmax where alpha is 1; else each p is the positive
part of q**(alpha - 1) + (alpha - 1)*gap to the power 1/(alpha - 1) (for alpha below 1 without the part), with the q at
which they sum to 1, by bisection. alpha = 1/2 is a regulariser that the tests make themselves.
Scores are whole 1/64, targets whole 1/256: floats hold both.
Run by hand: python3 data/fenchel-young/make.py
"""

import json
import random
from pathlib import Path

from mpmath import exp, log, mp, mpf

mp.dps = 70
DIGITS = 50
ALPHAS = [0.5, 1, 1.01, 1.25, 1.5, 2, 3]
# classes, the size of the scores, how many classes the target is spread over
SHAPES = [(1, 1, 1), (2, 30, 1), (5, 2, 1), (5, 2, 256), (40, 0.25, 8), (40, 8, 1), (300, 4, 256)]


def omega(alpha, row):
    if alpha == 1:
        return sum(y * log(y) for y in row if y)
    return sum(y**mpf(alpha) - y for y in row if y) / (mpf(alpha) * (mpf(alpha) - 1))


def at(alpha, q, gap):
    power = mpf(alpha) - 1
    base = q**power + power * gap
    return base**(1 / power) if base > 0 else mpf(0)


def predictions(alpha, gaps):
    if alpha == 1:
        powers = [exp(gap) for gap in gaps]
        return [power / sum(powers) for power in powers]
    low, high = mpf(1) / len(gaps), mpf(1)
    for _ in range(240):
        middle = (low + high) / 2
        low, high = (low, middle) if sum(at(alpha, middle, gap) for gap in gaps) > 1 else (middle, high)
    return [at(alpha, low, gap) for gap in gaps]


def case(alpha, classes, size, parts):
    scores = [mpf(round(64 * random.gauss(0, size))) / 64 for _ in range(classes)]
    targets = [mpf(0)] * classes
    for _ in range(parts):
        targets[random.randrange(classes)] += mpf(1) / parts
    p = predictions(alpha, [score - max(scores) for score in scores])
    value = sum(x * (q - y) for x, q, y in zip(scores, p, targets)) - omega(alpha, p) + omega(alpha, targets)
    return {"alpha": alpha, "scores": [float(x) for x in scores], "targets": [float(y) for y in targets],
            "loss": mp.nstr(value, DIGITS), "predictions": [mp.nstr(q, DIGITS) for q in p]}


random.seed(1)
CASES = [case(alpha, *shape) for alpha in ALPHAS for shape in SHAPES]
Path(__file__).with_name("reference.json").write_text(
    "[\n" + ",\n".join(json.dumps(one) for one in CASES) + "\n]\n", encoding="utf-8")
