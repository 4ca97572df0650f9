using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// <see cref="BinaryCrossEntropyWithLogits"/> with a weight of the positive part for every element, which PyTorch takes
/// as the array <c>pos_weight</c>.
/// </summary>
public readonly struct PositiveWeightedCrossEntropy : ITripleLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "positive-weighted-cross-entropy", "−w·t·log σ(x) − (1 − t)·log σ(−x)",
        "PyTorch, BCEWithLogitsLoss(pos_weight)")
    {
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Probability, false),
            new("pos_weight", Domain.NonNegative, false) { Repeats = true },
        ],
        Link = Link.Sigmoid,
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Triple(_ => new PositiveWeightedCrossEntropy()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => ValueAndSlopes(this, first, second, third, out _);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        ValueAndSlopes(this, first, second, third, out Triple<R> slopes);
        return slopes;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
    {
        Logistic<R> logistic = new(first);
        R positive = logistic.Surprises(out R negative), others = R.Of(1) - second,
            surprise = RealMath.TimesUnlessZero(second, positive);
        slopes = new(logistic.Slope(second * third, others), RealMath.TimesUnlessZero(third, positive) - negative,
            surprise);
        return RealMath.TimesUnlessZero(third, surprise) + RealMath.TimesUnlessZero(others, negative);
    }
}
