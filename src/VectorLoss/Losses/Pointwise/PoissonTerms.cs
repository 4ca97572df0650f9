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

    private readonly bool logInput = logInput;
    private readonly bool full = full;
    private readonly double eps = eps;

    public bool LogInput => logInput;

    public bool Full => full;

    public double Eps => eps;

    [MethodImpl(Inline)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => logInput && !full ? R.Exp(prediction) - target * prediction : Unusual(prediction, target).Value;

    [MethodImpl(Inline)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => logInput ? R.Exp(prediction) - target : Unusual(prediction, target).Slope;

    [MethodImpl(Inline)]
    public Dual<R> ValueAndSlope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R rate = logInput ? R.Exp(prediction) : prediction, shifted = prediction + R.Of(eps);
        R value = logInput ? rate - target * prediction : rate - RealMath.TimesLog(target, shifted);
        if (full)
            value = R.WhereLess(R.Of(1), target, value + Stirling(target), value);
        return new(value, logInput ? rate - target : SlopeOfRate(prediction, shifted, target));
    }

    // Not inlined: all variants together, in dual numbers, are more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private Dual<R> Unusual<R>(R prediction, R target) where R : struct, IReal<R> => ValueAndSlope(prediction, target);

    // t·log t − t + ½log(2πt)
    [MethodImpl(Inline)]
    private static R Stirling<R>(R target) where R : struct, IReal<R>
        => R.MulAdd(target + R.Of(0.5), R.Log(target), R.Of(0.5 * Math.Log(2 * Math.PI)) - target);

    [MethodImpl(Inline)]
    private static R SlopeOfRate<R>(R prediction, R shifted, R target) where R : struct, IReal<R>
        => R.WhereEqual(target, R.Of(0), RealMath.Alike(prediction, R.Of(1)), (shifted - target) / shifted);
}
