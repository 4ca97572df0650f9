using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// 1 − the Tversky index of a row of logits and a row of memberships: how much of the overlap is missed, with false positives
/// and false negatives weighted apart.
/// </summary>
public readonly struct Tversky : IRowLoss, ICatalogued
{
    private readonly Setting smooth;
    private readonly Setting alpha;
    private readonly Setting beta;

    /// <summary>A Tversky loss.</summary>
    /// <param name="smooth">Added above and below; finite and not below 0.</param>
    /// <param name="alpha">The weight of false positives; finite and not below 0.</param>
    /// <param name="beta">The weight of false negatives; finite and not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not finite or below 0.</exception>
    public Tversky(double smooth, double alpha = 0.5, double beta = 0.5)
    {
        this.smooth = new(Option.NonNegative(smooth), 1);
        this.alpha = new(Option.NonNegative(alpha), 0.5);
        this.beta = new(Option.NonNegative(beta), 0.5);
    }

    /// <summary>Added above and below.</summary>
    public double Smooth => smooth.Or(1);

    /// <summary>The weight of false positives.</summary>
    public double Alpha => alpha.Or(0.5);

    /// <summary>The weight of false negatives.</summary>
    public double Beta => beta.Or(0.5);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("tversky", "1 − (I + s)/(I + α(P − I) + β(T − I) + s), I = Σσ(x)t, P = Σσ(x), T = Σt", "S. S. M. Salehi et al. 2017, arXiv:1706.05721")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Probability, false)],
        Options =
        [
            new("smooth", 1, "≥ 0", "added above and below, so that two empty rows agree"),
            new("alpha", 0.5, "≥ 0", "the weight of false positives"),
            new("beta", 0.5, "≥ 0", "the weight of false negatives"),
        ],
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new Tversky(options["smooth"], options["alpha"], options["beta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R probability = R.Sigmoid(first);
        return new(probability * second, probability, second);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R missed = Missed(sums);
        return missed / (sums.First + R.Of(Smooth) + missed);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        // With the overlap o and what is missed m, the value is m/(o + m): ∂m is o/(o + m)², ∂o is −m/(o + m)².
        R missed = Missed(sums), overlap = sums.First + R.Of(Smooth), whole = overlap + missed;
        R perMissed = overlap / whole / whole, perOverlap = -(missed / whole / whole);
        return new(perOverlap - R.Of(Alpha + Beta) * perMissed, R.Of(Alpha) * perMissed, R.Of(Beta) * perMissed);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
    {
        R probability = R.Sigmoid(first), perProbability = R.MulAdd(slopes.First, second, slopes.Second);
        R perTarget = R.MulAdd(slopes.First, probability, slopes.Third);
        return new(perProbability * probability * R.Sigmoid(-first), perTarget, R.Of(0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Missed<R>(Triple<R> sums) where R : struct, IReal<R>
        => R.Of(Alpha) * (sums.Second - sums.First) + R.Of(Beta) * (sums.Third - sums.First);
}
