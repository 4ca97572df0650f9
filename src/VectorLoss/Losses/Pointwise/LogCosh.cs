using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>log cosh(p − t): quadratic near the target and linear far from it, and smooth everywhere.</summary>
public readonly struct LogCosh : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("log-cosh", "log cosh(p − t)", "J. Green 1990, doi:10.1109/42.52985")
    {
        LikelihoodOf = "hyperbolic secant",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(_ => new LogCosh()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => ValueAndSlope(this, prediction, target).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        // With m = e^−|r| − 1: near 0, cosh r − 1 = ½m²/(1 + m) keeps every digit,
        // and far out cosh r = ½e^|r|(1 + (1 + m)²).
        R residual = prediction - target, size = Size(residual), one = R.Of(1), half = R.Of(0.5), m = R.Expm1(-size);
        R near = half * m * m / (one + m), far = half * m * (m + R.Of(2));
        R value = R.WhereLess(size, one, R.Of(0), size) + R.Log1p(R.WhereLess(size, one, near, far));
        return new(value, SlopeOf(residual, m));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => SlopeOf(prediction - target, R.Expm1(-Size(prediction - target)));

    static bool IPointLoss.HasCurvature => true;

    // sech² r
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static R IPointLoss.Curvature<TLoss, R>(TLoss loss, R prediction, R target)
    {
        R size = R.Abs(prediction - target), power = R.Exp(-(size + size)), sum = R.Of(1) + power;
        return R.Of(4) * power / (sum * sum);
    }

    // tanh |r| = −m(m + 2)/(m(m + 2) + 2), from the exponential that the value has computed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R SlopeOf<R>(R residual, R m) where R : struct, IReal<R>
    {
        R two = R.Of(2), part = m * (m + two), slope = part / (part + two);
        return R.WhereLess(residual, R.Of(0), slope, -slope);
    }

    // |r| by a choice that takes one side at 0, where |r| would have no slope; so dual numbers are exact there too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Size<R>(R residual) where R : struct, IReal<R>
        => R.WhereLess(residual, R.Of(0), -residual, residual);
}
