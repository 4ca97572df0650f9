using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="Tversky"/>, with I = Σσ(x)t, P = Σσ(x) and T = Σt.</summary>
/// <param name="smooth">Added to numerator and denominator.</param>
/// <param name="alpha">The weight of false positives, P − I.</param>
/// <param name="beta">The weight of false negatives, T − I.</param>
internal readonly struct Overlap(double smooth, double alpha, double beta)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly double smooth = smooth;
    private readonly double alpha = alpha;
    private readonly double beta = beta;

    [MethodImpl(Inline)]
    public static Triple<R> Terms<R>(R first, R second) where R : struct, IReal<R>
    {
        R probability = R.Sigmoid(first);
        return new(probability * second, probability, second);
    }

    /// <summary>The divisor: without a smooth part, two rows that are nearly empty still agree or not.</summary>
    [MethodImpl(Inline)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => new(sums.First + R.Of(smooth) + Missed(sums), R.Of(1), R.Of(1));

    [MethodImpl(Inline)]
    public R Value<R>(Triple<R> sums) where R : struct, IReal<R>
    {
        R missed = Missed(sums);
        return missed / (sums.First + R.Of(smooth) + missed);
    }

    [MethodImpl(Inline)]
    public Triple<R> Slopes<R>(Triple<R> sums) where R : struct, IReal<R>
    {
        // With the overlap o and the missed part m, the value is m/(o + m): ∂m is o/(o + m)², ∂o is −m/(o + m)².
        R missed = Missed(sums), overlap = sums.First + R.Of(smooth), whole = overlap + missed;
        R perMissed = overlap / whole / whole, perOverlap = -(missed / whole / whole);
        R falsely = R.Of(alpha), missing = R.Of(beta);
        return new(perOverlap - (falsely + missing) * perMissed, falsely * perMissed, missing * perMissed);
    }

    [MethodImpl(Inline)]
    public static Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second) where R : struct, IReal<R>
    {
        R probability = new Logistic<R>(first).Chance(out R other);
        R perProbability = R.MulAdd(slopes.First, second, slopes.Second);
        R perTarget = R.MulAdd(slopes.First, probability, slopes.Third);
        return new(perProbability * probability * other, perTarget, R.Of(0));
    }

    [MethodImpl(Inline)]
    private R Missed<R>(Triple<R> sums) where R : struct, IReal<R>
        => R.Of(alpha) * (sums.Second - sums.First) + R.Of(beta) * (sums.Third - sums.First);
}
