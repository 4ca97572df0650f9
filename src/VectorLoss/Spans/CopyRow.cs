using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Copies one row to another.</summary>
internal readonly ref struct CopyRow<T>(ReadOnlySpan<T> row, Span<T> places) : IKernel<T, int>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> row = row;
    private readonly Span<T> places = places;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Stores.Copy<V, T>(row, places);
        return row.Length;
    }
}
