using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The pinball loss: its mean is least at the <see cref="Level"/> quantile of the targets.</summary>
public readonly struct Quantile : IPointLoss, ICatalogued
{
    private readonly Setting level;

    /// <summary>A pinball loss.</summary>
    /// <param name="quantile">The quantile to be predicted; above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="quantile"/> is not between 0 and 1.</exception>
    public Quantile(double quantile) => level = new(Option.Between(quantile, 0, 1), 0.5);

    /// <summary>The quantile to be predicted.</summary>
    public double Level => level.Or(0.5);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "quantile", "max((1 − q)r, −q·r), r = p − t", "R. Koenker, G. Bassett 1978, doi:10.2307/1913643")
    {
        Aliases = ["pinball", "mean-pinball"],
        Options = [new("quantile", 0.5, "> 0 and < 1", "the quantile to be predicted")],
        ArrayOption = ("quantile", () => MultiQuantile.Card),
        Kinks = "p = t; slope 0, the subgradient of least norm",
        LikelihoodOf = "asymmetric Laplace of fixed scale",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new Quantile(options["quantile"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target;
        return R.Max(R.Of(1 - Level) * residual, R.Of(-Level) * residual);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => SlopeOf(prediction - target, R.Of(1 - Level), R.Of(-Level));

    /// <summary>The slope of a residual: one above the target, another below it, and 0 at it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static R SlopeOf<R>(R residual, R above, R below) where R : struct, IReal<R>
    {
        R zero = R.Of(0);
        return R.WhereLess(residual, zero, below, R.WhereLess(zero, residual, above, residual * zero));
    }

    /// <inheritdoc/>
    public double[] Kinks(double target) => [target];
}
