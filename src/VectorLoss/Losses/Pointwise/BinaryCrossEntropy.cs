using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Binary cross-entropy of a probability, with PyTorch's two guards: logarithms are not let below −100, and the slope's
/// denominator p(1 − p) not below 1e-12 (as a float). Where there is a choice, prefer <see
/// cref="BinaryCrossEntropyWithLogits"/>.
/// </summary>
public readonly struct BinaryCrossEntropy : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "binary-cross-entropy", "−t·log p − (1 − t)·log(1 − p), logs ≥ −100", "PyTorch, BCELoss")
    {
        Aliases = ["bce"],
        Prediction = Domain.Probability,
        Target = Domain.Probability,
        Kinks = "the guards: p or 1 − p below 4e-44; slope (p − t)/1e-12",
        LikelihoodOf = "Bernoulli of probability p",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(_ => new BinaryCrossEntropy()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R least = R.Of(-100);
        R yes = R.AtLeast(R.Log(prediction), least), no = R.AtLeast(R.Log1p(-prediction), least);
        return -R.MulAdd(target, yes, (R.Of(1) - target) * no);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => (prediction - target) / R.AtLeast((R.Of(1) - prediction) * prediction, R.Of(LeastVariance));

    // PyTorch writes the constant as a float in double code too; its gradients at p = 0 and 1 show it.
    private const double LeastVariance = 1e-12f;
}
