using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="ZeroInflatedPoisson"/>, and the exponentials that they share.</summary>
internal readonly struct ZeroInflatedTerms<R> where R : struct, IReal<R>
{
    private readonly R p, rate, missing;
    private readonly Logistic<R> gate, shifted;

    /// <summary>Of a log rate p and the logit g of the gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ZeroInflatedTerms(R p, R g)
    {
        (this.p, rate) = (p, R.Exp(p));
        missing = R.Expm1(-rate);
        (gate, shifted) = (new(g), new(g + rate));
    }

    // Not inlined: three logarithms are as much as the compiler inlines into one method.
    [MethodImpl(Compiled.AtOnce)]
    public R Value(R target)
    {
        R usual = gate.Surprises(out R closed), counted = rate - RealMath.TimesUnlessZero(target, p) + closed;
        return R.WhereLess(R.Of(0), target, counted, None(usual, closed));
    }

    // Three ways to −log(σ(g) + σ(−g)e^−λ), each where nothing cancels: a small rate, a gate that is less likely than a
    // count of 0, and one that is more likely.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R None(R usual, R closed)
    {
        R zero = R.Of(0), one = R.Of(1), near = shifted.Surprises(out R other);
        R little = -R.Log1p(gate.Miss(one, zero) * R.WhereLess(rate, one, missing, zero));
        R either = R.WhereLess(shifted.X, zero, rate + closed - other, usual - near);
        return R.WhereLess(rate, one, little, either);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes(R target)
    {
        R zero = R.Of(0), open = gate.Chance(out R closed), without = shifted.Chance(out R poisson);
        // Of a count of 0: the share of the Poisson part, σ(−g − λ), and σ(−g) less that share.
        return new(R.WhereLess(zero, target, rate - target, RealMath.TimesUnlessZero(poisson, rate)),
            R.WhereLess(zero, target, -p, zero), R.WhereLess(zero, target, open, closed * without * missing));
    }
}
