using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>Adds one row to another.</summary>
internal readonly ref struct AddRow<T>(ReadOnlySpan<T> row, Span<T> total) : IKernel<T, int>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> row = row;
    private readonly Span<T> total = total;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T> => Add<Lane1<T>>(Add<V>(0));

    [MethodImpl(Compiled.AtOnce)]
    private int Add<V>(int at) where V : struct, ILanes<V, T>
    {
        for (; at <= row.Length - V.Count; at += V.Count)
            V.Store(V.Load((ReadOnlySpan<T>)total, at) + V.Load(row, at), total, at);
        return at;
    }
}
