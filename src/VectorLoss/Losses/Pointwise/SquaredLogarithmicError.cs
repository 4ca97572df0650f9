using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>(log(1 + p) − log(1 + t))²: the error of ratios, for predictions and targets above −1.</summary>
public readonly struct SquaredLogarithmicError : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "msle", "(log(1 + p) − log(1 + t))²", "Keras, mean_squared_logarithmic_error")
    {
        Aliases = ["squared-logarithmic-error", "mean-squared-logarithmic-error", "mean-squared-log-error"],
        Prediction = Domain.NonNegative,
        Target = Domain.NonNegative,
        LikelihoodOf = "log-normal of fixed scale, of 1 + p",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget,
        Create = LossFactory.Point(_ => new SquaredLogarithmicError()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => RealMath.Square(Ratio(prediction, target));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => SlopeOf(Ratio(prediction, target), prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        R ratio = Ratio(prediction, target);
        return new(RealMath.Square(ratio), SlopeOf(ratio, prediction));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R SlopeOf<R>(R ratio, R prediction) where R : struct, IReal<R>
        => R.Of(2) * ratio / (R.Of(1) + prediction);

    // log((1 + p)/(1 + t)) with the larger of the two above: one logarithm, and no digit lost where they are close.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Ratio<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R gap = prediction - target, smaller = R.WhereLess(prediction, target, prediction, target);
        R size = R.Log1p(R.WhereLess(prediction, target, -gap, gap) / (R.Of(1) + smaller));
        return R.WhereLess(prediction, target, -size, size);
    }
}
