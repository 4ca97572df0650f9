using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="Tweedie"/>.</summary>
/// <param name="power">The power k of the variance.</param>
/// <param name="logInput">Whether the prediction is the logarithm of the mean.</param>
internal readonly struct TweedieTerms(double power, bool logInput)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly double power = power;
    private readonly bool logInput = logInput;
    // Kept, because the JIT leaves a division of constants in the loop. Infinite at the powers that use the logarithm.
    private readonly double ofMean = 1 / (2 - power);
    private readonly double ofRate = 1 / (1 - power);

    public double Power => power;

    public bool LogInput => logInput;

    [MethodImpl(Inline)]
    public Dual<R> ValueAndSlope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        Dual<R> both = OfLog(logInput ? prediction : R.Log(prediction), target);
        // ∂/∂μ has one power of μ less.
        return logInput ? both : new(both.Value, both.Slope / prediction);
    }

    [MethodImpl(Inline)]
    public Dual<R> Only<R>(R prediction, R target) where R : struct, IReal<R>
        => logInput ? OfLog(prediction, target) : OfMean(prediction, target);

    // Not inlined: all variants together, in dual numbers, are more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private Dual<R> OfMean<R>(R prediction, R target) where R : struct, IReal<R> => ValueAndSlope(prediction, target);

    [MethodImpl(Inline)]
    private Dual<R> OfLog<R>(R log, R target) where R : struct, IReal<R>
    {
        R mean = R.Exp(R.Of(2 - power) * log), rate = R.Exp(R.Of(1 - power) * log);
        R product = RealMath.TimesUnlessZero(target, rate);
        // μ^k/k, and log μ for k = 0, is the integral of μ^(k−1).
        R first = power == 2 ? log : mean * R.Of(ofMean);
        R second = power == 1 ? RealMath.TimesUnlessZero(target, log) : product * R.Of(ofRate);
        // ∂/∂log μ is μ^(1−k)(μ − t).
        return new(first - second, mean - product);
    }
}
