using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>1 − the Dice coefficient of a row of logits and a row of memberships: <see cref="Tversky"/> with both weights ½.</summary>
public readonly struct Dice : IRowLoss, ICatalogued
{
    private readonly Setting half;

    /// <summary>A Dice loss.</summary>
    /// <param name="smooth">Added above and below; finite and not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="smooth"/> is not finite or below 0.</exception>
    public Dice(double smooth) => half = new(Option.NonNegative(smooth) / 2, 0.5);

    /// <summary>Added above and below.</summary>
    public double Smooth => 2 * half.Or(0.5);

    // The Tversky loss of half the smoothing, whose terms know no option.
    private Tversky Half => new(half.Or(0.5));

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("dice", "1 − (2Σσ(x)t + s)/(Σσ(x) + Σt + s)", "F. Milletari, N. Navab, S.-A. Ahmadi 2016, arXiv:1606.04797")
    {
        Aliases = ["f1", "soft-dice"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Probability, false)],
        Options = [new("smooth", 1, "≥ 0", "added above and below, so that two empty rows agree")],
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new Dice(options["smooth"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => new Tversky().Terms(first, second, third);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => Half.Value(sums, columns, label);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => Half.Slopes(sums, columns, label);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => new Tversky().TermSlopes(slopes, first, second, third);
}
