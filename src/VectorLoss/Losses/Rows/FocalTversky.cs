using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>A power of <see cref="Tversky"/>: below 1 rows that nearly agree learn on, above 1 they rest.</summary>
/// <param name="smooth">Added to numerator and denominator; finite and not below 0.</param>
/// <param name="alpha">The weight of false positives; finite and not below 0.</param>
/// <param name="beta">The weight of false negatives; finite and not below 0.</param>
/// <param name="gamma">The power; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct FocalTversky(double smooth, double alpha = 0.3, double beta = 0.7, double gamma = 0.75)
    : IRowLoss, ICatalogued
{
    private readonly Setting smooth = new(Option.NonNegative(smooth), 1), alpha = new(Option.NonNegative(alpha), 0.3),
        beta = new(Option.NonNegative(beta), 0.7), gamma = new(Option.Positive(gamma), 0.75);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Overlap Weighted() => new(smooth.Or(1), alpha.Or(0.3), beta.Or(0.7));

    private double Gamma => gamma.Or(0.75);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("focal-tversky",
        "(1 − (I + s)/(I + α(P − I) + β(T − I) + s))^γ", "N. Abraham, N. M. Khan 2019, arXiv:1810.07842")
    {
        Inputs = OverlapCard.Inputs,
        Link = Link.Sigmoid,
        Options = [.. OverlapCard.Weighted(0.3, 0.7), new("gamma", 0.75, "> 0", "power, which the paper calls 1/γ")],
        Kinks = "for γ < 1 where nothing is missed: slope 0, where the mathematics has none",
        Note = OverlapCard.Note,
        Claims = Claims.NonNegative,
        RowIsSample = true,
        Create = LossFactory.Row(o => new FocalTversky(o["smooth"], o["alpha"], o["beta"], o["gamma"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => Overlap.Terms(first, second);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => Weighted().Sizes(sums);

    /// <inheritdoc/>
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => RealMath.ExactPower(Weighted().Value(sums), Gamma);

    /// <inheritdoc/>
    [MethodImpl(Compiled.Early)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R zero = R.Of(0), missed = Weighted().Value(sums), rate = R.Of(Gamma) * RealMath.ExactPower(missed, Gamma - 1);
        rate = Gamma < 1 ? R.WhereEqual(missed, zero, zero, rate) : rate;
        Triple<R> slopes = Weighted().Slopes(sums);
        return new(rate * slopes.First, rate * slopes.Second, rate * slopes.Third);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => Overlap.TermSlopes(slopes, first, second);
}
