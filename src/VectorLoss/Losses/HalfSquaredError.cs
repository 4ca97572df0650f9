using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>½(p − t)²: its sum is the textbook's sum of squared errors, and its slope is the residual itself.</summary>
public readonly struct HalfSquaredError : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("sum-squared-error", "½(p − t)²", "K. Saito, Deep Learning from Scratch, ch. 4")
    {
        Aliases = ["half-mse", "sse", "l2-loss"],
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
