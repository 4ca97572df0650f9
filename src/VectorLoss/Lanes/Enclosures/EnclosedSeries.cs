namespace VectorLoss.Lanes;

/// <summary>
/// Power series of enclosures. Coefficients are computed in this arithmetic, so that their errors are in their radii.
/// </summary>
internal static class EnclosedSeries
{
    private const int Terms = 30;

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

    private static Enclosure[] Factorials()
    {
        Enclosure[] inverse = new Enclosure[Terms];
        inverse[0] = Enclosure.Of(1);
        for (int k = 1; k < Terms; k++)
            inverse[k] = inverse[k - 1] / Enclosure.Of(k);
        return inverse;
    }
}
