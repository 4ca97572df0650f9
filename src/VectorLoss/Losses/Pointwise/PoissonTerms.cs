using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="PoissonNegativeLogLikelihood"/>.</summary>
/// <param name="logInput">Whether the prediction is the logarithm of the rate.</param>
/// <param name="full">Whether Stirling's approximation of log t! is added where t &gt; 1.</param>
/// <param name="eps">Added to a rate before its logarithm.</param>
internal readonly struct PoissonTerms(bool logInput, bool full, double eps)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // The opposite is stored, so that zero bits are the usual options.
    private readonly bool ofRate = !logInput;
    private readonly bool full = full;
    private readonly Setting eps = new(eps, 1e-8);

    public bool LogInput => !ofRate;

    public bool Full => full;

    public double Eps => eps.Or(1e-8);

    [MethodImpl(Inline)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => LogInput && !full ? R.Exp(prediction) - RealMath.TimesUnlessZero(target, prediction)
            : Unusual(prediction, target).Value;

    [MethodImpl(Inline)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => LogInput ? R.Exp(prediction) - target : Unusual(prediction, target).Slope;

    [MethodImpl(Inline)]
    public Dual<R> ValueAndSlope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R rate = LogInput ? R.Exp(prediction) : prediction, shifted = prediction + R.Of(Eps);
        R value = rate - (LogInput ? RealMath.TimesUnlessZero(target, prediction) : RealMath.TimesLog(target, shifted));
        if (full)
            value = R.WhereLess(R.Of(1), target, value + Stirling(target), value);
        return new(value, LogInput ? rate - target : SlopeOfRate(prediction, shifted, target));
    }

    // Not inlined: all variants together, in dual numbers, are more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private Dual<R> Unusual<R>(R prediction, R target) where R : struct, IReal<R> => ValueAndSlope(prediction, target);

    // t·log t − t + ½log(2πt)
    [MethodImpl(Inline)]
    private static R Stirling<R>(R target) where R : struct, IReal<R>
        => R.MulAdd(target + R.Of(0.5), R.Log(target), R.HalfLogTwoPi - target);

    [MethodImpl(Inline)]
    private static R SlopeOfRate<R>(R prediction, R shifted, R target) where R : struct, IReal<R>
    {
        // 1 − t/(x + ε): near 0 by the difference, far from it so that its own slope does not cancel.
        R one = R.Of(1), twice = target + target,
            share = R.WhereLess(twice, shifted, target, shifted - target) / shifted;
        return R.WhereEqual(target, R.Of(0), RealMath.ConstantUnlessNaN(prediction, one),
            R.WhereLess(twice, shifted, one - share, share));
    }
}
