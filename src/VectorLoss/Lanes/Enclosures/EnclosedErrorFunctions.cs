namespace VectorLoss.Lanes;

/// <summary>
/// The error function by a series of terms of one sign, and its complement by a continued fraction between two of its
/// convergents, so that no truncation has to be estimated.
/// </summary>
internal static class EnclosedErrorFunctions
{
    /// <summary>From here on the continued fraction.</summary>
    private const double Far = 2;

    private static readonly Enclosure HalfRoot = Enclosure.Sqrt(Enclosure.Of(0.5));

    public static Enclosure Erf(Enclosure x) => EnclosedSeries.Bounded(x, static x =>
        x.Midpoint <= -Far ? Complement(-x) - Enclosure.Of(1)
        : x.Midpoint < Far ? Series(x) : Enclosure.Of(1) - Complement(x), 1);

    public static Enclosure Erfc(Enclosure x) => EnclosedSeries.Bounded(x, static x =>
        x.Midpoint <= -Far ? Enclosure.Of(2) - Complement(-x)
        : x.Midpoint < Far ? Enclosure.Of(1) - Series(x) : Complement(x), 2);

    public static Enclosure Erfcx(Enclosure x) => EnclosedSeries.Bounded(x, static x =>
    {
        if (x.Midpoint >= Far)
            return Scaled(x);
        Enclosure power = Enclosure.Exp(x * x);
        return x.Midpoint > -Far ? power * (Enclosure.Of(1) - Series(x)) : (Enclosure.Of(2) * power) - Scaled(-x);
    }, double.PositiveInfinity);

    /// <summary>
    /// The derivative of <see cref="Erfcx"/>, 2x·erfcx x − 2/√π, of which the fraction is the difference.
    /// </summary>
    public static Enclosure ErfcxSlope(Enclosure x)
    {
        if (!x.IsFinite || x.Midpoint < Far)
            return ((x + x) * Erfcx(x)) - Enclosure.TwoOverRootPi;
        Enclosure tail = Tail(x);
        return -(Enclosure.TwoOverRootPi * tail / (x + tail));
    }

    /// <summary>log(½·erfcx y) − ½x² or log(1 − ½·erfc(−y)) with y = −x/√2.</summary>
    public static Enclosure LogNormalCdf(Enclosure x) => EnclosedSeries.Bounded(x, static x =>
    {
        Enclosure y = -(x * HalfRoot), half = Enclosure.Of(0.5);
        return x.Midpoint < -1 ? Enclosure.Log(half * Erfcx(y)) - (half * x * x)
            : Enclosure.Log1p(-(half * Erfc(-y)));
    }, double.PositiveInfinity);

    // 2/√π·e^(−x²)·Σ 2ⁿx²ⁿ⁺¹/(1·3·…·(2n + 1)); for |x| ≤ 2 a term is at most half the one before from n = 7 on.
    private static Enclosure Series(Enclosure x)
    {
        Enclosure square = Enclosure.Of(2) * x * x, term = x, sum = x;
        int n = 1;
        for (; n < 8 || term.Magnitude > sum.Magnitude * EnclosedSeries.Negligible; n++)
            sum += term = term * square / Enclosure.Of((2 * n) + 1);
        return Enclosure.TwoOverRootPi * Enclosure.Exp(-(x * x)) * EnclosedSeries.Widened(sum, term.Magnitude);
    }

    private static Enclosure Complement(Enclosure x) => Enclosure.Exp(-(x * x)) * Scaled(x);

    // erfcx x = ½·(2/√π)/(x + t).
    private static Enclosure Scaled(Enclosure x) => Enclosure.TwoOverRootPi * Enclosure.Of(0.5) / (x + Tail(x));

    // t = ½/(x + 1/(x + 3/2/(x + …))): every tail lies between 0 and its first fraction, and so t between the two.
    private static Enclosure Tail(Enclosure x)
    {
        int terms = 24 + (int)(2000 / (x.Midpoint * x.Midpoint));
        return EnclosureOrder.Hull(Tail(x, terms, default), Tail(x, terms, Enclosure.Of(0.5 * terms) / x));
    }

    private static Enclosure Tail(Enclosure x, int terms, Enclosure last)
    {
        Enclosure tail = last;
        for (int k = terms - 1; k >= 1; k--)
            tail = Enclosure.Of(0.5 * k) / (x + tail);
        return tail;
    }
}
