using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The derivative of a point loss's slope in the direction of the tangents, by dual numbers.</summary>
internal readonly ref struct PointCurvatureTerm<TLoss, T>(
    TLoss loss, DualView<T> prediction, DualView<T> target, T scale) : ITerm<T>
    where TLoss : struct, IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly DualView<T> prediction = prediction;
    private readonly DualView<T> target = target;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => PointCurvature.Along(loss, prediction.At<V>(row, column), target.At<V>(row, column)) * V.Broadcast(scale);
}
