using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a target under a Laplace distribution of predicted median and scale.
/// </summary>
/// <param name="full">Whether the constant log 2 is added.</param>
public readonly struct LaplaceNegativeLogLikelihood(bool full) : ITripleLoss, ICatalogued
{
    /// <summary>Whether the constant log 2 is added.</summary>
    public bool Full { get; } = full;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("laplace-nll", "log s + |p − t|/s", "P.-S. Laplace 1774")
    {
        Inputs = LocationScale.Inputs,
        Options = [new("full", 0, "0 or 1", "1: adds the constant log 2", OptionKind.YesNo)],
        Kinks = "p = t; slope 0 by the location, the subgradient of least norm",
        LikelihoodOf = "Laplace of median p and scale s",
        Create = LossFactory.Triple(options => new LaplaceNegativeLogLikelihood(options["full"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R value = R.Log(third) + R.Abs(first - second) / third;
        return Full ? value + R.LogTwo : value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R residual = first - second;
        return LocationScale.Slopes(RealMath.Sign(residual), R.Abs(residual) / third, third);
    }
}
