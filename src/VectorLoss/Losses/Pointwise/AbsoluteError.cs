using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>|p − t|: its mean is the MAE.</summary>
public readonly struct AbsoluteError : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("l1", "|p − t|", "R. J. Boscovich 1757; P.-S. Laplace 1793")
    {
        Aliases = ["mae", "absolute-error", "mean-absolute-error"],
        Kinks = "p = t; slope 0, the subgradient of least norm",
        LikelihoodOf = "Laplace of fixed scale",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(_ => new AbsoluteError()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => R.Abs(prediction - target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => RealMath.Sign(prediction - target);

    /// <inheritdoc/>
    public double[] Kinks(double target) => [target];
}
