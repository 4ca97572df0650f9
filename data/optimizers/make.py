"""Writes paths.csv: paths of one parameter under the optimisers for gradients of any size, by mpmath, 60 digits.

The rules are the published ones (rules.py), without a cut of small moments. Columns: type, optimizer, epsilon, rate, start,
gradients joined by spaces, parameter after each step joined by spaces.
Run by hand: python3 data/optimizers/make.py
"""

import struct
from pathlib import Path

from mpmath import mp, mpf

import rules

mp.dps = 60

FLOAT = [[2e19, 0.1], [3.4e38, -3.4e38, 3.4e38, 1.0], [1e-25, 3e-26, 2e-25], [1e30, 1e-20, -1e25, 3.0], [5.0, 1e20, 2.0]]
DOUBLE = [[2e160, 0.1], [1.7e308, -1.7e308, 1.7e308, 1.0], [1e-250, 3e-251, 2e-250], [1e300, 1e-200, -1e250, 3.0]]

RULES = {
    "adam": lambda p, rate, eps: rules.adam(p, rate, eps=eps),
    "amsgrad": lambda p, rate, eps: rules.adam(p, rate, eps=eps, amsgrad=True),
    "nadam": lambda p, rate, eps: rules.nadam(p, rate, eps=eps),
    "rmsprop": lambda p, rate, eps: rules.rmsprop(p, rate, eps=eps),
    "rmsprop momentum": lambda p, rate, eps: rules.rmsprop(p, rate, eps=eps, momentum=0.9),
    "rmsprop centred": lambda p, rate, eps: rules.rmsprop(p, rate, eps=eps, centred=True),
    "adagrad": lambda p, rate, eps: rules.adagrad(p, rate, eps=eps),
    "lion": lambda p, rate, eps: rules.lion(p, rate),
    "momentum": lambda p, rate, eps: rules.momentum(p, rate),
}


def number(value, single):
    return struct.unpack("f", struct.pack("f", value))[0] if single else value


lines = ["type,optimizer,epsilon,rate,start,gradients,path"]
for kind, all_gradients in (("float", FLOAT), ("double", DOUBLE)):
    for gradients in all_gradients:
        exact = [number(g, kind == "float") for g in gradients]
        for name, rule in RULES.items():
            if name == "adagrad" and max(map(abs, gradients)) > (1e38 if kind == "float" else 1e308):
                continue  # The root of the sum leaves the type.
            for epsilon in (0.0,) if name in ("lion", "momentum") else (1e-8, 0.0):
                steps = rules.path(rule(mpf(1), 0.0009765625, epsilon), 1, exact)
                lines.append(",".join([kind, name, repr(epsilon), "0.0009765625", "1.0", " ".join(map(repr, exact)),
                                       " ".join(repr(float(p)) for p in steps)]))
Path(__file__).with_name("paths.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
