using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Binary cross-entropy of a logit: −t·log σ(x) − (1 − t)·log σ(−x), computed as softplus so that no logit,
/// however large, overflows or loses its gradient.
/// </summary>
public readonly struct BinaryCrossEntropyWithLogits : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("binary-cross-entropy-with-logits", "softplus(x) − t·x", "D. R. Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x")
    {
        Aliases = ["bce-with-logits", "logistic", "log-loss"],
        Target = Domain.Probability,
        LikelihoodOf = "Bernoulli with logit x",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(_ => new BinaryCrossEntropyWithLogits()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // softplus(x) − t·x = log1p(e^−|x|) + max(x, 0) − t·x: the last two are exact in sign and never both large.
        R linear = R.Max(prediction, R.Of(0)) - target * prediction;
        return R.Softplus(-R.Abs(prediction)) + linear;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Sigmoid(prediction) - target;
}
