using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The Huber loss over δ, weighted as a quantile loss: a pinball loss without its kink.</summary>
/// <param name="quantile">The quantile to be predicted; above 0 and below 1.</param>
/// <param name="delta">Where the parabola becomes a line; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct QuantileHuber(double quantile, double delta = 1) : IPointLoss, ICatalogued
{
    private readonly Setting level = new(Option.Between(quantile, 0, 1), 0.5);
    private readonly SmoothL1 size = new(Option.Positive(delta));

    /// <summary>The quantile to be predicted.</summary>
    public double Level => level.Or(0.5);

    /// <summary>Where the parabola becomes a line.</summary>
    public double Delta => size.Beta;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("quantile-huber", "|q − [r > 0]|·huber(r)/δ, r = p − t",
        "W. Dabney et al. 2018, arXiv:1710.10044")
    {
        Options =
        [
            new("quantile", 0.5, "> 0 and < 1", "the quantile to be predicted"),
            new("delta", 1, "> 0", "where the parabola becomes a line"),
        ],
        Kinks = "the curvature jumps at p = t, but for q = ½, and at |r| = δ; value and slope are continuous",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new QuantileHuber(options["quantile"], options["delta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => Weight(prediction, target) * size.Value(prediction, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => Weight(prediction, target) * size.Slope(prediction, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Weight<R>(R prediction, R target) where R : struct, IReal<R>
        => R.WhereLess(target, prediction, R.Of(1 - Level), R.Of(Level));

    /// <inheritdoc/>
    public double[] Kinks(double target) => Level == 0.5
        ? [target - Delta, target + Delta] : [target - Delta, target, target + Delta];
}
