using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// One term of the Jensen–Shannon divergence of two distributions p and t: half of both divergences from their middle.
/// The divergence is the sum over the terms, at most log 2.
/// </summary>
public readonly struct JensenShannon : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "jensen-shannon", "½(t·log(t/m) + p·log(p/m)), m = ½(p + t)", "J. Lin 1991, doi:10.1109/18.61115")
    {
        Aliases = ["js-divergence"],
        Prediction = Domain.Probability,
        Target = Domain.Probability,
        HasTargetGradient = true,
        Claims = Claims.ZeroAtTarget | Claims.Convex,
        Create = LossFactory.Point(_ => new JensenShannon()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => ValueAndSlope(this, prediction, target).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Scaled(LogOverMiddle(prediction, target), 0.5);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        R log = LogOverMiddle(prediction, target), other = LogOverMiddle(target, prediction);
        R ours = RealMath.TimesUnlessZero(prediction, log), theirs = RealMath.TimesUnlessZero(target, other);
        return new(R.Of(0.5) * (ours + theirs), R.Scaled(log, 0.5));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R TargetSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R> => loss.Slope(target, prediction);

    // log(p/m), where p/m is 1 + (p − t)/(p + t): the first keeps its digits where p is much smaller than t, the second
    // where they are near; where t is much smaller, so does the slope of log 2 − log(1 + t/p) alone. Zeros agree: 0.
    // Not inlined: four logarithms are more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private static R LogOverMiddle<R>(R p, R t) where R : struct, IReal<R>
    {
        R sum = p + t, half = R.Of(0.5), share = R.WhereEqual(sum, R.Of(0), R.Of(0), (p - t) / sum);
        R log = R.Log1p(R.WhereLess(half, share, t / p, share));
        return R.WhereLess(share, -half, R.LogOfQuotient(R.Of(2) * p, sum),
            R.WhereLess(half, share, R.LogTwo - log, log));
    }
}
