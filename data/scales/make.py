"""Writes reference.json: losses of rows of every scale, by mpmath with 2,000 digits.

The inputs are exact numbers of their type, times powers of two from 2^-900 to 2^900 (floats: 2^-120 to 2^120). A
gradient is a central difference with steps of 1e-40 of each number, so it is right to more than 70 digits; overlaps are
as close to 1 as 1e-900. `size` is the sum of the absolute terms of the value, against which its error is measured.
Run by hand: python3 data/scales/make.py
"""

import json
import math
import random
import struct
from pathlib import Path

from mpmath import exp, fabs, log, mp, mpf, sqrt

mp.dps = 2000

DOUBLE = [-900, -600, -470, 0, 470, 600, 900]
FLOAT = [-120, -70, -45, 0, 45, 70, 120]


def number(value, single):
    return struct.unpack("f", struct.pack("f", value))[0] if single else value


def draw(rng, count, scale, single):
    return [number(rng.uniform(0.2, 1.0) * rng.choice([-1, 1]), single) * 2.0**scale for _ in range(count)]


def cosine(a, b):
    length = sqrt(sum(x * x for x in a)) * sqrt(sum(x * x for x in b))
    return sum(x * y for x, y in zip(a, b)) / length


def cosine_distance(options, rows):
    c = cosine(rows[0], rows[1])
    return 1 - c, 1 + fabs(c)


def cosine_embedding(options, rows):
    c, m = cosine(rows[0], rows[1]), mpf(options.get("margin", 0))
    return (1 - c, 1 + fabs(c)) if rows[2][0] > 0 else (max(mpf(0), c - m), fabs(c) + fabs(m))


def triplet(options, rows):
    p, eps = mpf(options.get("p", 2)), mpf(options.get("eps", 1e-6))
    a, b, c = rows

    def distance(x, y):
        return sum(fabs(u - v + eps) ** p for u, v in zip(x, y)) ** (1 / p)

    near, far = distance(a, b), distance(a, c)
    if options.get("swap"):
        far = min(far, distance(b, c))
    m = mpf(options.get("margin", 1))
    return max(mpf(0), m + near - far), m + near + far


def squares(options, rows):
    total = sum((x - y) ** 2 for x, y in zip(rows[0], rows[1])) / 2
    return total, total


def sigmoid(x):
    return 1 / (1 + exp(-x)) if x > 0 else exp(x) / (1 + exp(x))


def tversky(options, rows):
    smooth, alpha, beta = (mpf(options.get(k, d)) for k, d in (("smooth", 1), ("alpha", 0.5), ("beta", 0.5)))
    p = [sigmoid(x) for x in rows[0]]
    i = sum(x * t for x, t in zip(p, rows[1]))
    missed = alpha * (sum(p) - i) + beta * (sum(rows[1]) - i)
    return missed / (i + smooth + missed), mpf(1)


def info_nce(options, rows):
    count = options["rows"]
    width = len(rows[0]) // count
    a = [rows[0][i * width:(i + 1) * width] for i in range(count)]
    b = [rows[1][i * width:(i + 1) * width] for i in range(count)]
    total = mpf(0)
    for i in range(count):
        logits = [cosine(a[i], key) / mpf(options["temperature"]) for key in b]
        total += log(sum(exp(x - logits[i]) for x in logits))
    return total, count / mpf(options["temperature"])


def gradient(formula, options, rows, of):
    slopes = []
    for k, x in enumerate(rows[of]):
        step = fabs(x) * mpf(10) ** -40
        ends = []
        for sign in (1, -1):
            moved = [list(row) for row in rows]
            moved[of][k] = x + sign * step
            ends.append(formula(options, moved)[0])
        slopes.append(float((ends[0] - ends[1]) / (2 * step)))
    return slopes


cases = []


def case(loss, formula, single, options, names, rows, shapes, differentiable):
    exact = [[mpf(x) for x in row] for row in rows]
    value, size = formula(options, exact)
    cases.append({
        "loss": loss, "type": "float" if single else "double",
        "options": {k: v for k, v in options.items() if k != "rows"},
        "inputs": {n: {"shape": s, "values": r} for n, s, r in zip(names, shapes, rows)},
        "value": float(value), "size": float(size),
        "gradients": {n: gradient(formula, options, exact, i) for i, n in enumerate(names) if i < differentiable},
    })


rng = random.Random(7)
for single in (False, True):
    scales = FLOAT if single else DOUBLE
    for i, scale in enumerate(scales):
        n = 2 + 3 * i
        for other in (scale, -scale, 0):
            pair = [draw(rng, n, scale, single), draw(rng, n, other, single)]
            case("cosine-distance", cosine_distance, single, {}, ["input", "target"], pair, [[1, n]] * 2, 2)
            for sign in (1.0, -1.0):
                case("cosine-embedding", cosine_embedding, single, {"margin": -0.75 if sign < 0 else 0},
                     ["input1", "input2", "target"], pair + [[sign]], [[1, n]] * 2 + [[1]], 2)
        for p in (1, 2, 3, 7.5, 100, 1000):
            three = [draw(rng, n, scale, single) for _ in range(3)]
            eps = 0.0 if scale < 0 else 1e-6
            margin = number(2.0, single) * 2.0**scale
            case("triplet-margin", triplet, single, {"p": p, "eps": eps, "margin": margin, "swap": i % 2},
                 ["anchor", "positive", "negative"], three, [[1, n]] * 3, 3)
        if abs(scale) < (120 if single else 500):
            pair = [draw(rng, n, scale, single) for _ in range(2)]
            case("sum-squared-error", squares, single, {}, ["input", "target"], pair, [[1, n]] * 2, 2)
        four = [draw(rng, 32, scale, single), draw(rng, 32, -scale, single)]
        case("info-nce", info_nce, single, {"temperature": 0.25, "rows": 4}, ["input1", "input2"], four,
             [[4, 8]] * 2, 2)
    for low in ((-60, -95, -130, -400) if single else (-60, -300, -720, -2000)):
        logits = [number(low + rng.uniform(-1, 1), single) for _ in range(5)]
        for targets, smooth in (([0.0] * 5, 0), ([0.0, 1e-30, 0.0, 1e-20, 0.0], 0),
                                ([0.0] * 5, math.exp(max(low, -700))), ([0.5] * 5, math.exp(max(low, -700)))):
            t = [number(x, single) for x in targets]
            case("tversky", tversky, single, {"smooth": smooth, "alpha": 0.25, "beta": 0.75}, ["input", "target"],
                 [logits, t], [[1, 5]] * 2, 1)

Path(__file__).with_name("reference.json").write_text(
    "[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n", encoding="utf-8")
