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
            new("input", Domain.Angle, true), new("target", Domain.Angle, true),
            new("concentration", Domain.NonNegative, true),
        ],
        Options = [new("full", 0, "0 or 1", "1: adds the constant log 2π", OptionKind.YesNo)],
        LikelihoodOf = "von Mises of mean direction p and concentration κ",
        Create = LossFactory.Triple(options => new VonMisesNegativeLogLikelihood(options["full"] != 0)),
    };

    /// <inheritdoc/>
    // Not inlined: value and slopes together are more than the compiler inlines into one loop.
    [MethodImpl(Compiled.AtOnce)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R sine = new HalfAngle<R>(first, second).Sine;
        R value = third * ((sine + sine) * sine) + RealMath.LogBesselI0e(third);
        return Full ? value + R.HalfLogTwoPi + R.HalfLogTwoPi : value;
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        HalfAngle<R> half = new(first, second);
        R twice = half.Sine + half.Sine, slope = third * (twice * half.Cosine);
        return new(slope, -slope, twice * half.Sine - R.BesselDifference(third) / R.BesselI0e(third));
    }
}
