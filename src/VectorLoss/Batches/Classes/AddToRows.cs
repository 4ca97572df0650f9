using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>Adds a number to each of some rows that lie apart.</summary>
internal readonly ref struct AddToRows<T>(ReadOnlySpan<T> numbers, int step, Span<T> rows, int columns, int stride)
    : IKernel<T, int>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> numbers = numbers;
    private readonly Span<T> rows = rows;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        for (int from = 0, at = 0; from < rows.Length; from += stride, at += step)
        {
            Span<T> row = rows.Slice(from, columns);
            Add<Lane1<T>>(row, numbers[at], Add<V>(row, numbers[at], 0));
        }
        return rows.Length;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static int Add<V>(Span<T> row, T number, int at) where V : struct, ILanes<V, T>
    {
        V wide = V.Broadcast(number);
        for (; at <= row.Length - V.Count; at += V.Count)
            V.Store(V.Load((ReadOnlySpan<T>)row, at) + wide, row, at);
        return at;
    }
}
