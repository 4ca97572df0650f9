"""Writes the coefficients of the special functions as C# tables, by mpmath.

Run by hand from the root of the repository: python3 data/functions/tables.py
Each polynomial interpolates its function at Chebyshev nodes with 60 digits and is printed in powers of the distance from
the middle of its piece. The first coefficient has two parts, so that it is right to 2^-106.
"""
from mpmath import (
    bernoulli, besseli, cos, digamma, erf, erfc, exp, findroot, log, loggamma, mp, mpf, pi, polyval, sqrt, zeta)

mp.dps = 60
FOLDER = "src/VectorLoss/Lanes/Functions/"


def parts(value, count=2):
    """The value as a sum of doubles."""
    result = []
    for _ in range(count):
        result.append(float(value))
        value -= mpf(result[-1])
    return result


def interpolate(function, low, high, degree, centre):
    """Coefficients in powers of x - centre of the polynomial through the Chebyshev nodes of [low, high]."""
    low, high, centre = mpf(low), mpf(high), mpf(centre)
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * degree + 2)) for i in range(degree + 1)]
    differences = [function(x) for x in nodes]
    for order in range(1, degree + 1):
        for i in range(degree, order - 1, -1):
            differences[i] = (differences[i] - differences[i - 1]) / (nodes[i] - nodes[i - order])
    coefficients = [differences[degree]]
    for i in range(degree - 1, -1, -1):
        shift = centre - nodes[i]
        raised = [mpf(0)] + coefficients
        for j, c in enumerate(coefficients):
            raised[j] += shift * c
        raised[0] += differences[i]
        coefficients = raised
    return coefficients


def worst(function, coefficients, low, high, centre):
    """The largest relative error at points between the nodes, as a power of two."""
    error = mpf(0)
    for i in range(41):
        x = mpf(low) + (mpf(high) - mpf(low)) * (i + mpf(1) / 3) / 42
        value = function(x)
        error = max(error, abs(polyval(coefficients[::-1], x - mpf(centre)) / value - 1))
    return float(log(error, 2)) if error > 0 else -999


def row(name, function, low, high, degree, centre):
    coefficients = interpolate(function, low, high, degree, centre)
    print("%s [%s, %s]: 2^%.1f" % (name, low, high, worst(function, coefficients, low, high, centre)))
    return parts(coefficients[0]) + [float(c) for c in coefficients[1:]]


def pieces(name, function, first, last, degree):
    """Four pieces to an octave from the power of two `first` to `last`, a row each."""
    rows = []
    for octave in range(first, last):
        for quarter in range(4):
            low = mpf(2) ** octave * (1 + mpf(quarter) / 4)
            high = low + mpf(2) ** octave / 4
            rows += row(name, function, low, high, degree, (low + high) / 2)
    return rows


def table(summary, name, numbers):
    text = "    /// <summary>%s</summary>\n    public static ReadOnlySpan<double> %s =>\n    [\n" % (summary, name)
    line = "       "
    for number in numbers:
        word = " %s," % (repr(number) if number != int(number) or abs(number) > 1e15 else "%d" % number)
        if len(line) + len(word) > 118:
            text += line + "\n"
            line = "       "
        line += word
    return text + line + "\n    ];\n"


def write(name, summary, tables):
    with open(FOLDER + name + ".cs", "w", encoding="utf-8") as out:
        out.write("namespace VectorLoss.Lanes;\n\n/// <summary>%s Written by data/functions/tables.py.</summary>\n" % summary)
        out.write("internal static class %s\n{\n%s}\n" % (name.split("/")[1], "\n".join(tables)))


def scaled_erfc(x):
    return exp(x * x) * erfc(x)


def error_functions():
    near = row("erf/x", lambda z: erf(sqrt(z)) / sqrt(z) if z else 2 / sqrt(pi), 0, 0.25, 10, 0)
    write("Special/ErrorFunctionTables", "Coefficients of the error functions.", [
        table("erf(x)/x in powers of x², |x| &lt; ½; the first coefficient, 2/√π, in two parts.", "Near", near),
        table("erfcx on [½, 32), four pieces to an octave; the first coefficient of each in two parts.", "Scaled",
              pieces("erfcx", scaled_erfc, -1, 5, 13)),
        table("1/√π in two parts.", "InverseSqrtPi", parts(1 / sqrt(pi))),
        table("1/√2 in two parts.", "InverseSqrtTwo", parts(1 / sqrt(mpf(2)))),
    ])


def bessel_functions():
    zero = lambda x: exp(-x) * besseli(0, x)
    one = lambda x: exp(-x) * besseli(1, x) / x if x else mpf(1) / 2
    far = lambda order: lambda u: (exp(-1 / u) * besseli(order, 1 / u) / sqrt(u) if u else 1 / sqrt(2 * pi))
    for order, near, name in ((0, zero, "Special/BesselI0Table"), (1, one, "Special/BesselI1Table")):
        scaled = zero if order == 0 else (lambda x: exp(-x) * besseli(1, x))
        write(name, "Coefficients of e⁻ˣ·I%s(x)." % "₀₁"[order], [
            table("e⁻ˣ·I₀(x), x &lt; ¼; the first coefficient in two parts." if order == 0 else "e⁻ˣ·I₁(x)/x, x &lt; ¼; the first coefficient in two parts.", "Near",
                  row("near", near, 0, 0.25, 11, 0)),
            table("On [¼, 32), four pieces to an octave; the first coefficient of each in two parts.", "Pieces",
                  pieces("I%d" % order, scaled, -2, 5, 14)),
            table("The function times √x in powers of 1/x, x ≥ 32; the first coefficient in two parts.", "Far", row("far", far(order), 0, mpf(1) / 32, 11, 0)),
        ])


def gamma_functions():
    zero = findroot(digamma, mpf("1.4616321449683623"))
    stirling, asymptotic, tails = [], [], []
    for k in range(1, 21):
        stirling += parts(bernoulli(2 * k) / (2 * k * (2 * k - 1)))
        asymptotic += parts(bernoulli(2 * k) / (2 * k))
        tails += parts(bernoulli(2 * k) / mp.factorial(2 * k))
    around = row("digamma zero", lambda t: digamma(zero + t) / t if t else zeta(2, zero), -mpf(1) / 8, mpf(1) / 8, 15, 0)
    write("Special/GammaTables", "Coefficients of the gamma function and its derivatives.", [
        table("B₂ₖ / (2k(2k − 1)) for k = 1, 2, …, each in two parts: Stirling's series.", "Stirling", stirling),
        table("B₂ₖ / 2k for k = 1, 2, …, each in two parts: the series of ψ.", "Asymptotic", asymptotic),
        table("B₂ₖ / (2k)! for k = 1, 2, …, each in two parts: the sum of Euler and Maclaurin.", "EulerMaclaurin", tails),
        table("The zero of ψ in three parts.", "Zero", parts(zero, 3)),
        table("ψ(zero + t)/t in powers of t, |t| ≤ ⅛; the first coefficient in two parts.", "AroundZero", around),
        table("½ log 2π in two parts.", "HalfLogTwoPi", parts(log(2 * pi) / 2)),
        table("log π in two parts.", "LogPi", parts(log(pi))),
    ])


def logarithm():
    numbers = []
    for i in range(23, 46):
        numbers += parts(log(mpf(i) / 32))
    write("Special/LogarithmTable", "Logarithms in two parts.", [
        table("log(i/32) for i = 23 to 45.", "Logs", numbers), table("log 2.", "LogTwo", parts(log(mpf(2)), 2))])


def single_functions():
    """Polynomials for floats, computed in doubles: an error of 2^-35 adds 2^-12 units in the last place of a float."""
    plain = lambda *arguments: [row(*arguments)[0]] + row(*arguments)[2:]
    ratio = lambda z: erf(sqrt(z)) / sqrt(z) if z else 2 / sqrt(pi)

    def over_t(t):
        if t == 0:
            return 1 / (3 * sqrt(pi))
        x = 3 / t - 3
        v = 1 / (2 * x * x) if x > 60 else 0
        return (scaled_erfc(x) if x <= 60 else (1 - v + 3 * v**2 - 15 * v**3 + 105 * v**4) / (x * sqrt(pi))) / t

    def gamma_quotient(x):
        return loggamma(x) / ((x - 1) * (x - 2))

    zero = findroot(digamma, mpf("1.4616321449683623"))
    bessel = lambda order: lambda x: exp(-x) * (besseli(0, x) if order == 0 else besseli(1, x) / x if x else mpf(1) / 2)
    far = lambda order: lambda u: exp(-1 / u) * besseli(order, 1 / u) / sqrt(u) if u else 1 / sqrt(2 * pi)
    write("Singles/SingleTables", "Coefficients for floats.", [
        table("erf(x)/x in powers of x² − 8, |x| ≤ 4.", "Erf", plain("erf", ratio, 0, 16, 22, 8)),
        table("erfcx(x)/t in powers of t − ½, where t = 3/(3 + x) and x ≥ 0.", "Erfcx",
              plain("erfcx", over_t, 0, 1, 16, 0.5)),
        table("log Γ(x) / ((x − 1)(x − 2)) in powers of x − 1½, x from ⅞ to 2⅛.", "LogGamma",
              plain("log gamma", gamma_quotient, 0.875, 2.125, 14, 1.5)),
        table("ψ(zero + t)/t in powers of t, |t| ≤ ⅛.", "Digamma",
              plain("digamma", lambda t: digamma(zero + t) / t if t else zeta(2, zero), -0.125, 0.125, 11, 0)),
        table("e⁻ˣ·I₀(x) in powers of x − 4, x ≤ 8.", "BesselI0", plain("I0", bessel(0), 0, 8, 22, 4)),
        table("√x·e⁻ˣ·I₀(x) in powers of 1/x, x ≥ 8.", "FarI0", plain("far", far(0), 0, 0.125, 12, 0)),
        table("e⁻ˣ·I₁(x)/x in powers of x − 4, x ≤ 8.", "BesselI1", plain("I1", bessel(1), 0, 8, 22, 4)),
        table("√x·e⁻ˣ·I₁(x) in powers of 1/x, x ≥ 8.", "FarI1", plain("far", far(1), 0, 0.125, 12, 0)),
    ])


if __name__ == "__main__":
    single_functions()
    logarithm()
    gamma_functions()
    error_functions()
    bessel_functions()
