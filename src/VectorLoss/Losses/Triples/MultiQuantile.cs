using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary><see cref="Quantile"/> with a level of its own for every element, or for every column.</summary>
public readonly struct MultiQuantile : ITripleLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "multi-quantile", "max((1 − q)r, −q·r), r = p − t", "R. Koenker, G. Bassett 1978, doi:10.2307/1913643")
    {
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Real, true),
            new("quantile", Domain.Probability, false) { Repeats = true },
        ],
        Kinks = "p = t; slope 0, the subgradient of least norm",
        LikelihoodOf = "asymmetric Laplace of fixed scale",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Triple(_ => new MultiQuantile()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R residual = first - second;
        R above = RealMath.TimesUnlessZero(R.Of(1) - third, residual);
        return R.Max(above, RealMath.TimesUnlessZero(-third, residual));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R residual = first - second, slope = Quantile.SlopeOf(residual, R.Of(1) - third, -third);
        return new(slope, -slope, -residual);
    }
}
