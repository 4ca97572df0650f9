using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The differences of the scaled logits of a row; where they vary by more than
/// <see cref="LogRatios.LargestSpread"/>, the differences of the logarithms in their place.
/// </summary>
internal readonly ref struct RatioRow<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> t, double scale,
    ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> ratios) : IKernel<T, bool>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> x = x, t = t, first = first, second = second;
    private readonly Span<T> ratios = ratios;
    private readonly double scale = scale;

    /// <summary>Whether the ratios are done. The differences of NaN and of infinities do not vary by little.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, T>
        => ratios.Length < V.Count ? Row<V, Masked>() : Row<V, Whole>();

    // The last register ends with the row and does some numbers again, so that only a short row pays for masks.
    [MethodImpl(Compiled.AtOnce)]
    private bool Row<V, TPart>() where V : struct, ILanes<V, T> where TPart : struct, IRowPart
    {
        RatioRow<T> self = this;
        V factor = V.Of(self.scale), most = V.Of(double.NegativeInfinity), least = V.Of(double.PositiveInfinity);
        V zero = V.Of(0), strange = zero, mask = TPart.Mask<V, T>(self.ratios.Length);
        int length = self.ratios.Length, last = Math.Max(length - V.Count, 0);
        for (int next = 0; next < length; next += V.Count)
        {
            int at = Math.Min(next, last);
            V gap = factor * (TPart.Load(self.x, at, mask) - TPart.Load(self.t, at, mask));
            TPart.Store(gap, self.ratios, at, mask);
            most = V.MaxNative(most, TPart.Choose<V, T>(mask, gap, most));
            least = V.MinNative(least, TPart.Choose<V, T>(mask, gap, least));
            strange += gap * zero;
        }
        T spread = V.MaxAcross(most) + V.MaxAcross(-least) + V.SumAcross(strange);
        if (double.CreateTruncating(spread) <= LogRatios.LargestSpread)
            return false;
        for (int next = 0; next < length; next += V.Count)
        {
            int at = Math.Min(next, last);
            V a = TPart.Load(self.first, at, mask), b = TPart.Load(self.second, at, mask);
            // Both may be −∞.
            TPart.Store(V.WhereEqual(a, b, zero, a - b), self.ratios, at, mask);
        }
        return true;
    }
}
