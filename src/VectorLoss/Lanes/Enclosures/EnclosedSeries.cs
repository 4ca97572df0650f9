namespace VectorLoss.Lanes;

/// <summary>
/// Power series of enclosures. Coefficients are computed in this arithmetic, so that their errors are in their radii.
/// </summary>
internal static class EnclosedSeries
{
    /// <summary>How many terms of the series with Bernoulli numbers are summed; one more bounds what is left.</summary>
    public const int Terms = 16;

    /// <summary>2⁻¹¹²: a term below this share of its sum ends a series.</summary>
    public const double Negligible = 1.925929944387236e-34;

    private const int Powers = 30;

    /// <summary>B₂, B₄, … B₃₄.</summary>
    public static Enclosure[] Bernoulli { get; } =
    [
        Ratio(1, 6), Ratio(-1, 30), Ratio(1, 42), Ratio(-1, 30), Ratio(5, 66), Ratio(-691, 2730), Ratio(7, 6),
        Ratio(-3617, 510), Ratio(43867, 798), Ratio(-174611, 330), Ratio(854513, 138), Ratio(-236364091, 2730),
        Ratio(8553103, 6), Ratio(-23749461029, 870), Ratio(8615841276005, 14322), Ratio(-7709321041217, 510),
        Ratio(2577687858367, 6),
    ];

    /// <summary>1/k!.</summary>
    public static Enclosure[] InverseFactorials { get; } = Factorials();

    /// <summary>c₀ + c₁x + c₂x² + ….</summary>
    public static Enclosure Polynomial(Enclosure x, ReadOnlySpan<Enclosure> coefficients)
    {
        Enclosure sum = coefficients[^1];
        for (int k = coefficients.Length - 2; k >= 0; k--)
            sum = (sum * x) + coefficients[k];
        return sum;
    }

    /// <summary>The same number with a larger radius.</summary>
    public static Enclosure Widened(Enclosure x, double by)
        => new(x.Point, EnclosureArithmetic.Outward(x.Radius + by));

    /// <summary>
    /// A function that rises or falls everywhere, whose formula holds for all numbers of a narrow enclosure; at the
    /// infinities nothing is known.
    /// </summary>
    /// <param name="x">The argument.</param>
    /// <param name="function">The function.</param>
    /// <param name="most">What its absolute value never exceeds.</param>
    public static Enclosure Bounded(Enclosure x, Func<Enclosure, Enclosure> function, double most)
    {
        if (!x.IsFinite)
            return Enclosure.Unknown;
        Enclosure value = EnclosedExponentials.IsNarrow(x) ? function(x) : EnclosureOrder.Monotone(x, function);
        return value.IsKnown || !double.IsFinite(most) ? value : new(default, most);
    }

    private static Enclosure Ratio(double numerator, double denominator)
        => Enclosure.Of(numerator) / Enclosure.Of(denominator);

    private static Enclosure[] Factorials()
    {
        Enclosure[] inverse = new Enclosure[Powers];
        inverse[0] = Enclosure.Of(1);
        for (int k = 1; k < Powers; k++)
            inverse[k] = inverse[k - 1] / Enclosure.Of(k);
        return inverse;
    }
}
