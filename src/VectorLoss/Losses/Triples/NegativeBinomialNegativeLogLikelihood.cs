using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of counts whose variance exceeds the mean: μ + μ²/k, for a predicted log mean and k.
/// </summary>
/// <param name="full">Whether log t!, which no prediction moves, is added.</param>
public readonly struct NegativeBinomialNegativeLogLikelihood(bool full) : ITripleLoss, ICatalogued
{
    /// <summary>Whether log t!, which no prediction moves, is added.</summary>
    public bool Full { get; } = full;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("negative-binomial-nll",
        "k·log(1 + eᵈ) + t·log(1 + e⁻ᵈ) − log Γ(k + t)/Γ(k), d = p − log k",
        "J. M. Hilbe 2011, doi:10.1017/CBO9780511973420")
    {
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.NonNegative, false),
            new("total_count", Domain.Positive, true),
        ],
        Link = Link.Exponential,
        Options = [new("full", 0, "0 or 1", "1: adds log t!, which no prediction moves", OptionKind.YesNo)],
        LikelihoodOf = "negative binomial of mean eᵖ and size k",
        Create = LossFactory.Triple(options => new NegativeBinomialNegativeLogLikelihood(options["full"] != 0)),
    };

    /// <inheritdoc/>
    // Not inlined: value and slopes together are more than the compiler inlines into one loop.
    [MethodImpl(Compiled.AtOnce)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R value = new Logistic<R>(first - R.Log(third)).Value(second, third) - R.LogRisingFactorial(third, second);
        return Full ? value + R.LogGamma(second + R.Of(1)) : value;
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        Logistic<R> logistic = new(first - R.Log(third));
        R slope = logistic.Slope(second, third), surprise = logistic.Surprises(out R other);
        R grown = surprise - SpecialSlopes.LogRisingFactorialByN(third, second);
        return new(slope, Full ? grown + R.Digamma(second + R.Of(1)) : grown,
            other - slope / third - SpecialSlopes.LogRisingFactorialByX(third, second));
    }
}
