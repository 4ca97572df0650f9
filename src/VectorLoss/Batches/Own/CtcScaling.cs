using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>How <see cref="CtcScaledKernel{T}"/> keeps its numbers in the range of double.</summary>
internal static class CtcScaling
{
    // A state below the least, 2⁻¹⁰⁰⁰, becomes 0; the largest of a step is kept between the next two, 2³⁰⁰ and 2⁵⁰⁰.
    private const double Least = 9.3326361850321888e-302, Small = 2.037035976334486e90, Large = 3.273390607896142e150;

    // The exponent that the largest takes when it has left that range.
    private const int Middle = 400;

    private const double LogOf2 = 0.6931471805599453, RootOf2 = 1.4142135623730951;

    /// <summary>−log(likelihood·2^exponent·exp(tops)), and the power of two near the first two factors.</summary>
    public static (double Loss, double Power) Loss(double likelihood, double exponent, double tops)
    {
        int own = Math.ILogB(likelihood * RootOf2);
        double power = exponent + own, log = Lane1<double>.Log(new(Math.ScaleB(likelihood, -own))).Number;
        return (-(tops + power * LogOf2 + log), power);
    }

    /// <summary>The logarithm to base 2, to a few digits of double.</summary>
    public static double Log2(double number) => Lane1<double>.Log(new(number)).Number / LogOf2;

    /// <summary>
    /// Turns log-probabilities, the used ones followed by −∞, into emissions over the largest, and gives its logarithm;
    /// NaN where one of them is not a number, or so far below the largest that a state could not tell.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static double Emit<V>(Span<double> emissions) where V : struct, ILanes<V, double>
    {
        V none = V.Of(double.NegativeInfinity), top = none, sum = V.Of(0), least = V.Of(Least), low = sum;
        for (int i = 0; i < emissions.Length; i += V.Count)
            top = V.MaxNative(top, V.Load((ReadOnlySpan<double>)emissions, i));
        double largest = V.MaxAcross(top);
        V shift = V.Broadcast(largest);
        for (int i = 0; i < emissions.Length; i += V.Count)
        {
            V log = V.Load((ReadOnlySpan<double>)emissions, i), power = V.Exp(log - shift);
            low = V.Or(low, V.And(V.Less(none, log), V.Less(power, least)));
            sum += power;
            V.Store(power, emissions, i);
        }
        // One NaN makes the sum NaN.
        bool served = double.IsFinite(V.SumAcross(sum)) && V.SumAcross(V.And(low, V.Of(1))) == 0;
        return served ? largest : double.NaN;
    }

    /// <summary>Zeros on either side of a band of both stretches of a row.</summary>
    public static void Surround<V>(Span<double> row, int from, int to) where V : struct, ILanes<V, double>
    {
        int stretch = row.Length / 2;
        Stores.Zero<V, double>(row.Slice(from - CtcStates.Pad, CtcStates.Pad));
        Stores.Zero<V, double>(row.Slice(to, CtcStates.Pad));
        Stores.Zero<V, double>(row.Slice(stretch + from - CtcStates.Pad, CtcStates.Pad));
        Stores.Zero<V, double>(row.Slice(stretch + to, CtcStates.Pad));
    }

    /// <summary>emission · sum, or 0, noticed, where that is too small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Kept<V>(V emission, V sum, ref V lost) where V : struct, ILanes<V, double>
    {
        V zero = V.Of(0), product = emission * sum, less = V.Less(product, V.Of(Least));
        lost = V.Or(lost, V.And(less, V.And(V.Less(zero, emission), V.Less(zero, sum))));
        return V.Select(less, zero, product);
    }

    /// <summary>Scales a band of states whose largest has left its range; gives the exponent that it takes.</summary>
    public static double Rescale<V>(Span<double> row, int from, int to, double top) where V : struct, ILanes<V, double>
    {
        if (top is (>= Small and <= Large) or 0)
            return 0;
        int exponent = Math.ILogB(top) - Middle, stretch = row.Length / 2;
        V factor = V.Broadcast(Math.ScaleB(1, -exponent));
        for (int at = from; at < to; at += V.Count)
        {
            V.Store(V.Load((ReadOnlySpan<double>)row, at) * factor, row, at);
            V.Store(V.Load((ReadOnlySpan<double>)row, stretch + at) * factor, row, stretch + at);
        }
        return exponent;
    }
}
