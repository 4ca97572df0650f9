using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>A mean of binary cross-entropies and <see cref="Dice"/> together, each with a share.</summary>
/// <param name="alpha">The share of the cross-entropies; from 0 to 1.</param>
/// <param name="beta">The share of the positive part in them; from 0 to 1.</param>
/// <param name="smooth">Added to numerator and denominator of Dice; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct Combo(double alpha, double beta = 0.5, double smooth = 1) : IRowLoss, ICatalogued
{
    private readonly Setting alpha = new(Option.Within(alpha, 0, 1), 0.5), beta = new(Option.Within(beta, 0, 1), 0.5),
        smooth = new(Option.NonNegative(smooth), 1);

    private double Alpha => alpha.Or(0.5);
    private Overlap Overlap { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => new(smooth.Or(1) / 2, 0.5, 0); }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("combo",
        "α/n·Σ −(βt·log σ(x) + (1 − β)(1 − t)·log σ(−x)) + (1 − α)·dice",
        "S. A. Taghanaki et al. 2019, arXiv:1805.02798")
    {
        Inputs = OverlapCard.Inputs,
        Link = Link.Sigmoid,
        Options = [new("alpha", 0.5, "0 to 1", "share of the cross-entropies"), new("beta", 0.5, "0 to 1",
            "share of the positive part in them; above ½ false negatives cost more"), OverlapCard.Smooth],
        Note = OverlapCard.Note
            + "; the paper subtracts the coefficient of Dice; here 1 − it is added, which is 1 − α more",
        Claims = Claims.NonNegative,
        RowIsSample = true,
        Create = LossFactory.Row(options => new Combo(options["alpha"], options["beta"], options["smooth"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => ComboTerms.Of(beta.Or(0.5), first, second);

    /// <inheritdoc/>
    [MethodImpl(Compiled.Early)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => Overlap.Sizes(sums) with { Second = R.AtLeast(sums.Third, R.Of(1)) };

    /// <inheritdoc/>
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => R.Of(Alpha) * (sums.Third / columns) + R.Of(1 - Alpha) * Overlap.Value(sums);

    /// <inheritdoc/>
    [MethodImpl(Compiled.Early)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R share = R.Of(1 - Alpha);
        Triple<R> slopes = Overlap.Slopes(sums);
        return new(share * slopes.First, share * slopes.Second, R.Of(Alpha) / columns);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => ComboTerms.Slopes(beta.Or(0.5), slopes, first, second);
}
