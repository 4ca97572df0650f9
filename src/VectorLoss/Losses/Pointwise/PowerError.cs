using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>|p − t|ᵏ: k = 1 is the absolute error, 2 the squared one.</summary>
/// <param name="p">The power k; finite and not below 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not finite or below 1.</exception>
public readonly struct PowerError(double p) : IPointLoss, ICatalogued
{
    private readonly Setting power = new(Option.AtLeast(p, 1), 2);

    /// <summary>The power.</summary>
    public double Power => power.Or(2);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("power-error", "|p − t|ᵏ", "A. H. Money et al. 1982, Lp-norm regression")
    {
        Aliases = ["lp"],
        Options = [new("p", 2, "≥ 1", "the power k: 1 is the absolute error, 2 the squared one")],
        Kinks = "p = t for k < 2: at 1 the slope jumps and is 0, of least norm; above, the curvature is infinite",
        LikelihoodOf = "generalized normal of fixed scale",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new PowerError(options["p"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target;
        return RealMath.ExactPower(R.Abs(residual), Power);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target;
        return R.Of(Power) * RealMath.Sign(residual) * RealMath.ExactPower(R.Abs(residual), Power - 1);
    }

    /// <inheritdoc/>
    public double[] Kinks(double target) => Power < 2 ? [target] : [];
}
