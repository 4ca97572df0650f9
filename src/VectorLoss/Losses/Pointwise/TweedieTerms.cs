using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="Tweedie"/>.</summary>
/// <param name="power">The power k of the variance.</param>
/// <param name="logInput">Whether the prediction is the logarithm of the mean.</param>
internal readonly struct TweedieTerms(double power, bool logInput)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Setting power = new(power, 1.5);
    // The opposite is stored, so that zero bits are the usual options.
    private readonly bool isMeanGiven = !logInput;
    // Kept, because the JIT leaves a division of constants in the loop. Infinite at the powers that use the logarithm.
    private readonly Setting ofMean = new(1 / (2 - power), 2);
    private readonly Setting ofRate = new(1 / (1 - power), -2);

    public double Exponent => power.Or(1.5);

    public bool LogInput => !isMeanGiven;

    /// <summary>A mean is not below 0; from the power 2 on, a target is above it.</summary>
    public Domain DomainOf(int input, Domain usual) => input == 0 && isMeanGiven ? Domain.NonNegative
        : input == 1 && Exponent >= 2 ? Domain.Positive : usual;

    [MethodImpl(Inline)]
    public Dual<R> ValueAndSlope<R>(R prediction, R target) where R : struct, IReal<R> => LogInput
        ? OfLog(prediction, target, Exponent, ofMean.Or(2), ofRate.Or(-2))
        : OfMean(prediction, target, Exponent, ofMean.Or(2), ofRate.Or(-2));

    // Not inlined: all variants together are more than the compiler inlines. Static, so that a loop
    // reads the options once and not in every call.
    [MethodImpl(Compiled.AtOnce)]
    private static Dual<R> OfMean<R>(R mean, R target, double power, double ofMean, double ofRate)
        where R : struct, IReal<R>
    {
        R log = R.Log(mean);
        return PerMean(OfLog(log, target, power, ofMean, ofRate), mean, log, target, power);
    }

    // ∂/∂μ has one power of μ less than ∂/∂log μ. For a target of 0 it is μ^(1−k), also at a mean of 0, where the
    // division would be 0/0.
    [MethodImpl(Compiled.AtOnce)]
    private static Dual<R> PerMean<R>(Dual<R> both, R mean, R log, R target, double power)
        where R : struct, IReal<R>
        => new(both.Value, R.WhereEqual(target, R.Of(0), Power(log, 1 - power), both.Slope / mean));

    // exp(k·log μ); for k = 0, 0·log 0 does not arise.
    [MethodImpl(Inline)]
    private static R Power<R>(R log, double k) where R : struct, IReal<R>
        => k == 0 ? RealMath.ConstantUnlessNaN(log, R.Of(1)) : R.Exp(R.Of(k) * log);

    [MethodImpl(Inline)]
    private static Dual<R> OfLog<R>(R log, R target, double power, double ofMean, double ofRate)
        where R : struct, IReal<R>
    {
        R mean = Power(log, 2 - power), rate = Power(log, 1 - power);
        R product = RealMath.TimesUnlessZero(target, rate);
        // μ^k/k, and log μ for k = 0, is the integral of μ^(k−1).
        R first = power == 2 ? log : mean * R.Of(ofMean);
        R second = power == 1 ? RealMath.TimesUnlessZero(target, log) : product * R.Of(ofRate);
        // ∂/∂log μ is μ^(1−k)(μ − t). Where both terms overflow, as powers above 2 do at small means, the second is the
        // larger one: it has one power of μ less.
        R infinity = R.Of(double.PositiveInfinity), overflown = R.WhereEqual(rate, infinity, product, R.Of(0));
        return new(R.WhereEqual(overflown, infinity, -second, first - second),
            R.WhereEqual(overflown, infinity, -product, mean - product));
    }
}
