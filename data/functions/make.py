"""Writes reference.csv: true values of sine, cosine, arctangent and power at drawn doubles, by mpmath.

Run by hand: python3 data/functions/make.py > data/functions/reference.csv. A value is (high + low) * 2**exponent, so that
subnormal results are held as exactly as others. Doubles are written as their bits in hexadecimal.
"""
import math
import random
import struct

from mpmath import atan, cos, floor, log, mp, mpf, power, sin

POINTS = 1000


def bits(x):
    return struct.pack(">d", x).hex()


def split(value):
    exponent = 0
    if value != 0:
        exponent = int(floor(log(abs(value), 2)))
        value = value / mpf(2) ** exponent
    high = float(value)
    return high, float(value - mpf(high)), exponent


def drawn(generator):
    low, high = generator.choice([(-1074, 1023), (-30, 10), (-3, 3), (0, 60)])
    return generator.choice([-1, 1]) * math.ldexp(1 + generator.random(), generator.randint(low, high - 1))


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


def main():
    generator = random.Random(1)
    print("function,x,y,high,low,exponent")
    for name, function in (("Sin", sin), ("Cos", cos), ("Atan", atan)):
        for _ in range(POINTS):
            x = angle(generator) if name != "Atan" else drawn(generator)
            mp.prec = 1500
            print(name, bits(x), bits(0.0), *("%s,%s,%d" % (bits(h), bits(l), e) for h, l, e in [split(function(mpf(x)))]), sep=",")
    for _ in range(POINTS):
        x, y = powers(generator)
        mp.prec = 300
        high, low, exponent = split(power(mpf(x), mpf(y)))
        print("Pow", bits(x), bits(y), "%s,%s,%d" % (bits(high), bits(low), exponent), sep=",")


if __name__ == "__main__":
    main()
