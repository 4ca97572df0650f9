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
    private readonly Overlap overlap = new(Option.NonNegative(smooth) / 2, 0.5, 0.5);

    /// <summary>The loss with its usual options.</summary>
    public Dice() : this(1) { }

    /// <summary>Added to numerator and denominator.</summary>
    public double Smooth => 2 * overlap.Smooth;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("dice",
        "1 − (2Σσ(x)t + s)/(Σσ(x) + Σt + s)", "F. Milletari, N. Navab, S.-A. Ahmadi 2016, arXiv:1606.04797")
    {
        Aliases = ["f1", "soft-dice"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Probability, false)],
        Options = [new("smooth", 1, "≥ 0", "added to numerator and denominator, so that two empty rows agree")],
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new Dice(options["smooth"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => Overlap.Terms(first, second);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => overlap.Value(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => overlap.Slopes(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> InputSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => Overlap.InputSlopes(slopes, first, second);
}
