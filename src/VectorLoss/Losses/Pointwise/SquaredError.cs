using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>(p − t)²: its mean is the MSE.</summary>
public readonly struct SquaredError : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("mse", "(p − t)²", "A.-M. Legendre 1805; C. F. Gauss 1809")
    {
        Aliases = ["squared-error", "mean-squared-error"],
        LikelihoodOf = "Gaussian of fixed variance",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(_ => new SquaredError()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target;
        return residual * residual;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target;
        return residual + residual;
    }
}
