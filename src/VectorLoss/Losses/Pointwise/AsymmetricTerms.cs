using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="AsymmetricMultilabel"/>.</summary>
/// <param name="negative">γ₋.</param>
/// <param name="positive">γ₊.</param>
/// <param name="clip">The margin m.</param>
internal readonly struct AsymmetricTerms(double negative, double positive, double clip)
{
    private readonly Setting negative = new(negative, 4), positive = new(positive, 1), clip = new(clip, 0.05);

    /// <summary>The logit at which negatives begin to count: above 1, γ₋ hides it.</summary>
    public double[] Kinks(double target)
        => Clip == 0 || negative.Or(4) > 1 || target == 1 ? [] : [Math.Log(Clip / (1 - Clip))];

    private double Clip => clip.Or(0.05);

    // Not inlined: both sides together are more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    public Dual<R> ValueAndSlope<R>(R logit, R target) where R : struct, IReal<R>
    {
        Logistic<R> logistic = new(logit);
        R zero = R.Of(0), one = R.Of(1), surprise = logistic.Surprises(out R other);
        R share = logistic.Miss(zero, one), rest = logistic.Miss(one, zero);
        R weight = RealMath.Power(rest, positive.Or(1));
        R value = RealMath.TimesUnlessZero(weight, surprise);
        // −(1 − s)^γ·(γ·s·(−log s) + 1 − s)
        R slope = -(weight * (R.Of(positive.Or(1)) * RealMath.TimesUnlessZero(share, surprise) + rest));
        Dual<R> against = Against(share, rest, other);
        R absent = one - target;
        return new(RealMath.TimesUnlessZero(target, value) + RealMath.TimesUnlessZero(absent, against.Value),
            target * slope + absent * against.Slope);
    }

    // −u^γ·log(1 − u) and its slope s(1 − s)·(γ·u^(γ−1)·(−log(1 − u)) + u^γ/(1 − u)), both 0 where u is 0.
    [MethodImpl(Compiled.AtOnce)]
    private Dual<R> Against<R>(R share, R rest, R surprise) where R : struct, IReal<R>
    {
        R zero = R.Of(0), margin = R.Of(Clip), u = share - margin, left = rest + margin;
        R surprised = Clip == 0 ? surprise
            : R.WhereLess(u, R.Of(0.5), -R.Log1p(-R.AtMost(u, R.Of(0.5))), -R.Log(left));
        R weight = RealMath.Power(R.AtLeast(u, zero), negative.Or(4));
        R rate = RealMath.TimesUnlessZero(R.Of(negative.Or(4)) * weight, surprised) / R.WhereLess(zero, u, u, R.Of(1));
        R value = R.WhereLess(u, zero, zero, RealMath.TimesUnlessZero(weight, surprised));
        R slope = share * (rest * rate + weight * (Clip == 0 ? R.Of(1) : rest / left));
        return new(value, R.WhereLess(u, zero, zero, slope));
    }
}
