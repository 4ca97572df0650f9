using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="ZeroInflatedPoisson"/>: p the log rate, g the logit of the gate.</summary>
internal static class ZeroInflatedTerms
{
    // Not inlined, and cut in parts, each of which the compiler inlines whole.
    [MethodImpl(Compiled.AtOnce)]
    public static R Value<R>(R p, R target, R g) where R : struct, IReal<R>
    {
        R rate = R.Exp(p);
        R usual = new Logistic<R>(g).Surprises(out R closed);
        R counted = rate - RealMath.TimesUnlessZero(target, p) + closed;
        return R.WhereLess(R.Of(0), target, counted, None(g, rate, usual, closed));
    }

    // Three ways to −log(σ(g) + σ(−g)e^−λ), each where nothing cancels: a small rate, a gate that is less likely than a
    // count of 0, and one that is more likely.
    [MethodImpl(Compiled.AtOnce)]
    private static R None<R>(R g, R rate, R usual, R closed) where R : struct, IReal<R>
    {
        R shifted = g + rate, near = new Logistic<R>(shifted).Surprises(out R other);
        R either = R.WhereLess(shifted, R.Of(0), rate + closed - other, usual - near);
        return R.WhereLess(rate, R.Of(1), Little(g, rate), either);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R Little<R>(R g, R rate) where R : struct, IReal<R>
        => -R.Log1p(new Logistic<R>(g).Miss(R.Of(1), R.Of(0)) * R.Expm1(-R.AtMost(rate, R.Of(1))));

    [MethodImpl(Compiled.AtOnce)]
    public static Triple<R> Slopes<R>(R p, R target, R g) where R : struct, IReal<R>
    {
        R zero = R.Of(0), one = R.Of(1), rate = R.Exp(p);
        Logistic<R> gate = new(g), shifted = new(g + rate);
        // Of a count of 0: the share of the Poisson part, and σ(−g) less that share.
        R poisson = shifted.Miss(one, zero), none = gate.Miss(one, zero) * shifted.Miss(zero, one) * R.Expm1(-rate);
        return new(R.WhereLess(zero, target, rate - target, RealMath.TimesUnlessZero(poisson, rate)),
            R.WhereLess(zero, target, -p, zero), R.WhereLess(zero, target, gate.Miss(zero, one), none));
    }
}
