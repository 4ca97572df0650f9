using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The derivative of one slope of a loss of three numbers in the direction of the tangents.</summary>
internal readonly ref struct TripleCurvatureTerm<TLoss, T>(
    TLoss loss, DualView<T> first, DualView<T> second, DualView<T> third, DualView<T> fourth, int input, T scale)
    : ITerm<T>
    where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly DualView<T> first = first;
    private readonly DualView<T> second = second;
    private readonly DualView<T> third = third;
    private readonly DualView<T> fourth = fourth;

    /// <summary>Whether there is a fourth input.</summary>
    public bool HasFourth { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Triple<V> all = All<V>(row, column);
        return input switch { 0 => all.First, 1 => all.Second, _ => all.Third };
    }

    /// <summary>Those of all slopes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<V> All<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Dual<V> a = first.At<V>(row, column), b = second.At<V>(row, column), c = third.At<V>(row, column);
        Triple<Dual<V>> slopes;
        if (TLoss.TakesFourth && HasFourth)
            TLoss.ValueAndSlopes(loss, a, b, c, fourth.At<V>(row, column), out slopes);
        else
            slopes = loss.Slopes(a, b, c);
        V factor = V.Broadcast(scale);
        return new(slopes.First.Slope * factor, slopes.Second.Slope * factor, slopes.Third.Slope * factor);
    }
}
