"""Writes paths.csv: paths of one parameter under Adam and momentum for gradients of any size, by mpmath, 60 digits.

The rules are the published ones (see the documentation of the optimisers), without a cut of small moments. Columns:
type, optimizer, epsilon, rate, start, gradients joined by spaces, parameter after each step joined by spaces.
Run by hand: python3 data/optimizers/make.py
"""

import struct
from pathlib import Path

from mpmath import mp, mpf, sqrt

mp.dps = 60

FLOAT = [[2e19, 0.1], [3.4e38, -3.4e38, 3.4e38, 1.0], [1e-25, 3e-26, 2e-25], [1e30, 1e-20, -1e25, 3.0], [5.0, 1e20, 2.0]]
DOUBLE = [[2e160, 0.1], [1.7e308, -1.7e308, 1.7e308, 1.0], [1e-250, 3e-251, 2e-250], [1e300, 1e-200, -1e250, 3.0]]


def number(value, single):
    return struct.unpack("f", struct.pack("f", value))[0] if single else value


def path(optimizer, epsilon, rate, start, gradients):
    p, m, v = mpf(start), mpf(0), mpf(0)
    b1, b2, e = mpf(0.9), mpf(0.999), mpf(epsilon)
    for t, g in enumerate(map(mpf, gradients), 1):
        if optimizer == "adam":
            m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
            p -= mpf(rate) * (m / (1 - b1**t)) / (sqrt(v / (1 - b2**t)) + e)
        else:
            m = b1 * m - mpf(rate) * g
            p += m
        yield float(p)


lines = ["type,optimizer,epsilon,rate,start,gradients,path"]
for kind, all_gradients in (("float", FLOAT), ("double", DOUBLE)):
    for gradients in all_gradients:
        exact = [number(g, kind == "float") for g in gradients]
        for epsilon in (1e-8, 0.0):
            steps = path("adam", epsilon, 0.0009765625, 1.0, exact)
            lines.append(",".join([kind, "adam", repr(epsilon), "0.0009765625", "1.0", " ".join(map(repr, exact)),
                                   " ".join(map(repr, steps))]))
        steps = path("momentum", 0.0, 0.0009765625, 1.0, exact)
        lines.append(",".join([kind, "momentum", "0", "0.0009765625", "1.0", " ".join(map(repr, exact)),
                               " ".join(map(repr, steps))]))
Path(__file__).with_name("paths.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
