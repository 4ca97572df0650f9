using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>How <see cref="CtcScaledKernel{T}"/> keeps its numbers in the range of double.</summary>
internal static class CtcScaling
{
    // A state below the least, 2⁻¹⁰⁰⁰, becomes 0; the largest of a step is kept between the other two, 2^±256.
    private const double Least = 9.3326361850321888e-302, Small = 8.636168555094445e-78, Large = 1.157920892373162e77;

    /// <summary>
    /// Turns log-probabilities, the used ones followed by −∞, into emissions over the largest; gives the logarithm of
    /// that and the emissions' sum.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static (double Top, double Sum) Emit<V>(Span<double> emissions, int used) where V : struct, ILanes<V, double>
    {
        double top = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < used; i++)
            top = Math.Max(top, emissions[i]);
        // What is above −∞ stays above 0, so that its loss can be noticed.
        V shift = V.Broadcast(top), least = V.Broadcast(Least), none = V.Of(double.NegativeInfinity);
        for (int i = 0; i < emissions.Length; i += V.Count)
        {
            V log = V.Load((ReadOnlySpan<double>)emissions, i), power = V.Max(V.Exp(log - shift), least);
            V.Store(V.WhereEqual(log, none, V.Of(0), power), emissions, i);
        }
        for (int i = 0; i < used; i++)
            sum += emissions[i];
        return (top, sum);
    }

    /// <summary>The zeros at both ends of both stretches of a row.</summary>
    public static void Edges<V>(Span<double> row, int stretch) where V : struct, ILanes<V, double>
    {
        Stores.Zero<V, double>(row[..CtcStates.Pad]);
        Stores.Zero<V, double>(row.Slice(stretch - CtcStates.Pad, 2 * CtcStates.Pad));
        Stores.Zero<V, double>(row[^CtcStates.Pad..]);
    }

    /// <summary>emission · sum, or 0, noticed, where that is too small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Kept<V>(V emission, V sum, ref V lost) where V : struct, ILanes<V, double>
    {
        V zero = V.Of(0), product = emission * sum, less = V.Less(product, V.Of(Least));
        lost = V.Or(lost, V.And(less, V.And(V.Less(zero, emission), V.Less(zero, sum))));
        return V.Select(less, zero, product);
    }

    /// <summary>Scales states whose largest has left its range; gives the exponent that it takes from them.</summary>
    public static double Rescale<V>(Span<double> row, double top) where V : struct, ILanes<V, double>
    {
        if (top is (>= Small and <= Large) or 0)
            return 0;
        int exponent = Math.ILogB(top);
        V factor = V.Broadcast(Math.ScaleB(1, -exponent));
        for (int at = 0; at < row.Length; at += V.Count)
            V.Store(V.Load((ReadOnlySpan<double>)row, at) * factor, row, at);
        return exponent;
    }
}
