using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>A function of rows of many classes; the rows are computed one after another.</summary>
internal readonly ref struct SequentialRowMap<TMap, T>(ReadOnlySpan<T> logits, RowPlaces places, Span<T> output)
    : IKernel<T, int>
    where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly Span<T> output = output;

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[TMap.OfPower ? PowerSums<T>.Room : SequentialRow.Room<T>()];
        int rows = places.Rows;
        T nextMax = rows > 0 ? SequentialRow.Max<V, T>(places.Row(logits, 0)) : T.Zero;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<T> x = places.Row(logits, row), next = row + 1 < rows ? places.Row(logits, row + 1) : x;
            Span<T> result = TMap.OnePerRow ? output.Slice(row, 1) : places.Row(output, row);
            T max = nextMax;
            PowerSum<T> sum = SequentialRow.Powers<V, T>(
                x, next, TMap.OfPower ? result : default, ref nextMax, lanes, sumOnly: TMap.OfPower);
            T logSum = TMap.OfPower ? T.Zero : SequentialRow.Log(sum.Others);
            ReadOnlySpan<T> numbers = TMap.OfPower ? result : x;
            if (TMap.OnePerRow)
                result[0] = RowMaps.Limit(logits, places, row, max, max + logSum);
            else
                Map<V>(numbers, result, max, sum.Sum, logSum);
        }
        return logits.Length;
    }

    // The last register may overlap the one before it, so it is read before that one is written.
    [MethodImpl(Compiled.AtOnce)]
    private static void Map<V>(ReadOnlySpan<T> numbers, Span<T> result, T max, T sum, T logSum)
        where V : struct, ILanes<V, T>
    {
        V wideMax = V.Broadcast(max), inverse = V.Of(1) / V.Broadcast(sum), wideLogSum = V.Broadcast(logSum);
        int end = numbers.Length - V.Count;
        V last = TMap.Of(V.Load(numbers, end), wideMax, inverse, wideLogSum);
        for (int c = 0; c < end; c += V.Count)
            V.Store(TMap.Of(V.Load(numbers, c), wideMax, inverse, wideLogSum), result, c);
        V.Store(last, result, end);
    }
}
