using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>½(p − t)²: its mean is the textbooks' ½-MSE, and its slope is the residual itself.</summary>
public readonly struct HalfSquaredError : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("half-mse", "½(p − t)²", "C. F. Gauss 1809, Theoria motus, §177")
    {
        Aliases = ["half-squared-error", "l2-loss"],
        LikelihoodOf = "Gaussian of variance 1",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(_ => new HalfSquaredError()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target;
        return R.Of(0.5) * residual * residual;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => prediction - target;
}
