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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => ValueAndSlopes(this, first, second, third, out _);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        ValueAndSlopes(this, first, second, third, out Triple<R> slopes);
        return slopes;
    }

    /// <inheritdoc/>
    // 1 − cos x = 2·sin²(½x) and sin x = 2·sin(½x)·cos(½x) keep their digits near 0.
    [MethodImpl(Compiled.AtOnce)]
    public static R ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
    {
        R sine = R.SinOfHalfDifference(first, second), twice = sine + sine, versed = twice * sine;
        R slope = third * (twice * R.CosOfHalfDifference(first, second));
        // At κ = 0 the two functions, which are even, have no slope; the side where κ is has one.
        R side = R.WhereEqual(third, R.Of(0), third + R.Of(1e-37), third), scaled = R.BesselI0e(side);
        slopes = new(slope, -slope, versed - R.BesselDifference(side, scaled) / scaled);
        R value = third * versed + RealMath.LogBesselI0e(third, scaled);
        bool full = ((VonMisesNegativeLogLikelihood)(object)loss).Full;
        return full ? value + R.HalfLogTwoPi + R.HalfLogTwoPi : value;
    }
}
