using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The soft-capped logits, or their tangents.</summary>
internal readonly ref struct SoftcapTerm<T>(DualView<T> logits, T bound, bool ofTangent) : ITerm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DualView<T> logits = logits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Dual<V> capped = Softcap.Value(logits.At<V>(row, column), Dual<V>.Constant(V.Broadcast(bound)));
        return ofTangent ? capped.Slope : capped.Value;
    }
}

/// <summary>a·φ′(log p), or its tangent; nothing where a = 0, even at p = 0.</summary>
internal readonly ref struct WeightedSlopeTerm<TLoss, T>(
    TLoss loss, DualView<T> logits, MatrixView<T> lseTangents, MatrixView<T> weights, bool ofTangent) : ITerm<T>
    where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly DualView<T> logits = logits;
    private readonly MatrixView<T> lseTangents = lseTangents;
    private readonly MatrixView<T> weights = weights;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Dual<V> y = logits.At<V>(row, column);
        Dual<V> slope = Of(loss, new(y.Value, y.Slope - lseTangents.At<V>(row, column)), weights.At<V>(row, column));
        return ofTangent ? slope.Slope : slope.Value;
    }

    /// <summary>a·φ′ at a log-probability.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Of<V>(TLoss loss, Dual<V> logProbability, V weight) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0);
        Dual<V> slope = loss.Slope(logProbability);
        return new(V.WhereEqual(weight, zero, zero, weight * slope.Value),
            V.WhereEqual(weight, zero, zero, weight * slope.Slope));
    }
}

/// <summary>The tangent of the gradient of a softmax loss; see <see cref="SoftmaxCurvature"/>.</summary>
internal readonly ref struct SoftmaxCurvatureTerm<TLoss, T>(
    TLoss loss, DualView<T> capped, MatrixView<T> lseTangents, MatrixView<T> weights, DualView<T> factors,
    MatrixView<T> scales, DualView<T> logits, T cap) : ITerm<T>
    where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly DualView<T> capped = capped;
    private readonly MatrixView<T> lseTangents = lseTangents;
    private readonly MatrixView<T> weights = weights;
    private readonly DualView<T> factors = factors;
    private readonly MatrixView<T> scales = scales;
    private readonly DualView<T> logits = logits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Dual<V> y = capped.At<V>(row, column);
        y = new(y.Value, y.Slope - lseTangents.At<V>(row, column));
        Dual<V> gradient = Dual<V>.Exp(y) * factors.At<V>(row, column)
            + WeightedSlopeTerm<TLoss, T>.Of(loss, y, weights.At<V>(row, column));
        if (cap != T.Zero)
            gradient *= Softcap.Slope(logits.At<V>(row, column), Dual<V>.Constant(V.Broadcast(cap)));
        V scale = scales.At<V>(row, column), zero = V.Of(0);
        return V.WhereEqual(scale, zero, zero, scale * gradient.Slope);
    }
}
