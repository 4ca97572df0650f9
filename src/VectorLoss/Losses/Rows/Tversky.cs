using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>1 − the Tversky index of a row of logits and memberships; both kinds of errors have a weight.</summary>
/// <param name="smooth">Added to numerator and denominator; finite and not below 0.</param>
/// <param name="alpha">The weight of false positives; finite and not below 0.</param>
/// <param name="beta">The weight of false negatives; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is not finite or below 0.</exception>
public readonly struct Tversky(double smooth, double alpha = 0.5, double beta = 0.5) : IRowLoss, ICatalogued
{
    private readonly Setting smooth = new(Option.NonNegative(smooth), 1);
    private readonly Setting alpha = new(Option.NonNegative(alpha), 0.5);
    private readonly Setting beta = new(Option.NonNegative(beta), 0.5);

    /// <summary>Added to numerator and denominator.</summary>
    public double Smooth => smooth.Or(1);
    /// <summary>The weight of false positives.</summary>
    public double Alpha => alpha.Or(0.5);
    /// <summary>The weight of false negatives.</summary>
    public double Beta => beta.Or(0.5);
    private Overlap Overlap { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => new(Smooth, Alpha, Beta); }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("tversky",
        "1 − (I + s)/(I + α(P − I) + β(T − I) + s), I = Σσ(x)t, P = Σσ(x), T = Σt",
        "S. S. M. Salehi et al. 2017, arXiv:1706.05721")
    {
        Inputs = OverlapCard.Inputs,
        Link = Link.Sigmoid,
        Options = OverlapCard.Weighted(0.5, 0.5),
        Note = OverlapCard.Note,
        Claims = Claims.NonNegative,
        RowIsSample = true,
        Create = LossFactory.Row(options => new Tversky(options["smooth"], options["alpha"], options["beta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => Overlap.Terms(first, second);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => Overlap.Sizes(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => Overlap.Value(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => Overlap.Slopes(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => Overlap.TermSlopes(slopes, first, second);
}
