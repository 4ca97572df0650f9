using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The formulas of <see cref="Tversky"/> from what is predicted rightly, Σσ(x)t, wrongly, Σσ(x)(1 − t), and missed,
/// Σσ(−x)t: sums of their own, and no differences, so that rows that nearly agree keep their digits.
/// </summary>
/// <param name="smooth">Added to numerator and denominator.</param>
/// <param name="alpha">The weight of what is predicted wrongly.</param>
/// <param name="beta">The weight of what is missed.</param>
internal readonly struct Overlap(double smooth, double alpha, double beta)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly double smooth = smooth, alpha = alpha, beta = beta;

    [MethodImpl(Inline)]
    public static Triple<R> Terms<R>(R first, R second) where R : struct, IReal<R>
    {
        R probability = new Logistic<R>(first).Chance(out R other);
        return new(probability * second, probability * (R.Of(1) - second), other * second);
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
        R perMissed = overlap / whole / whole;
        return new(-(missed / whole / whole), R.Of(alpha) * perMissed, R.Of(beta) * perMissed);
    }

    [MethodImpl(Inline)]
    public static Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second) where R : struct, IReal<R>
    {
        R probability = new Logistic<R>(first).Chance(out R other);
        R present = slopes.First - slopes.Third, absent = slopes.Second;
        R perProbability = R.MulAdd(present, second, absent * (R.Of(1) - second));
        R perTarget = R.MulAdd(slopes.First - absent, probability, slopes.Third * other);
        return new(perProbability * probability * other, perTarget, R.Of(0));
    }

    [MethodImpl(Inline)]
    private R Missed<R>(Triple<R> sums) where R : struct, IReal<R>
        => R.Of(alpha) * sums.Second + R.Of(beta) * sums.Third;
}
