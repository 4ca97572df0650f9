using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// 1 − the Dice coefficient of a row of logits and a row of memberships: <see cref="Tversky"/> with both weights ½.
/// </summary>
/// <param name="smooth">Added to numerator and denominator; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="smooth"/> is not finite or below 0.</exception>
public readonly struct Dice(double smooth) : IRowLoss, ICatalogued
{
    private readonly Setting smooth = new(Option.NonNegative(smooth), 1);

    /// <summary>Added to numerator and denominator.</summary>
    public double Smooth => smooth.Or(1);

    private Overlap Overlap { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => new(Smooth / 2, 0.5, 0.5); }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("dice",
        "1 − (2Σσ(x)t + s)/(Σσ(x) + Σt + s)", "F. Milletari, N. Navab, S.-A. Ahmadi 2016, arXiv:1606.04797")
    {
        Aliases = ["f1", "soft-dice"],
        Inputs = OverlapCard.Inputs,
        Link = Link.Sigmoid,
        Options = [OverlapCard.Smooth],
        Note = OverlapCard.Note,
        Claims = Claims.NonNegative,
        RowIsSample = true,
        Create = LossFactory.Row(options => new Dice(options["smooth"])),
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
