using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="ZeroInflatedPoisson"/>, and the exponentials that they share.</summary>
internal readonly struct ZeroInflatedTerms<R> where R : struct, IReal<R>
{
    private readonly R p, rate, missing, open, closed;
    private readonly Logistic<R> gate, shifted;

    /// <summary>Of a log rate p and the logit g of the gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ZeroInflatedTerms(R p, R g)
    {
        (this.p, rate) = (p, R.Exp(p));
        missing = R.Expm1(-rate);
        (gate, shifted) = (new(g), new(g + rate));
        open = gate.Chance(out closed);
    }

    // Not inlined: two logarithms beside the exponentials are more than the compiler inlines into one method.
    [MethodImpl(Compiled.AtOnce)]
    public R Value(R target)
    {
        R usual = gate.Surprises(out R other), counted = rate - RealMath.TimesUnlessZero(target, p) + other;
        return R.WhereLess(R.Of(0), target, counted, None(usual, other));
    }

    // Three ways to −log(σ(g) + σ(−g)e^−λ), each where nothing cancels: a small rate, a gate that is less likely than a
    // count of 0, and one that is more likely. They need one logarithm of theirs, which is taken once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R None(R usual, R other)
    {
        R zero = R.Of(0), one = R.Of(1), x = shifted.X;
        R log = R.Log1p(R.WhereLess(rate, one, closed * missing, shifted.Tail));
        R either = R.WhereLess(x, zero, rate + other - log, usual - log);
        return R.WhereLess(rate, one, -log, either);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes(R target)
    {
        R zero = R.Of(0), without = shifted.Chance(out R poisson);
        // Of a count of 0: the share of the Poisson part, σ(−g − λ), and σ(−g) less that share.
        return new(R.WhereLess(zero, target, rate - target, RealMath.TimesUnlessZero(poisson, rate)),
            R.WhereLess(zero, target, -p, zero), R.WhereLess(zero, target, open, closed * without * missing));
    }
}
