using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The continuous ranked probability score of a Gaussian forecast: the absolute error, had the forecast no spread.
/// </summary>
public readonly struct GaussianContinuousRankedProbability : ITripleLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("gaussian-crps", "s(z·erf(z/√2) + 2φ(z) − 1/√π), z = (p − t)/s",
        "T. Gneiting, A. E. Raftery 2007, doi:10.1198/016214506000001437")
    {
        Aliases = ["crps"],
        Inputs = LocationScale.Inputs,
        Claims = Claims.NonNegative,
        Create = LossFactory.Triple(_ => new GaussianContinuousRankedProbability()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R residual = first - second, z = residual / third;
        return R.MulAdd(residual, R.Erf(z * R.Sqrt(R.Of(0.5))), third * Spread(z));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R z = (first - second) / third, slope = R.Erf(z * R.Sqrt(R.Of(0.5)));
        return new(slope, -slope, Spread(z));
    }

    // 2φ(z) − 1/√π, which is the slope by the deviation too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Spread<R>(R z) where R : struct, IReal<R>
        => R.TwoOverRootPi * R.MulAdd(R.Sqrt(R.Of(0.5)), RealMath.ExpOfMinusSquare(z, 0.5), R.Of(-0.5));
}
