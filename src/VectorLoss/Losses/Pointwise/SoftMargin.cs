using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>log(1 + e^−tp) for targets −1 and +1: the logistic loss in the signs of classification.</summary>
public readonly struct SoftMargin : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("soft-margin", "log(1 + e^(−t·p))", "PyTorch, SoftMarginLoss")
    {
        Target = Domain.Sign,
        LikelihoodOf = "Bernoulli of −1 and +1 with logit p",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(_ => new SoftMargin()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => new Logistic<R>(target * prediction).Surprise;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => target * new Logistic<R>(target * prediction).SurpriseSlope;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        Logistic<R> logistic = new(target * prediction);
        return new(logistic.Surprise, target * logistic.SurpriseSlope);
    }
}
