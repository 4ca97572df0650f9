using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// 1 − the Jaccard index of a row of logits and a row of memberships: <see cref="Tversky"/> with both weights 1.
/// </summary>
/// <param name="smooth">Added to numerator and denominator; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="smooth"/> is not finite or below 0.</exception>
public readonly struct Jaccard(double smooth) : IRowLoss, ICatalogued
{
    private readonly Setting smooth = new(Option.NonNegative(smooth), 1);

    /// <summary>Added to numerator and denominator.</summary>
    public double Smooth => smooth.Or(1);

    private Overlap Overlap { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => new(Smooth, 1, 1); }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("jaccard",
        "1 − (I + s)/(P + T − I + s), I = Σσ(x)t, P = Σσ(x), T = Σt",
        "M. A. Rahman, Y. Wang 2016, doi:10.1007/978-3-319-50835-1_22")
    {
        Aliases = ["soft-iou", "soft-jaccard"],
        Inputs = OverlapCard.Inputs,
        Link = Link.Sigmoid,
        Options = [OverlapCard.Smooth],
        Note = OverlapCard.Note,
        Claims = Claims.NonNegative,
        RowIsSample = true,
        Create = LossFactory.Row(options => new Jaccard(options["smooth"])),
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
