using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a target under a logistic distribution of predicted mean and scale.
/// </summary>
public readonly struct LogisticNegativeLogLikelihood : ITripleLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("logistic-nll", "log s + z + 2·log(1 + e^−z), z = (p − t)/s",
        "N. Balakrishnan 1991, Handbook of the Logistic Distribution")
    {
        Inputs = LocationScale.Inputs,
        LikelihoodOf = "logistic of mean p and scale s",
        Create = LossFactory.Triple(_ => new LogisticNegativeLogLikelihood()),
    };

    /// <inheritdoc/>
    // Not inlined: value and slopes together are more than the compiler inlines into one loop.
    [MethodImpl(Compiled.AtOnce)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => R.Log(third) + new Logistic<R>((first - second) / third).Value(R.Of(1), R.Of(1));

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R z = (first - second) / third, slope = R.Tanh(R.Of(0.5) * z);
        return LocationScale.Slopes(slope, z * slope, third);
    }
}
