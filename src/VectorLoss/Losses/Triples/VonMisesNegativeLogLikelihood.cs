using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of an angle, in radians, under a von Mises distribution of predicted mean direction and
/// concentration: the Gaussian of the circle. Angles that differ by whole turns are equal.
/// </summary>
/// <param name="full">Whether the constant log 2π is added.</param>
public readonly struct VonMisesNegativeLogLikelihood(bool full) : ITripleLoss, ICatalogued
{
    /// <summary>Whether the constant log 2π is added.</summary>
    public bool Full { get; } = full;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("von-mises-nll", "κ(1 − cos(p − t)) + log(e^−κ·I₀(κ))",
        "K. V. Mardia, P. E. Jupp 1999, doi:10.1002/9780470316979")
    {
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Real, true),
            new("concentration", Domain.NonNegative, true),
        ],
        Options = [new("full", 0, "0 or 1", "1: adds the constant log 2π", OptionKind.YesNo)],
        LikelihoodOf = "von Mises of mean direction p and concentration κ",
        Create = LossFactory.Triple(options => new VonMisesNegativeLogLikelihood(options["full"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R value = third * Distance(first - second) + R.Log(R.BesselI0e(third));
        return Full ? value + R.HalfLogTwoPi + R.HalfLogTwoPi : value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R residual = first - second, slope = third * R.Sin(residual);
        return new(slope, -slope, Distance(residual) - R.BesselDifference(third) / R.BesselI0e(third));
    }

    // 1 − cos x = 2·sin²(½x), which keeps its digits near 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Distance<R>(R angle) where R : struct, IReal<R>
    {
        R sine = R.Sin(R.Of(0.5) * angle);
        return (sine + sine) * sine;
    }
}
