using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// How the odds e^l/(1 − e^l) of two answers compare, from their log-probabilities: in terms of both 1 − e^l and one
/// exponential, that of minus the distance of the two.
/// </summary>
internal readonly struct OddsRatio<R> where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly R gap, tail, missed, spared;

    [MethodImpl(Inline)]
    public OddsRatio(R chosen, R rejected)
    {
        gap = rejected - chosen;
        tail = R.Exp(R.WhereLess(gap, R.Of(0), gap, -gap));
        (missed, spared) = (-R.Expm1(chosen), -R.Expm1(rejected));
    }

    /// <summary>−log σ of the log of the odds ratio: log(1 + e^gap·missed/spared), which does not overflow.</summary>
    public R Surprise
    {
        [MethodImpl(Inline)]
        get
        {
            R zero = R.Of(0), ratio = missed / spared;
            return R.Log1p(R.WhereLess(gap, zero, tail * ratio, tail + (ratio - R.Of(1)))) + R.AtLeast(gap, zero);
        }
    }

    /// <summary>A factor times the slopes of <see cref="Surprise"/>, and 1.</summary>
    // σ of minus the log, over 1 − e^l, in which an answer that is sure leaves no 0 below.
    [MethodImpl(Inline)]
    public Triple<R> Slopes(R factor)
    {
        R zero = R.Of(0), one = R.Of(1);
        R chosen = R.WhereLess(gap, zero, one, tail), rejected = R.WhereLess(gap, zero, tail, one);
        R slope = factor * rejected / R.MulAdd(chosen, spared, rejected * missed);
        return new(-slope, slope * missed / spared, one);
    }
}
