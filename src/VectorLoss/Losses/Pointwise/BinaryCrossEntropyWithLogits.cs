using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Binary cross-entropy of a logit, in terms of e^−|x| alone: no logit, however large, overflows, and neither the value
/// nor the slope loses digits where the answer is almost certain.
/// </summary>
public readonly struct BinaryCrossEntropyWithLogits : IPointLoss, ICatalogued
{
    private readonly Setting posWeight;

    /// <summary>A binary cross-entropy.</summary>
    /// <param name="posWeight">The weight of the positive part; finite and not below 0.</param>
    /// <param name="labelSmoothing">How far targets are drawn towards ½; from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BinaryCrossEntropyWithLogits(double posWeight, double labelSmoothing = 0)
        => (this.posWeight, LabelSmoothing) = (new(Option.NonNegative(posWeight), 1), Option.Within(labelSmoothing, 0, 1));

    /// <summary>The weight of the positive part.</summary>
    public double PosWeight => posWeight.Or(1);

    /// <summary>How far targets are drawn towards ½.</summary>
    public double LabelSmoothing { get; }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("binary-cross-entropy-with-logits", "−w·t·log σ(x) − (1 − t)·log σ(−x)", "D. R. Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x")
    {
        Aliases = ["bce-with-logits", "logistic"],
        Target = Domain.Probability,
        Options =
        [
            new("pos_weight", 1, "≥ 0", "the weight w of the positive part, as a trade of precision for recall"),
            new("label_smoothing", 0, "≥ 0 and ≤ 1", "draws targets towards ½: t(1 − s) + ½s"),
        ],
        ArrayOption = ("pos_weight", () => PositiveWeightedCrossEntropy.Card),
        LikelihoodOf = "Bernoulli with logit x",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(options => new BinaryCrossEntropyWithLogits(options["pos_weight"], options["label_smoothing"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => new Logistic<R>(prediction).Value(Positive(target), Negative(target));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => new Logistic<R>(prediction).Slope(Positive(target), Negative(target));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        var self = (BinaryCrossEntropyWithLogits)(object)loss;
        R positive = self.Positive(target), negative = self.Negative(target);
        Logistic<R> logistic = new(prediction);
        return new(logistic.Value(positive, negative), logistic.Slope(positive, negative));
    }

    // No branch for the usual options: t·1 + 0 and t·1 are t itself, and cost less than a test in the loop.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Smooth<R>(R target) where R : struct, IReal<R>
        => R.MulAdd(target, R.Of(1 - LabelSmoothing), R.Of(LabelSmoothing / 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Positive<R>(R target) where R : struct, IReal<R> => Smooth(target) * R.Of(PosWeight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Negative<R>(R target) where R : struct, IReal<R> => R.Of(1) - Smooth(target);
}
