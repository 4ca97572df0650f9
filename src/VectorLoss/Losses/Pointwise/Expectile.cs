using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The asymmetric squared error: its mean is least at the <see cref="Level"/> expectile of the targets.
/// </summary>
/// <param name="expectile">The expectile to be predicted; above 0 and below 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="expectile"/> is not between 0 and 1.</exception>
public readonly struct Expectile(double expectile) : IPointLoss, ICatalogued
{
    private readonly Setting level = new(Option.Between(expectile, 0, 1), 0.5);

    /// <summary>The expectile to be predicted.</summary>
    public double Level => level.Or(0.5);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "expectile", "(1 − τ)r² if r > 0, else τ·r², r = p − t", "W. K. Newey, J. L. Powell 1987, doi:10.2307/1911031")
    {
        Aliases = ["asymmetric-squared-error"],
        Options = [new("expectile", 0.5, "> 0 and < 1", "the expectile τ to be predicted; ½: the mean")],
        Kinks = "the curvature jumps at p = t, but for τ = ½; value and slope are continuous",
        LikelihoodOf = "asymmetric normal of fixed scale",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new Expectile(options["expectile"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target;
        return Weight(residual) * residual * residual;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target;
        return Weight(residual) * (residual + residual);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Weight<R>(R residual) where R : struct, IReal<R>
        => R.WhereLess(R.Of(0), residual, R.Of(1 - Level), R.Of(Level));

    /// <inheritdoc/>
    public double[] Kinks(double target) => Level == 0.5 ? [] : [target];
}
