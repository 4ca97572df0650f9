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
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Triple(_ => new PositiveWeightedCrossEntropy()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => new Logistic<R>(first).Value(second * third, R.Of(1) - second);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        Logistic<R> logistic = new(first);
        R positive = logistic.Value(R.Of(1), R.Of(0)), negative = logistic.Value(R.Of(0), R.Of(1));
        R slope = logistic.Slope(second * third, R.Of(1) - second);
        return new(slope,
            RealMath.TimesUnlessZero(third, positive) - negative, RealMath.TimesUnlessZero(second, positive));
    }
}
