using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The derivative of f(a, b, c) in the direction of the tangents of all three, by dual numbers.</summary>
internal readonly ref struct TernaryTangentTerm<TMap, T>(TMap map, DualView<T> a, DualView<T> b, DualView<T> c)
    : ITerm<T>
    where TMap : struct, ITernaryMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TMap map = map;
    private readonly DualView<T> a = a;
    private readonly DualView<T> b = b;
    private readonly DualView<T> c = c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => map.Of(a.At<V>(row, column), b.At<V>(row, column), c.At<V>(row, column)).Slope;
}
