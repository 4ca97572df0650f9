"""Writes reference.csv: true values and derivatives of functions that are ops of the tape, by mpmath.

Run by hand: python3 data/ops/make.py > data/ops/reference.csv. Arguments are floats, so that float and double share them.
Numbers are doubles, written as their bits in hexadecimal, rounded from at least 40 digits; "-" stands where a result is
undefined or no normal double. Columns: the value, the derivatives by x and by y, and the second derivative by x.
"""
import random
import struct

from mpmath import (atan, besseli, cos, diff, digamma, erf, erfc, exp, log, loggamma, mp, mpf, power, psi, sin,
                    sqrt)

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


# Their slopes and curvatures are numerical derivatives in 100 digits of functions in 100 digits.
SPECIAL = [
    ("Erf", -5, 5, erf), ("Erfc", -5, 9, erfc), ("Erfcx", -5, 80, lambda x: exp(x * x) * erfc(x)),
    ("LogNormalCdf", -30, 8, lambda x: log(erfc(-x / sqrt(2)) / 2)),
    ("LogGamma", 0.01, 50, loggamma), ("Digamma", 0.01, 50, digamma), ("Polygamma", 0.01, 50, lambda x: psi(2, x)),
    ("BesselI0e", 0.01, 60, lambda x: exp(-x) * besseli(0, x)), ("BesselI1e", 0.01, 60, lambda x: exp(-x) * besseli(1, x)),
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


def pair(function, a, b):
    """Value, both slopes, and the second derivative by the first argument."""
    return (function(a, b), diff(lambda x: function(x, b), a), diff(lambda y: function(a, y), b),
            diff(lambda x: function(x, b), a, 2))


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
    mp.dps = 100
    for name, low, high, value in SPECIAL:
        for _ in range(POINTS):
            x = single(generator.uniform(low, high) if low < 0 else low * (high / low) ** generator.random())
            row(name, x, 0.0, value(mpf(x)), diff(value, mpf(x)), None, diff(value, mpf(x), 2))
    for _ in range(POINTS):
        a, b = (single(0.05 * 600 ** generator.random()) for _ in range(2))
        row("LogBeta", a, b, *pair(lambda x, y: loggamma(x) + loggamma(y) - loggamma(x + y), mpf(a), mpf(b)))
        row("LogRisingFactorial", a, b, *pair(lambda x, y: loggamma(x + y) - loggamma(x), mpf(a), mpf(b)))
    mp.dps = 400
    count = 0
    while count < 2 * POINTS:
        x, y = drawn(generator, False), drawn(generator, True)
        a, b = mpf(x), mpf(y)
        if not mpf("1e-30") < a**b < mpf("1e30") or x == 1:
            continue
        count += 1
        row("Pow", x, y, power(a, b), b * power(a, b - ONE), power(a, b) * log(a), b * (b - 1) * power(a, b - 2))
    # A second argument far below the first; the derivatives are differences of ψ and ψ′.
    for _ in range(POINTS):
        x = single(2.0 ** generator.uniform(-8, 60))
        n = single(x * 2.0 ** generator.uniform(-60, -2))
        a, b = mpf(x), mpf(n)
        rise, curve, end = psi(0, a + b) - psi(0, a), psi(1, a + b) - psi(1, a), psi(0, a + b)
        row("LogBeta", x, n, loggamma(a) + loggamma(b) - loggamma(a + b), -rise, psi(0, b) - end, -curve)
        row("LogRisingFactorial", x, n, loggamma(a + b) - loggamma(a), rise, end, curve)


if __name__ == "__main__":
    main()
