using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

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
        => loss.Slope(prediction.At<V>(row, column), target.At<V>(row, column)).Slope * V.Broadcast(scale);
}

/// <summary>The derivative of one slope of a loss of three numbers in the direction of the tangents.</summary>
internal readonly ref struct TripleCurvatureTerm<TLoss, T>(
    TLoss loss, DualView<T> first, DualView<T> second, DualView<T> third, int input, T scale) : ITerm<T>
    where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly DualView<T> first = first;
    private readonly DualView<T> second = second;
    private readonly DualView<T> third = third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Triple<Dual<V>> slopes = loss.Slopes(
            first.At<V>(row, column), second.At<V>(row, column), third.At<V>(row, column));
        V change = input switch { 0 => slopes.First.Slope, 1 => slopes.Second.Slope, _ => slopes.Third.Slope };
        return change * V.Broadcast(scale);
    }
}
