using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="ZeroInflatedPoisson"/>: p the log rate, g the logit of the gate.</summary>
internal static class ZeroInflatedTerms
{
    [MethodImpl(Compiled.AtOnce)]
    public static R Value<R>(R p, R target, R g) where R : struct, IReal<R>
    {
        R zero = R.Of(0), rate = R.Exp(p), closed = R.Softplus(g);
        R counted = rate - RealMath.TimesUnlessZero(target, p) + closed;
        // Three ways to −log(σ(g) + σ(−g)e^−λ), each where nothing cancels: a small rate, a gate that is less likely
        // than a count of 0, and one that is more likely.
        R shifted = g + rate, little = -R.Log1p(R.Sigmoid(-g) * R.Expm1(-R.AtMost(rate, R.Of(1))));
        R rare = rate + closed - R.Softplus(shifted), usual = R.Softplus(-g) - R.Softplus(-shifted);
        R none = R.WhereLess(rate, R.Of(1), little, R.WhereLess(shifted, zero, rare, usual));
        return R.WhereLess(zero, target, counted, none);
    }

    [MethodImpl(Compiled.AtOnce)]
    public static Triple<R> Slopes<R>(R p, R target, R g) where R : struct, IReal<R>
    {
        R zero = R.Of(0), rate = R.Exp(p), open = R.Sigmoid(-g), shifted = g + rate;
        // Of a count of 0: the share of the Poisson part, and σ(−g) less that share.
        R poisson = R.Sigmoid(-shifted), gate = open * R.Sigmoid(shifted) * R.Expm1(-rate);
        return new(R.WhereLess(zero, target, rate - target, RealMath.TimesUnlessZero(poisson, rate)),
            R.WhereLess(zero, target, -p, zero), R.WhereLess(zero, target, R.Sigmoid(g), gate));
    }
}
