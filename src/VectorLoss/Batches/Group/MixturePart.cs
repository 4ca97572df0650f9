using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>A part of a mixture beside the number whose density it has a share in.</summary>
/// <param name="logit">The logit of its weight.</param>
/// <param name="mean">Its mean.</param>
/// <param name="log">The logarithm of its deviation.</param>
/// <param name="label">The number.</param>
internal readonly struct MixturePart<R>(R logit, R mean, R log, R label) where R : struct, IReal<R>
{
    private readonly R z = (label - mean) * R.Exp(-log), log = log;

    /// <summary>The logit of its weight.</summary>
    public R Logit { get; } = logit;

    /// <summary>The logarithm of its weight times its density, but for what is the same in all parts.</summary>
    public R Joint => Logit - log - R.Of(0.5) * z * z;

    /// <summary>The slopes by logit, mean and deviation.</summary>
    /// <param name="all">log Σ e^logit of all parts.</param>
    /// <param name="given">log Σ e^joint of all parts.</param>
    public Triple<R> Slopes(R all, R given)
    {
        R zero = R.Of(0), chance = R.Exp(Joint - given);
        return new(R.Exp(Logit - all) - R.WhereEqual(chance, zero, zero, chance),
            R.WhereEqual(chance, zero, zero, -chance * (z * R.Exp(-log))),
            R.WhereEqual(chance, zero, zero, chance * (R.Of(1) - z * z)));
    }
}
