"""Writes reference.csv: functions at drawn doubles, to 50 digits and more, as sums of three doubles; by mpmath.

By hand: python3 data/enclosures/make.py 1000 > data/enclosures/reference.csv. For the long form, write 1000000 points to a
file of your own and name it in VECTORLOSS_ENCLOSURES when you run the tests; a third argument picks one function.
"""
import math
import random
import sys

import mpmath
from mpmath import mp, mpf

SMALLEST, LARGEST = -1074, 1023


def size(g, low=SMALLEST, high=LARGEST):
    return math.ldexp(1 + g.random(), g.randint(low, high - 1))


def real(g, low=SMALLEST, high=LARGEST):
    return g.choice([-1, 1]) * size(g, *g.choice([(low, high), (max(low, -60), min(high, 10)), (-3, 3)]))


def positive(g):
    return size(g, *g.choice([(SMALLEST, LARGEST), (-30, 30), (-2, 3)])) if g.randrange(5) else 1 + g.choice([-1, 1]) * size(g, -52, -1) / 2


def exponent(g):
    return g.uniform(-744, 709) if g.randrange(2) else real(g, SMALLEST, 9)


def above_minus_one(g):
    x = real(g)
    return x if x > -1 else -1 + size(g, -53, -1)


def angle(g):
    return g.randint(1, 10**g.randint(1, 15)) * (math.pi / 2) if g.randrange(4) == 0 else real(g)


def one(draw):
    return lambda g: (draw(g), 0.0)


def pair(g):
    return real(g, -900, 400), real(g, -400, 400)


def power(g):
    while True:
        base = positive(g)
        logarithm = math.log(base)
        if logarithm != 0:
            exponent = g.uniform(-744, 709) / logarithm if g.randrange(3) else float(g.randint(-40, 40))
            if abs(exponent * logarithm) < 709 and base != 0:
                return base, exponent


def gamma_argument(g):
    choice = g.randrange(4)
    if choice == 0:
        return g.randint(1, 2) + g.choice([-1, 1]) * size(g, -40, -1) / 2
    return size(g, -30, 60) if choice == 1 else size(g, -3, 8) if choice == 2 else g.uniform(-20, 60)


def gamma_order(g):
    return size(g, -4, 40), float(g.randint(0, 8))


def gamma_pair(g):
    return size(g, -20, 20), size(g, -20, 20)


def rise(g):
    """A rise by less than the argument, down to what no sum of the two would show, and by more."""
    x = size(g, -20, 40)
    return x, x * size(g, *g.choice([(-250, 0), (-60, 0), (-12, 12)]))


def bessel_argument(g):
    return real(g, -60, 40) if g.randrange(2) else g.uniform(-500, 500)


def error_argument(g):
    return real(g, -60, 4) if g.randrange(2) else g.uniform(-26, 26)


def log_normal(x):
    return mpmath.log(mpmath.erfc(-x / mpmath.sqrt(2)) / 2) if x < 0 else mpmath.log1p(-mpmath.erfc(x / mpmath.sqrt(2)) / 2)


def bessel(order, x):
    return mpmath.besseli(order, x) * mpmath.exp(-abs(x))


def log_gamma(x):
    return mpmath.re(mpmath.loggamma(x))


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def softplus(x):
    return mpmath.log1p(mpmath.exp(x)) if x < 0 else x + mpmath.log1p(mpmath.exp(-x))


def expm1(x):
    return x + x * x / 2 if abs(x) < mpf(2) ** -400 else mpmath.exp(x) - 1


def log1p(x):
    return x - x * x / 2 if abs(x) < mpf(2) ** -400 else mpmath.log(1 + x)


def tanh(x):
    return x if abs(x) < mpf(2) ** -400 else mpmath.tanh(x)


# Name, how arguments are drawn, the function, and the bits that it needs: as many as its reduction or its 1 + x takes.
FUNCTIONS = [
    ("Divide", pair, lambda x, y: x / y, 250),
    ("Sqrt", one(positive), lambda x, y: mpmath.sqrt(x), 250),
    ("Exp", one(exponent), lambda x, y: mpmath.exp(x), 250),
    ("Expm1", one(exponent), lambda x, y: expm1(x), 700),
    ("Log", one(positive), lambda x, y: mpmath.log(x), 300),
    ("Log1p", one(above_minus_one), lambda x, y: log1p(x), 700),
    ("Tanh", one(real), lambda x, y: tanh(x), 700),
    ("Sigmoid", one(exponent), lambda x, y: sigmoid(x), 1300),
    ("Softplus", one(exponent), lambda x, y: softplus(x), 1300),
    ("Sin", one(angle), lambda x, y: mpmath.sin(x), 1500),
    ("Cos", one(angle), lambda x, y: mpmath.cos(x), 1500),
    ("Atan", one(real), lambda x, y: mpmath.atan(x), 300),
    ("Erf", one(error_argument), lambda x, y: mpmath.erf(x), 400),
    ("Erfc", one(error_argument), lambda x, y: mpmath.erfc(x), 1400),
    ("Erfcx", one(error_argument), lambda x, y: mpmath.exp(x * x) * mpmath.erfc(x), 1400),
    ("LogNormalCdf", one(error_argument), lambda x, y: log_normal(x), 800),
    ("LogGamma", one(gamma_argument), lambda x, y: log_gamma(x), 400),
    ("Digamma", one(gamma_argument), lambda x, y: mpmath.digamma(x), 300),
    ("Polygamma", gamma_order, lambda x, y: mpmath.polygamma(int(y), x), 300),
    *[("PolygammaRise%d" % k, rise, lambda x, n, k=k: mpmath.psi(k, x + n) - mpmath.psi(k, x), 800) for k in (0, 1, 3)],
    ("LogBeta", gamma_pair, lambda x, y: log_gamma(x) + log_gamma(y) - log_gamma(x + y), 500),
    ("LogRisingFactorial", gamma_pair, lambda x, y: log_gamma(x + y) - log_gamma(x), 500),
    ("BesselI0e", one(bessel_argument), lambda x, y: bessel(0, x), 300),
    ("BesselI1e", one(bessel_argument), lambda x, y: bessel(1, x), 300),
    ("Pow", power, lambda x, y: mpmath.power(x, y), 350),
]


def parts(value):
    high = float(value)
    middle = float(value - mpf(high))
    return high, middle, float(value - mpf(high) - mpf(middle))


def main():
    points, wanted = int(sys.argv[1]), sys.argv[2:]
    print("function,x,y,high,middle,low")
    for name, draw, function, precision in FUNCTIONS:
        if wanted and name not in wanted:
            continue
        generator = random.Random(name)
        mp.prec = precision
        for _ in range(points):
            x, y = draw(generator)
            print(name, *map(repr, (x, y, *parts(function(mpf(x), mpf(y))))), sep=",")


if __name__ == "__main__":
    main()
