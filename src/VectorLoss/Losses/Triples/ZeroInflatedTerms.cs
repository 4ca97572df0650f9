using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="ZeroInflatedPoisson"/>, and the exponentials that they share.</summary>
/// <param name="p">The log rate.</param>
/// <param name="g">The logit of the gate.</param>
internal readonly struct ZeroInflatedTerms<R>(R p, R g) where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly R p = p, rate = R.Exp(p);
    private readonly Logistic<R> gate = new(g);

    /// <summary>The value and its slopes by log rate, target and gate, where counts are above 0.</summary>
    [MethodImpl(Inline)]
    public R Counted(R target, out Triple<R> slopes)
    {
        slopes = new(rate - target, -p, gate.Chance(out _));
        gate.Surprises(out R other);
        return rate - RealMath.TimesUnlessZero(target, p) + other;
    }

    /// <summary>Both in the place of such results where the count is 0.</summary>
    [MethodImpl(Inline)]
    public R OrNone(R target, R value, ref Triple<R> slopes)
    {
        R zero = R.Of(0);
        // What is not inlined gives its results back: by reference they would lie in memory for everyone.
        Triple<R> none = OfNone(gate, rate);
        slopes = new(R.WhereLess(zero, target, slopes.First, none.First),
            R.WhereLess(zero, target, slopes.Second, zero), R.WhereLess(zero, target, slopes.Third, none.Third));
        return R.WhereLess(zero, target, value, none.Second);
    }

    /// <summary>Both with log t! added.</summary>
    [MethodImpl(Inline)]
    public static R Full(R target, R value, ref Triple<R> slopes)
    {
        R log = LogFactorial(target, out R slope);
        slopes = slopes with { Second = slopes.Second + slope };
        return value + log;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static R LogFactorial(R target, out R slope)
    {
        slope = R.Digamma(target + R.Of(1));
        return R.LogGamma(target + R.Of(1));
    }

    // Slope by log rate, value, slope by gate. Not inlined: a register without a count of 0 does not need it.
    [MethodImpl(Compiled.AtOnce)]
    private static Triple<R> OfNone(Logistic<R> gate, R rate)
    {
        R missing = R.Expm1(-rate);
        gate.Chance(out R closed);
        Logistic<R> shifted = new(gate.X + rate);
        // The share of the Poisson part, σ(−g − λ), and σ(−g) less that share.
        R without = shifted.Chance(out R poisson);
        return new(RealMath.TimesUnlessZero(poisson, rate), None(gate, shifted, rate, closed * missing),
            closed * without * missing);
    }

    // Three ways to −log(σ(g) + σ(−g)e^−λ), each where nothing cancels: a small rate, a gate that is less likely than a
    // count of 0, and one that is more likely. They need one logarithm of theirs, which is taken once.
    [MethodImpl(Inline)]
    private static R None(Logistic<R> gate, Logistic<R> shifted, R rate, R lost)
    {
        R zero = R.Of(0), one = R.Of(1), usual = gate.Surprises(out R other);
        R log = R.Log1p(R.WhereLess(rate, one, lost, shifted.Tail));
        R either = R.WhereLess(shifted.X, zero, rate + other - log, usual - log);
        return R.WhereLess(rate, one, -log, either);
    }
}
