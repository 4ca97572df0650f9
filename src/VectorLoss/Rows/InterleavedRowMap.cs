using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>A function of rows of few classes; many rows are computed side by side.</summary>
internal readonly ref struct InterleavedRowMap<TMap, T>(ReadOnlySpan<T> logits, RowPlaces places, Span<T> output)
    : IKernel<T, int>
    where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly Span<T> output = output;

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        int classes = places.Classes, width = InterleavedRows.Rows<V, T>(classes), count = places.Rows;
        Span<T> numbers = stackalloc T[SoftmaxColumns<T>.Length(classes, width)];
        SoftmaxColumns<T> columns = new(numbers, classes, width);
        Span<int> rows = stackalloc int[width];
        for (int start = 0; start < count; start += width)
        {
            int length = Math.Min(width, count - start);
            // The last block may be narrower: it has only as many registers as its rows need.
            if (length <= columns.Width - V.Count)
                columns = new(numbers, classes, (length + V.Count - 1) / V.Count * V.Count);
            for (int i = 0; i < length; i++)
                rows[i] = start + i;
            InterleavedRows.Pack<V, T>(logits, places, rows[..length], columns.Width, columns.Logits);
            InterleavedRows.Powers<V, T>(columns);
            if (!TMap.OfPower)
                InterleavedSums.Log<V, T>(columns);
            Map<V>(columns);
            if (TMap.OnePerRow)
                for (int i = 0; i < length; i++)
                    output[start + i] = RowMaps.Limit(logits, places, start + i, columns.Max[i], columns.Terms[i]);
            else
                InterleavedRows.Unpack<V, T>(columns.Terms, columns.Width, places, rows[..length], output);
        }
        return count;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Map<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> numbers = TMap.OfPower ? columns.Powers : columns.Logits;
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V max = V.Load(columns.Max, lane), logSum = V.Load(columns.LogSum, lane);
            V inverse = V.Of(1) / V.Load(columns.Sum, lane);
            int end = TMap.OnePerRow ? columns.Width : numbers.Length;
            for (int at = lane; at < end; at += columns.Width)
                V.Store(TMap.Of(V.Load(numbers, at), max, inverse, logSum), columns.Terms, at);
        }
    }
}
