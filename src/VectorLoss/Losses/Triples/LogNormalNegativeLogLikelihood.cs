using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a positive target whose logarithm is Gaussian, of predicted mean and deviation.
/// </summary>
/// <param name="full">Whether the constant ½log 2π is added.</param>
public readonly struct LogNormalNegativeLogLikelihood(bool full) : ITripleLoss, ICatalogued
{
    /// <summary>Whether the constant ½log 2π is added.</summary>
    public bool Full { get; } = full;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("log-normal-nll", "log s + log t + ½z², z = (p − log t)/s",
        "J. Aitchison, J. A. C. Brown 1957, The Lognormal Distribution")
    {
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Positive, true), new("scale", Domain.Positive, true),
        ],
        Link = Link.Exponential,
        Options = [new("full", 0, "0 or 1", "1: adds the constant ½log 2π", OptionKind.YesNo)],
        LikelihoodOf = "log-normal with mean p and deviation s of the logarithm",
        Create = LossFactory.Triple(options => new LogNormalNegativeLogLikelihood(options["full"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R log = R.Log(second), z = (first - log) / third, value = R.Log(third) + log + R.Of(0.5) * z * z;
        return Full ? value + R.HalfLogTwoPi : value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R z = (first - R.Log(second)) / third;
        Triple<R> slopes = LocationScale.Slopes(z, z * z, third);
        return slopes with { Second = (R.Of(1) + slopes.Second) / second };
    }
}
