using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The negative log-likelihood of a share under a beta distribution of two predicted concentrations.</summary>
public readonly struct BetaNegativeLogLikelihood : ITripleLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("beta-nll", "log B(a, b) − (a − 1)·log t − (b − 1)·log(1 − t)",
        "S. Ferrari, F. Cribari-Neto 2004, doi:10.1080/0266476042000214501")
    {
        Inputs =
        [
            new("concentration1", Domain.Positive, true), new("target", Domain.Probability, false),
            new("concentration0", Domain.Positive, true),
        ],
        Link = Link.None,
        LikelihoodOf = "beta of concentrations a and b",
        Claims = Claims.Convex,
        Create = LossFactory.Triple(_ => new BetaNegativeLogLikelihood()),
    };

    /// <inheritdoc/>
    // Not inlined: value and slopes together are more than the compiler inlines into one loop.
    [MethodImpl(Compiled.AtOnce)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R one = R.Of(1);
        return R.LogBeta(first, third) - RealMath.TimesLog(first - one, second)
            - RealMath.TimesUnlessZero(third - one, R.Log1p(-second));
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R one = R.Of(1);
        return new(SpecialSlopes.LogBeta(first, third) - R.Log(second),
            RealMath.OverUnlessZero(third - one, one - second) - RealMath.OverUnlessZero(first - one, second),
            SpecialSlopes.LogBeta(third, first) - R.Log1p(-second));
    }
}
