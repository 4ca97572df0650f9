using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

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

    /// <summary>Whether the ratios are done. The differences of NaN and of infinities do not vary by little.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, T>
    {
        V factor = V.Of(scale), most = V.Of(double.NegativeInfinity), least = V.Of(double.PositiveInfinity);
        V zero = V.Of(0), strange = zero;
        for (int at = 0; at < ratios.Length; at += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(V.Count, ratios.Length - at));
            V gap = factor * (V.Load(in Refs.Start(x), at, mask) - V.Load(in Refs.Start(t), at, mask));
            V.Store(gap, ref Refs.Start(ratios), at, mask);
            most = V.Select(mask, V.MaxNative(most, gap), most);
            least = V.Select(mask, V.MinNative(least, gap), least);
            strange += gap * zero;
        }
        T spread = V.MaxAcross(most) + V.MaxAcross(-least) + V.SumAcross(strange);
        if (double.CreateTruncating(spread) <= LogRatios.LargestSpread)
            return false;
        for (int at = 0; at < ratios.Length; at += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(V.Count, ratios.Length - at));
            V a = V.Load(in Refs.Start(first), at, mask), b = V.Load(in Refs.Start(second), at, mask);
            // Both may be −∞.
            V.Store(V.WhereEqual(a, b, zero, a - b), ref Refs.Start(ratios), at, mask);
        }
        return true;
    }
}
