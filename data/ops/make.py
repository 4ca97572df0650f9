"""Writes reference.csv: true values and derivatives of functions that are ops of the tape, by mpmath.

Run by hand: python3 data/ops/make.py > data/ops/reference.csv. Arguments are floats, so that float and double share them.
Numbers are doubles, written as their bits in hexadecimal, rounded from 400 digits; "-" stands where a result is
undefined or no normal double. Columns: the value, the derivatives by x and by y, and the second derivative by x.
"""
import random
import struct

from mpmath import atan, cos, exp, log, mp, mpf, power, sin, sqrt

POINTS = 60
HARD = [30.0, -30.0, 16.75, 1e-30, -1e-30, 2e19, -2e19, 1e30, 0.5, 1.0, -1.0, 87.0, -87.0, 3e-39]

mp.dps = 400
ONE = mpf(1)

# Each: name, whether x may be negative, and value, slope, curvature.
POINTWISE = [
    ("Softplus", True, lambda x: log(1 + exp(x)), lambda x: 1 / (1 + exp(-x)),
     lambda x: 1 / (1 + exp(-x)) / (1 + exp(x))),
    ("Square", True, lambda x: x * x, lambda x: 2 * x, lambda x: mpf(2)),
    ("Sqrt", False, sqrt, lambda x: 1 / (2 * sqrt(x)), lambda x: -1 / (4 * x * sqrt(x))),
    ("Reciprocal", True, lambda x: 1 / x, lambda x: -1 / x**2, lambda x: 2 / x**3),
    ("Sin", True, sin, cos, lambda x: -sin(x)),
    ("Cos", True, cos, lambda x: -sin(x), lambda x: -cos(x)),
    ("Atan", True, atan, lambda x: 1 / (1 + x**2), lambda x: -2 * x / (1 + x**2) ** 2),
]


def single(x):
    return struct.unpack(">f", struct.pack(">f", x))[0]


def text(value):
    """The bits of a result, or a dash."""
    if value is None or not (mpf("1e-300") < abs(value) < mpf("1e300")):
        return "-"
    return struct.pack(">d", float(value)).hex()


def drawn(generator, negative):
    sign = generator.choice([-1, 1]) if negative else 1
    low, high = generator.choice([(-40, 40), (-8, 4), (-2, 6)])
    return single(sign * 2.0 ** generator.uniform(low, high))


def row(name, x, y, *results):
    print(name, struct.pack(">d", x).hex(), struct.pack(">d", y).hex(), *map(text, results), sep=",")


def main():
    generator = random.Random(1)
    print("op,x,y,value,dx,dy,dxx")
    for name, negative, value, slope, curvature in POINTWISE:
        points = [single(x) for x in HARD if negative or x > 0]
        points += [drawn(generator, negative) for _ in range(POINTS)]
        for x in points:
            if name == "Softplus" and abs(x) > 700:
                continue
            row(name, x, 0.0, value(mpf(x)), slope(mpf(x)), None, curvature(mpf(x)))
    count = 0
    while count < 2 * POINTS:
        x, y = drawn(generator, False), drawn(generator, True)
        a, b = mpf(x), mpf(y)
        if not mpf("1e-30") < a**b < mpf("1e30") or x == 1:
            continue
        count += 1
        row("Pow", x, y, power(a, b), b * power(a, b - ONE), power(a, b) * log(a), b * (b - 1) * power(a, b - 2))


if __name__ == "__main__":
    main()
