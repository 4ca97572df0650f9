"""Writes reference.json: CTC losses and their gradients by log-probabilities, by mpmath with 60 digits.

Cases: random distributions, nets that are sure and right, sure and wrong, alignments that a double cannot hold beside
others, losses as small as 1e-12, equal labels in a row, classes that are impossible.
Run by hand: python3 data/ctc/make.py
"""

import json
import math
import random
from pathlib import Path

from mpmath import exp, log, mp, mpf

mp.dps = 60


def ctc(logs, labels):
    """Loss and -occupancies; logs[t][c] are doubles, class 0 is the blank."""
    states = [0]
    for label in labels:
        states += [label, 0]
    size, steps = len(states), len(logs)
    p = [[exp(mpf(x)) if x > -math.inf else mpf(0) for x in row] for row in logs]

    def sources(s):
        yield s
        if s > 0:
            yield s - 1
        if s > 1 and states[s] != 0 and states[s] != states[s - 2]:
            yield s - 2

    forward = [[mpf(0)] * size for _ in range(steps)]
    for s in range(min(2, size)):
        forward[0][s] = p[0][states[s]]
    for t in range(1, steps):
        for s in range(size):
            forward[t][s] = p[t][states[s]] * sum(forward[t - 1][r] for r in sources(s))
    back = [[mpf(0)] * size for _ in range(steps)]
    for s in range(max(0, size - 2), size):
        back[-1][s] = mpf(1)
    for t in range(steps - 2, -1, -1):
        for s in range(size):
            for r in sources(s):
                back[t][r] += p[t + 1][states[s]] * back[t + 1][s]
    total = sum(forward[-1][s] for s in range(max(0, size - 2), size))
    slopes = [[mpf(0)] * len(logs[0]) for _ in range(steps)]
    for t in range(steps):
        for s in range(size):
            slopes[t][states[s]] -= forward[t][s] * back[t][s] / total
    return -log(total), slopes


def normal(row):
    top = max(row)
    total = math.log(sum(math.exp(x - top) for x in row)) + top
    return [x - total for x in row]


rng = random.Random(11)
cases = []


def case(name, logs, labels):
    loss, slopes = ctc(logs, labels)
    cases.append({"name": name, "logs": [["-Infinity" if x == -math.inf else x for x in row] for row in logs],
                  "labels": labels, "loss": float(loss), "gradient": [[float(x) for x in row] for row in slopes]})


def rows(steps, classes, spread):
    return [normal([rng.gauss(0, spread) for _ in range(classes)]) for _ in range(steps)]


def sure(steps, classes, path, gap):
    return [normal([gap if c == path[t] else rng.uniform(0, 1) for c in range(classes)]) for t in range(steps)]


case("one step, no label", rows(1, 3, 1), [])
case("one label", rows(3, 4, 1), [2])
case("random", rows(40, 12, 2), [3, 5, 5, 1, 7, 11, 2])
case("random, many labels", rows(60, 8, 1), [1 + i % 7 for i in range(27)])
case("equal labels", rows(30, 5, 1), [4] * 12)
case("uniform, long", [[-math.log(30)] * 6 for _ in range(300)], [1, 2, 3, 4, 5] * 4)
path = [0] * 50
for i, label in enumerate([2, 3, 3, 4, 1]):
    path[5 + 9 * i] = label
labels = [2, 3, 3, 4, 1]
for gap in (5, 12, 30, 60):
    case("sure and right, gap %d" % gap, sure(50, 6, path, gap), labels)
    case("sure and wrong, gap %d" % gap, sure(50, 6, path, gap), [5, 1, 5, 2, 4])
for depth in (100, 300, 700, 1000, 3000):
    case("a label that costs %d" % depth, [normal([0.0, -float(depth), -1.0]) for _ in range(9)], [1, 2, 1])
    case("blanks %d below all others" % depth, [normal([-float(depth), 0.5, 0.1]) for _ in range(8)], [1, 1, 2, 1])
case("a step that costs 3000", [normal([0.0, -3000.0])], [1])
case("a class that costs 800 in one step", [normal([0.0, -1.0, -800.0 if t == 4 else -2.0]) for t in range(9)], [2, 1])
case("sharp and long", rows(240, 8, 5), [1 + i * 3 % 7 for i in range(70)])
case("fast states far below the others", [normal([40.0] + [0.0] * 9) for _ in range(120)],
     [1 + i % 9 for i in range(30)])
case("tiny loss", [[-1e-13, -29.9, -30.5] for _ in range(10)], [])
case("tiny loss with labels", [[-60.0, -1e-12, -50.0], [-1e-12, -40.0, -41.0], [-70.0, -60.0, -1e-12]], [1, 2])
case("impossible classes", [[-math.inf, -0.5, -1.0], [-1.0, -0.7, -math.inf], [-0.3, -math.inf, -2.0],
                            [-1.0, -2.0, -0.5]], [1, 2])
Path(__file__).with_name("reference.json").write_text(
    "[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n", encoding="utf-8")
