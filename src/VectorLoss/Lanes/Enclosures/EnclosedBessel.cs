namespace VectorLoss.Lanes;

/// <summary>
/// e^−x·I₀(x) and e^−x·I₁(x) by their power series, of positive terms; from 200 on by Hankel's expansion.
/// </summary>
/// <remarks>
/// √(2πx)·e^−x·Iᵥ(x) is ∫e⁻ᵗtᵛ⁻½(1 − t/2x)ᵛ⁻½dt over 0 … 2x and 1/Γ(ν + ½). Where t ≤ x, the binomial series leaves at
/// most twice its next term, which gives twice the next term of the expansion. What lies beyond x, of the integral and
/// of the terms, is below 10·x^1.5·e^−x, and that below 10⁻⁸¹.
/// </remarks>
internal static class EnclosedBessel
{
    private const double Far = 200, Beyond = 1e-80;
    private const int Terms = 24;

    public static Enclosure I0e(Enclosure x) => !x.IsFinite ? Limit(x)
        : EnclosedSeries.Bounded(Enclosure.Abs(x), static x => Scaled(x, 0), 1);

    /// <summary>The slope is at most ½.</summary>
    public static Enclosure I1e(Enclosure x)
    {
        if (!x.IsFinite)
            return Limit(x);
        bool narrow = EnclosedExponentials.IsNarrow(x);
        Enclosure at = narrow ? x : new(x.Point, 0), value = at.Midpoint < 0 ? -Scaled(-at, 1) : Scaled(at, 1);
        return narrow ? value : EnclosedSeries.Widened(value, x.Radius / 2);
    }

    private static Enclosure Limit(Enclosure x) => x.IsKnown ? default : x;

    private static Enclosure Scaled(Enclosure x, int order)
        => x.Midpoint < Far ? Enclosure.Exp(-x) * Series(x, order) : Expansion(x, order);

    // (x/2)ᵛ·Σ(x²/4)ᵏ/(k!(k + ν)!)
    private static Enclosure Series(Enclosure x, int order)
    {
        Enclosure half = x / Enclosure.Of(2), square = half * half;
        Enclosure term = order == 0 ? Enclosure.Of(1) : half, sum = term;
        double ratio = 1;
        for (int k = 1; ratio > 0.5 || term.Magnitude > sum.Magnitude * EnclosedSeries.Negligible; k++)
        {
            Enclosure factor = square / Enclosure.Of((double)k * (k + order));
            ratio = factor.Magnitude;
            sum += term *= factor;
        }
        // Each further term is at most half the one before.
        return EnclosedSeries.Widened(sum, term.Magnitude);
    }

    // Σ (½ − ν)ₖ(½ + ν)ₖ/(k!(2x)ᵏ)/√(2πx)
    private static Enclosure Expansion(Enclosure x, int order)
    {
        Enclosure twice = x + x, term = Enclosure.Of(1), sum = term;
        for (int k = 0; k < Terms; k++)
        {
            term *= Enclosure.Of(0.5 - order + k) * Enclosure.Of(0.5 + order + k) / Enclosure.Of(k + 1) / twice;
            sum = k < Terms - 1 ? sum + term : EnclosedSeries.Widened(sum, (2 * term.Magnitude) + Beyond);
        }
        return sum / Enclosure.Sqrt(Enclosure.Of(2) * EnclosedConstants.HalfPi * twice);
    }
}
