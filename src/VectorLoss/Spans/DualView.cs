using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>A matrix and its tangent: one dual number an element.</summary>
internal readonly ref struct DualView<T>(MatrixView<T> values, MatrixView<T> tangents)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly MatrixView<T> Values = values;
    public readonly MatrixView<T> Tangents = tangents;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual<V> At<V>(int row, int column) where V : struct, ILanes<V, T>
        => new(Values.At<V>(row, column), Tangents.At<V>(row, column));
}
