using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="BinaryCrossEntropyWithLogits"/>.</summary>
/// <param name="positiveWeight">The weight w of the positive part.</param>
/// <param name="smoothing">How far targets are moved towards ½: t(1 − s) + ½s.</param>
internal readonly struct LogisticTerms(double positiveWeight, double smoothing)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Setting positiveWeight = new(positiveWeight, 1);
    private readonly double smoothing = smoothing;

    public double PositiveWeight => positiveWeight.Or(1);

    public double Smoothing => smoothing;

    [MethodImpl(Inline)]
    public R Value<R>(R logit, R target) where R : struct, IReal<R>
        => new Logistic<R>(logit).Value(Positive(target), Negative(target));

    [MethodImpl(Inline)]
    public R Slope<R>(R logit, R target) where R : struct, IReal<R>
        => new Logistic<R>(logit).Slope(Positive(target), Negative(target));

    [MethodImpl(Inline)]
    public Dual<R> ValueAndSlope<R>(R logit, R target) where R : struct, IReal<R>
    {
        R positive = Positive(target), negative = Negative(target);
        Logistic<R> logistic = new(logit);
        return new(logistic.Value(positive, negative), logistic.Slope(positive, negative));
    }

    // No branch for the usual options: t·1 + 0 and t·1 are t itself, and cost less than a test in the loop.
    [MethodImpl(Inline)]
    private R Smooth<R>(R target) where R : struct, IReal<R>
        => R.MulAdd(target, R.Of(1 - smoothing), R.Of(smoothing / 2));

    [MethodImpl(Inline)]
    private R Positive<R>(R target) where R : struct, IReal<R> => Smooth(target) * R.Of(PositiveWeight);

    [MethodImpl(Inline)]
    private R Negative<R>(R target) where R : struct, IReal<R> => R.Of(1) - Smooth(target);
}
