namespace VectorLoss.Lanes;

/// <summary>
/// Logarithms by one step from an estimate y: log(1 + w) = y + log(1 + z) with 1 + z = (1 + w)·e⁻ʸ, so that z, whatever
/// the estimate was, is enclosed and tiny.
/// </summary>
internal static class EnclosedLogarithms
{
    private const double Tiny = 1.0 / (1 << 20), Half = 0.5;

    /// <summary>2⁻³⁶: below, three terms of the series are enough.</summary>
    private const double NoEstimate = 1.4551915228366852e-11;

    public static Enclosure Log(Enclosure x)
    {
        if (!x.IsFinite)
            return x.IsKnown && x.IsAbove ? x : Enclosure.Unknown;
        if (EnclosureArithmetic.IsZero(x))
            return Enclosure.Of(double.NegativeInfinity);
        return !x.IsAbove ? Enclosure.Unknown
            : x.Radius <= x.Midpoint * Tiny ? OfNarrow(x) : EnclosureOrder.Monotone(x, OfNarrow);
    }

    public static Enclosure Log1p(Enclosure x)
    {
        if (Math.Abs(x.Midpoint) > Half || !x.IsFinite)
            return Log(Enclosure.Of(1) + x);
        return x.Radius <= Tiny ? Step(x) : EnclosureOrder.Monotone(x, Step);
    }

    /// <summary>log(1 + eˣ), or x + log(1 + e⁻ˣ).</summary>
    public static Enclosure Softplus(Enclosure x)
        => !x.IsKnown ? x : EnclosedExponentials.IsNarrow(x) || !x.IsFinite ? OfSide(x)
        : EnclosureOrder.Monotone(x, OfSide);

    private static Enclosure OfSide(Enclosure x) => x.Midpoint < 0 ? Log1p(Enclosure.Exp(x))
        : x + Log1p(Enclosure.Exp(-x));

    // log(m·2ᵏ) with m from √½ to √2, so that only a k of 0 has a logarithm near 0.
    private static Enclosure OfNarrow(Enclosure x)
    {
        int exponent = Math.ILogB(x.Midpoint);
        if (Math.ScaleB(x.Midpoint, -exponent) > 1.4142135623730951)
            exponent++;
        Enclosure rest = EnclosureArithmetic.Scale(x, -exponent) - Enclosure.Of(1);
        return Step(rest) + (Enclosure.Of(exponent) * EnclosedConstants.LogTwo);
    }

    private static Enclosure Step(Enclosure w)
    {
        if (EnclosureArithmetic.IsZero(w))
            return w;
        if (w.Magnitude < NoEstimate)
            return Rest(w);
        Enclosure y = Enclosure.Of(Lane1<double>.Log1p(new(w.Midpoint)).Number);
        return y + Rest((w * Enclosure.Exp(-y)) + Enclosure.Expm1(-y));
    }

    // log(1 + z) = z − z²/2 + z³/3 − …, and what is left is below z⁴.
    private static Enclosure Rest(Enclosure z)
    {
        double size = z.Magnitude;
        if (!(size <= 2 * Tiny))
            return Enclosure.Unknown;
        Enclosure log = z * (Enclosure.Of(1) - (z * (Enclosure.Of(Half) - (z / Enclosure.Of(3)))));
        return EnclosedSeries.Widened(log, (size * size * size * size) + double.Epsilon);
    }
}
