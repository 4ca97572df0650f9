using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Binary cross-entropy of a logit, in terms of e^−|x| alone: no logit, however large, overflows, and neither the value
/// nor the slope loses digits where the answer is almost certain.
/// </summary>
/// <param name="posWeight">The weight of the positive part; finite and not below 0.</param>
/// <param name="labelSmoothing">How far targets are moved towards ½; from 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct BinaryCrossEntropyWithLogits(double posWeight, double labelSmoothing = 0)
    : IPointLoss, ICatalogued
{
    private readonly LogisticTerms terms = new(Option.NonNegative(posWeight), Option.Within(labelSmoothing, 0, 1));

    /// <summary>The weight of the positive part.</summary>
    public double PosWeight => terms.PositiveWeight;

    /// <summary>How far targets are moved towards ½.</summary>
    public double LabelSmoothing => terms.Smoothing;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("binary-cross-entropy-with-logits",
        "−w·t·log σ(x) − (1 − t)·log σ(−x)", "D. R. Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x")
    {
        Aliases =
        [
            "bce-with-logits", "sigmoid-binary-cross-entropy", "sigmoid-cross-entropy-with-logits", "half-binomial",
        ],
        Target = Domain.Probability,
        Link = Link.Sigmoid,
        Options =
        [
            new("pos_weight", 1, "≥ 0", "the weight w of the positive part; above 1 it favours recall over precision"),
            new("label_smoothing", 0, "≥ 0 and ≤ 1", "moves targets towards ½: t(1 − s) + ½s"),
        ],
        ArrayOption = ("pos_weight", () => PositiveWeightedCrossEntropy.Card),
        LikelihoodOf = "Bernoulli with logit x",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(o => new BinaryCrossEntropyWithLogits(o["pos_weight"], o["label_smoothing"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => terms.Value(prediction, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => terms.Slope(prediction, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => ((BinaryCrossEntropyWithLogits)(object)loss).terms.ValueAndSlope(prediction, target);
}
