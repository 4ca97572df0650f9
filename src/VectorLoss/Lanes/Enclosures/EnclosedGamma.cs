namespace VectorLoss.Lanes;

/// <summary>
/// The logarithm of the gamma function by its rise from a zero, log Γ(x + n) − log Γ(x), which is proportional to a
/// small n and keeps every digit of it; the rise by Stirling's series at shifted arguments.
/// </summary>
internal static class EnclosedGamma
{
    /// <summary>From here on Stirling's series has every digit.</summary>
    private const double Far = 40;

    // Below −60 a product of the recurrence would leave the range; above 10⁶ that of the rise.
    private const double Least = -60, MostRise = 1e6;

    private static readonly Enclosure One = Enclosure.Of(1), Half = Enclosure.Of(0.5);

    // B₂ⱼ/(2j(2j − 1)).
    private static readonly Enclosure[] Stirling = [.. EnclosedSeries.Bernoulli.Select((b, i)
        => b / Enclosure.Of((2 * (i + 1)) * ((2 * (i + 1)) - 1)))];

    public static Enclosure LogGamma(Enclosure x)
    {
        if (!x.IsFinite)
            return x.IsKnown && x.IsAbove ? x : Enclosure.Unknown;
        if (x.IsAbove)
            return OfPositive(x);
        if (x.IsExact && x.Midpoint == Math.Round(x.Midpoint) && x.Point.Low == 0)
            return Enclosure.Of(double.PositiveInfinity);
        if (x.Midpoint < Least)
            return Enclosure.Unknown;
        Enclosure product = One, at = x;
        for (; at.Midpoint < 1; at += One)
            product *= at;
        return OfPositive(at) - Enclosure.Log(Enclosure.Abs(product));
    }

    /// <summary>log Γ(x + n) − log Γ(x).</summary>
    public static Enclosure Rise(Enclosure x, Enclosure n)
    {
        Enclosure end = x + n;
        if (!x.IsFinite || !n.IsFinite || !x.IsAbove || !end.IsAbove)
            return Enclosure.Unknown;
        if (EnclosureArithmetic.IsZero(n))
            return n;
        if (n.Midpoint < 0)
            return -Rise(end, -n);
        if (x.Midpoint < Far && n.Midpoint > MostRise)
            return LogGamma(end) - LogGamma(x);
        // (1 + n/x)(1 + n/(x + 1))… − 1
        Enclosure grown = default;
        for (; x.Midpoint < Far; x += One)
        {
            Enclosure part = n / x;
            grown = grown + part + (grown * part);
        }
        return FarRise(x, n) - Enclosure.Log1p(grown);
    }

    /// <summary>log Γ(a) − (log Γ(a + b) − log Γ(b)) with the smaller one as a.</summary>
    public static Enclosure LogBeta(Enclosure a, Enclosure b)
    {
        (Enclosure less, Enclosure more) = a.Midpoint <= b.Midpoint ? (a, b) : (b, a);
        return less.IsFinite && more.IsFinite && EnclosureArithmetic.IsZero(less) && more.IsAbove
            ? Enclosure.Of(double.PositiveInfinity) : LogGamma(less) - Rise(more, less);
    }

    private static Enclosure OfPositive(Enclosure x)
    {
        if (x.Midpoint >= Far)
            return ((x - Half) * Enclosure.Log(x)) - x + Enclosure.HalfLogTwoPi
                + EnclosedSeries.Widened(Series(x), Truncated(x.Midpoint - x.Radius));
        if (x.Midpoint < 0.5)
            return Rise(One, x) - Enclosure.Log(x);
        Enclosure zero = x.Midpoint < 1.5 ? One : Enclosure.Of(2);
        return Rise(zero, x - zero);
    }

    // (X − ½)·log(1 + n/X) + n·log(X + n) − n + Σ cⱼX^(1−2j)·((1 + n/X)^(1−2j) − 1)
    private static Enclosure FarRise(Enclosure x, Enclosure n)
    {
        Enclosure log = Enclosure.Log1p(n / x), sum = default, power = x;
        for (int j = 0; j < EnclosedSeries.Terms; j++)
        {
            power /= x * x;
            sum += Stirling[j] * power * Enclosure.Expm1(Enclosure.Of(-1 - (2 * j)) * log);
        }
        Enclosure end = x + n;
        double least = 0.999 * Math.Min(x.Midpoint - x.Radius, end.Midpoint - end.Radius);
        if (!(least > 1))
            return Enclosure.Unknown;
        // What the series leaves at both ends, or n times the slope of that, which is what the series of ψ leaves.
        double left = 2 * Truncated(least), slope = 4 * EnclosedSeries.Terms / least * Truncated(least);
        return ((x - Half) * log) + (n * Enclosure.Log(end)) - n
            + EnclosedSeries.Widened(sum, Math.Min(left, (n.Magnitude * slope) + double.Epsilon));
    }

    private static Enclosure Series(Enclosure x)
    {
        Enclosure square = One / (x * x);
        return EnclosedSeries.Polynomial(square, Stirling.AsSpan(0, EnclosedSeries.Terms)) / x;
    }

    // At most the first term that is left out. (NIST Digital Library of Mathematical Functions, 5.11(ii).)
    private static double Truncated(double x)
        => double.Epsilon
            + (2 * Stirling[EnclosedSeries.Terms].Magnitude / Math.Pow(x, (2 * EnclosedSeries.Terms) + 1));
}
