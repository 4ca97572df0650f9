using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The soft cap of the logits or its slope, or the tangent of either.</summary>
internal readonly ref struct SoftcapTerm<T>(DualView<T> logits, T bound, bool ofSlope, bool ofTangent) : ITerm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DualView<T> logits = logits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Dual<V> logit = logits.At<V>(row, column), limit = Dual<V>.Constant(V.Broadcast(bound));
        Dual<V> result = ofSlope ? Softcap.Slope(logit, limit) : Softcap.Value(logit, limit);
        return ofTangent ? result.Slope : result.Value;
    }
}

/// <summary>a·φ′(log p), or its tangent; nothing where a = 0, even at p = 0.</summary>
internal readonly ref struct WeightedSlopeTerm<TLoss, T>(
    TLoss loss, DualView<T> logProbabilities, MatrixView<T> weights, bool ofTangent) : ITerm<T>
    where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly DualView<T> logProbabilities = logProbabilities;
    private readonly MatrixView<T> weights = weights;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        V weight = weights.At<V>(row, column), zero = V.Of(0);
        Dual<V> slope = loss.Slope(logProbabilities.At<V>(row, column));
        return V.WhereEqual(weight, zero, zero, weight * (ofTangent ? slope.Slope : slope.Value));
    }
}
