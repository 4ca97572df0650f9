using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>exp(y)·x, summed over a row for log-softmax.</summary>
internal readonly struct ExpTimesMap : IPairMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => R.Exp(a) * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => dy * (R.Exp(a) * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => dy * R.Exp(a);
}

/// <summary>
/// The second-order rule of softmax: ṗ·(d − Σ p·d) − p·Σ ṗ·d, where d is the gradient by p and the sums go over a row.
/// </summary>
internal readonly ref struct SoftmaxTangentTerm<T>(
    DualView<T> p, MatrixView<T> upstream, MatrixView<T> sums, MatrixView<T> sumTangents) : ITerm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DualView<T> p = p;
    private readonly MatrixView<T> upstream = upstream;
    private readonly MatrixView<T> sums = sums;
    private readonly MatrixView<T> sumTangents = sumTangents;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Dual<V> probability = p.At<V>(row, column);
        V difference = upstream.At<V>(row, column) - sums.At<V>(row, column);
        return probability.Slope * difference - probability.Value * sumTangents.At<V>(row, column);
    }
}

/// <summary>The second-order rule of log-softmax: −p·ẏ·Σ d, where y = log p and d is the gradient by y.</summary>
internal readonly ref struct LogSoftmaxTangentTerm<T>(DualView<T> y, MatrixView<T> sums) : ITerm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DualView<T> y = y;
    private readonly MatrixView<T> sums = sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        Dual<V> logProbability = y.At<V>(row, column);
        return -(V.Exp(logProbability.Value) * logProbability.Slope) * sums.At<V>(row, column);
    }
}
