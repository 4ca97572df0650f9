namespace VectorLoss.Lanes;

/// <summary>
/// The exponential and what follows from it: eˣ = 2ⁿ·eʳ with |r| ≤ 0.35, and eʳ by its Taylor series.
/// </summary>
internal static class EnclosedExponentials
{
    /// <summary>Up to this radius, a function of all of an enclosure is as narrow as one of its ends.</summary>
    private const double Narrow = 1.0 / (1 << 20);

    /// <summary>Where the Taylor series is used without reduction.</summary>
    private const double Near = 0.36;

    private const double Largest = 709.7, Least = -746;

    // What 25 terms leave of the series without its first: |r|ᵏ/k! ≤ |r|·0.36²⁴/25! ≤ |r|·2⁻¹¹⁹ and the rest.
    private const double Truncation = 3.0e-36;

    /// <summary>Whether a function may be computed of the enclosure as a whole.</summary>
    public static bool IsNarrow(Enclosure x) => x.Radius <= Narrow;

    public static Enclosure Exp(Enclosure x)
    {
        if (!x.IsFinite)
            return x.IsKnown ? Enclosure.Of(x.Midpoint > 0 ? x.Midpoint : 0) : x;
        return IsNarrow(x) ? Power(x) : EnclosureOrder.Monotone(x, Power);
    }

    public static Enclosure Expm1(Enclosure x)
        => Math.Abs(x.Midpoint) + x.Radius <= Near ? Rest(x) : Exp(x) - Enclosure.Of(1);

    /// <summary>−m/(2 + m) with m = e⁻²ˢ − 1, s = |x|.</summary>
    public static Enclosure Tanh(Enclosure x) => Bounded(x, static x =>
    {
        Enclosure m = Expm1(Enclosure.Of(x.Midpoint < 0 ? 2 : -2) * x), tanh = m / (Enclosure.Of(2) + m);
        return x.Midpoint < 0 ? tanh : -tanh;
    });

    /// <summary>e/(1 + e) or 1/(1 + e) with e = e^−|x|.</summary>
    public static Enclosure Sigmoid(Enclosure x) => Bounded(x, static x =>
    {
        Enclosure e = Exp(x.Midpoint < 0 ? x : -x), one = Enclosure.Of(1);
        return (x.Midpoint < 0 ? e : one) / (one + e);
    });

    // A function whose formula holds for all numbers of a narrow enclosure, and at the ends of any other.
    private static Enclosure Bounded(Enclosure x, Func<Enclosure, Enclosure> function)
        => !x.IsKnown ? x : !x.IsFinite || IsNarrow(x) ? function(x) : EnclosureOrder.Monotone(x, function);

    private static Enclosure Power(Enclosure x)
    {
        if (x.Midpoint > Largest)
            return Enclosure.Unknown;
        if (x.Midpoint < Least)
            return new(default, double.Epsilon);
        double n = Math.Round(x.Midpoint * 1.4426950408889634);
        Enclosure r = x - (Enclosure.Of(n) * EnclosedConstants.LogTwo);
        return EnclosureArithmetic.Scale(Rest(r) + Enclosure.Of(1), (int)n);
    }

    // eʳ − 1 for |r| ≤ 0.36, relative to r.
    private static Enclosure Rest(Enclosure r)
    {
        Enclosure sum = EnclosedSeries.Polynomial(r, EnclosedSeries.InverseFactorials.AsSpan(1, 24)) * r;
        return EnclosedSeries.Widened(sum, r.Magnitude == 0 ? 0 : (r.Magnitude * Truncation) + double.Epsilon);
    }
}
