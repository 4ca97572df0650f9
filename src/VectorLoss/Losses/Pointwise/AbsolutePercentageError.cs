using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>100·|p − t|/|t|: the error in percent of the target.</summary>
public readonly struct AbsolutePercentageError : IPointLoss, ICatalogued
{
    private readonly Setting eps;

    /// <summary>An absolute percentage error.</summary>
    /// <param name="eps">The least divisor: it replaces |t| where |t| is smaller; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or not above 0.</exception>
    public AbsolutePercentageError(double eps) => this.eps = new(Option.Positive(eps), 1e-7);

    /// <summary>The least divisor: it replaces |t| where |t| is smaller.</summary>
    public double Eps => eps.Or(1e-7);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "mape", "100·|p − t|/max(|t|, ε)", "Keras, mean_absolute_percentage_error")
    {
        Aliases = ["mean-absolute-percentage-error", "absolute-percentage-error"],
        Options = [new("eps", 1e-7, "> 0", "the least divisor: it replaces |t| where |t| is smaller")],
        Kinks = "p = t; slope 0, the subgradient of least norm",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex,
        Create = LossFactory.Point(options => new AbsolutePercentageError(options["eps"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Abs(prediction - target) * Percent(target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => RealMath.Sign(prediction - target) * Percent(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Percent<R>(R target) where R : struct, IReal<R> => R.Of(100) / R.AtLeast(R.Abs(target), R.Of(Eps));

    /// <inheritdoc/>
    public double[] Kinks(double target) => [target];
}
