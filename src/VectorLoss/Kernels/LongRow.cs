using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>A row too long for <see cref="RowBlock"/>: registers run along the classes.</summary>
internal static class LongRow
{
    /// <summary>The largest number. Of a row with a NaN, a NaN or any of its numbers.</summary>
    public static T Max<V, T>(ReadOnlySpan<T> row) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int at = 0;
        Lane1<T> max = new(T.NegativeInfinity);
        if (row.Length >= 4 * V.Count)
        {
            // Four chains hide the latency of a maximum.
            V first = V.Load(row, 0), second = V.Load(row, V.Count);
            V third = V.Load(row, 2 * V.Count), fourth = V.Load(row, 3 * V.Count);
            for (at = 4 * V.Count; at <= row.Length - 4 * V.Count; at += 4 * V.Count)
            {
                first = V.MaxNative(first, V.Load(row, at));
                second = V.MaxNative(second, V.Load(row, at + V.Count));
                third = V.MaxNative(third, V.Load(row, at + 2 * V.Count));
                fourth = V.MaxNative(fourth, V.Load(row, at + 3 * V.Count));
            }
            max = Largest<V, T>(V.MaxNative(V.MaxNative(first, second), V.MaxNative(third, fourth)));
        }
        for (; at < row.Length; at++)
            max = Lane1<T>.Max(max, new(row[at]));
        return max.Number;
    }

    private static Lane1<T> Largest<V, T>(V lanes) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> numbers = stackalloc T[V.Count];
        V.Store(lanes, numbers, 0);
        Lane1<T> max = new(numbers[0]);
        for (int i = 1; i < numbers.Length; i++)
            max = Lane1<T>.Max(max, new(numbers[i]));
        return max;
    }
}
