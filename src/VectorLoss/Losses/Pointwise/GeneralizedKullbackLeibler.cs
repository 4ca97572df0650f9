using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The Kullback–Leibler divergence of measures that need not sum to 1: t(log t − x) − t + eˣ, with the prediction x a
/// log-probability. Every term is non-negative by itself, and zero where eˣ = t.
/// </summary>
public readonly struct GeneralizedKullbackLeibler : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "generalized-kl", "t(log t − x) − t + eˣ", "I. Csiszár 1991, doi:10.1214/aos/1176348385")
    {
        Aliases = ["i-divergence", "convex-kl", "convex-kl-divergence"],
        Target = Domain.NonNegative,
        Link = Link.Exponential,
        HasTargetGradient = true,
        Kinks = "t = 0, where the slope by it is −∞; 0 where x is −∞ too",
        LikelihoodOf = "Poisson of rate eˣ",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(_ => new GeneralizedKullbackLeibler()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => Value(prediction, target, R.Exp(prediction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Value<R>(R prediction, R target, R rate) where R : struct, IReal<R>
    {
        // Near the target, t(e^−g − 1 + g) with g = log t − x cancels less,
        // but far from it e^−g may overflow where eˣ does not.
        R gap = R.Log(target) - prediction;
        R near = target * (R.Expm1(-gap) + gap), far = R.MulAdd(target, gap, rate - target);
        // At t = 0, what is left of t·(log t − x) is how it changes with both.
        R none = rate - RealMath.TimesUnlessZero(target, prediction);
        return R.WhereEqual(target, R.Of(0), none, R.WhereLess(R.Abs(gap), R.Of(1), near, far));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => R.Exp(prediction) - target;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R TargetSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R> => RealMath.Gap(R.Log(target), prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        R rate = R.Exp(prediction);
        return new(Value(prediction, target, rate), rate - target);
    }
}
