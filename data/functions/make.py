"""Writes true values of the elementary and special functions at drawn doubles, by mpmath.

Run by hand: python3 data/functions/make.py > data/functions/reference.csv
With many points and chosen functions, for a test run with VECTORLOSS_FUNCTIONS=FILE:
python3 data/functions/make.py 1000000 Erf Digamma > FILE
A value is (high + low) * 2**exponent, so that subnormal results are held as exactly as others. Doubles are written as
their bits in hexadecimal.
"""
import math
import random
import struct
import sys

import mpmath
from mpmath import floor, log, mp, mpf, pi, sqrt

POINTS = 1000
ORDERS = (1, 1, 1, 2, 2, 3, 4, 7, 20, 60)


def bits(x):
    return struct.pack(">d", x).hex()


def split(value):
    exponent = 0
    if value != 0:
        exponent = int(floor(log(abs(value), 2)))
        value = value / mpf(2) ** exponent
    high = float(value)
    return high, float(value - mpf(high)), exponent


def size(generator, low, high):
    return math.ldexp(1 + generator.random(), generator.randint(low, high - 1))


def signed(generator, x):
    return generator.choice([-1, 1]) * x


def drawn(generator):
    return signed(generator, size(generator, *generator.choice([(-1074, 1023), (-30, 10), (-3, 3), (0, 60)])))


def angle(generator):
    """Every fourth angle lies beside a multiple of a quarter turn, where sine or cosine are all but 0."""
    if generator.randrange(4) == 0:
        return generator.randint(1, 10**generator.randint(1, 15)) * (math.pi / 2)
    return drawn(generator)


def powers(generator):
    """Base and exponent with a power from the subnormal numbers to the largest."""
    while True:
        base = math.ldexp(1 + generator.random(), generator.choice([0, -1, generator.randint(-1074, 1022)]))
        logarithm = math.log(base)
        if base > 0 and logarithm != 0:
            return base, generator.uniform(-744, 709) / logarithm


def error_argument(low, high):
    """Mostly between the limits, and sometimes tiny or large."""
    def draw(generator):
        kind = generator.randrange(8)
        if kind == 0:
            return signed(generator, size(generator, -1074, 0))
        if kind == 1:
            x = signed(generator, size(generator, -6, 1020))
            return x if low <= x <= high or abs(x) < 1 else generator.uniform(-1, 1)
        return generator.uniform(max(low, -45), min(high, 45))
    return draw


def gamma_argument(generator):
    """Beside the zeros 1 and 2 (of the derivative: 1.46…), beside zeros and poles below 0, small, ordinary and large."""
    kind = generator.randrange(8)
    if kind == 0:
        return generator.choice([1, 2, 1.4616321449683623]) + signed(generator, size(generator, -50, -2))
    if kind == 1:
        zero = generator.choice([-2.457024738220801, -2.7476826467274127, -3.143580888349981, -0.504083008264455])
        return zero * (1 + signed(generator, size(generator, -52, -10)))
    if kind == 2:
        return -generator.randint(0, 40) + signed(generator, size(generator, -30, -2))
    if kind == 3:
        return generator.uniform(-30, 0)
    if kind == 4:
        return size(generator, -1074, 1010)
    return generator.uniform(0, generator.choice([3, 20, 200]))


def order_and_argument(generator):
    n = generator.choice(ORDERS)
    x = generator.choice([generator.uniform(0, 4), generator.uniform(0, 60), size(generator, -10, 20)])
    if generator.randrange(5) == 0:
        x = generator.uniform(-10, 0)
    return x, n


def two_sizes(generator):
    if generator.randrange(3) == 0:
        return size(generator, -60, 60), size(generator, -60, 60)
    return size(generator, -5, 8), size(generator, -5, 8)


def rise(generator):
    x, n = two_sizes(generator)
    return (x + n, -n) if generator.randrange(4) == 0 and x + n > n else (x, n)


def small_rise(generator):
    """A rise by less than the argument, down to what no sum of the two would show."""
    x = size(generator, *generator.choice([(-40, 60), (-4, 8), (-4, 8)]))
    n = x * size(generator, *generator.choice([(-200, 0), (-60, 0), (-12, 12)]))
    return (x + n, -n) if generator.randrange(4) == 0 and x + n > n else (x, n)


def at_precision(bits_of_result):
    """A function computed with so many bits."""
    def wrap(function):
        def run(*arguments):
            with mp.workprec(bits_of_result):
                return function(*arguments)
        return run
    return wrap


def scaled_erfc(x):
    if x < 50:
        return mpmath.exp(x * x) * mpmath.erfc(x)
    v, term, total = 1 / (2 * x * x), mpf(1), mpf(1)
    for k in range(1, 60):
        term *= -(2 * k - 1) * v
        total += term
    return total / (x * sqrt(pi))


def log_normal_cdf(x):
    y = -x / sqrt(mpf(2))
    return log(scaled_erfc(y) / 2) - x * x / 2 if x < 0 else mpmath.log1p(-mpmath.erfc(-y) / 2)


def scaled_bessel(order):
    def value(x):
        y = abs(x)
        if y < 500:
            result = mpmath.besseli(order, y) * mpmath.exp(-y)
        else:
            term, result = mpf(1), mpf(1)
            for k in range(1, 40):
                term *= -(4 * order * order - (2 * k - 1) ** 2) / (8 * k * y)
                result += term
            result /= sqrt(2 * pi * y)
        return -result if order == 1 and x < 0 else result
    return value


def log_gamma(x):
    return mpmath.loggamma(x).real if x > 0 else log(abs(mpmath.gamma(x)))


FUNCTIONS = {
    "Sin": (angle, at_precision(1500)(mpmath.sin)),
    "Cos": (angle, at_precision(1500)(mpmath.cos)),
    "Atan": (drawn, at_precision(1500)(mpmath.atan)),
    "Pow": (powers, at_precision(300)(mpmath.power)),
    "Erf": (error_argument(-8, 8), at_precision(200)(mpmath.erf)),
    "Erfc": (error_argument(-8, 27.2), at_precision(200)(mpmath.erfc)),
    "Erfcx": (error_argument(-26.6, 1e308), at_precision(200)(scaled_erfc)),
    "LogNormalCdf": (error_argument(-1e150, 38.4), at_precision(300)(log_normal_cdf)),
    "LogGamma": (gamma_argument, at_precision(250)(log_gamma)),
    "Digamma": (gamma_argument, at_precision(250)(mpmath.digamma)),
    "BesselI0e": (error_argument(-1e308, 1e308), at_precision(200)(scaled_bessel(0))),
    "BesselI1e": (error_argument(-1e308, 1e308), at_precision(200)(scaled_bessel(1))),
    "Polygamma": (order_and_argument, at_precision(250)(lambda x, n: mpmath.psi(int(n), x))),
    **{"PolygammaRise%d" % k: (small_rise, at_precision(700)(
        lambda x, n, k=k: mpmath.psi(k, x + n) - mpmath.psi(k, x))) for k in (0, 1, 3)},
    "LogBeta": (two_sizes, at_precision(400)(
        lambda a, b: mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b))),
    "LogRisingFactorial": (rise, at_precision(400)(lambda x, n: mpmath.loggamma(x + n) - mpmath.loggamma(x))),
}


def main(points, names):
    print("function,x,y,high,low,exponent")
    for name in names:
        draw, function = FUNCTIONS[name]
        generator = random.Random(name)
        for _ in range(points):
            arguments = draw(generator)
            arguments = arguments if isinstance(arguments, tuple) else (arguments,)
            high, low, exponent = split(mpf(0) + function(*[mpf(x) for x in arguments]))
            x, y = (arguments + (0.0,))[:2]
            print(name, bits(x), bits(float(y)), "%s,%s,%d" % (bits(high), bits(low), exponent), sep=",")


if __name__ == "__main__":
    mp.prec = 200
    main(int(sys.argv[1]) if len(sys.argv) > 1 else POINTS, sys.argv[2:] or list(FUNCTIONS))
