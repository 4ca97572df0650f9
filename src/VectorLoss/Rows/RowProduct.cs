using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>The vector-Jacobian product of all rows.</summary>
internal readonly ref struct RowProduct<TProduct, T>(
    ReadOnlySpan<T> outputs, ReadOnlySpan<T> upstream, int classes, Span<T> gradient)
    : IKernel<T, int>, IRowWork<RowProduct<TProduct, T>>
    where TProduct : struct, IRowProduct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> outputs = outputs;
    private readonly ReadOnlySpan<T> upstream = upstream;
    private readonly Span<T> gradient = gradient;

    public int Rows => outputs.Length / classes;

    public int Classes => classes;

    public RowProduct<TProduct, T> Piece(int start, int rows) => new(outputs.Slice(start * classes, rows * classes),
        upstream.Slice(start * classes, rows * classes), classes, gradient.Slice(start * classes, rows * classes));

    double IRowWork<RowProduct<TProduct, T>>.Run() => Widest.Run<RowProduct<TProduct, T>, T, int>(this);

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[Logical.Lanes<T>()];
        for (int at = 0; at < outputs.Length; at += classes)
        {
            ReadOnlySpan<T> y = outputs.Slice(at, classes), d = upstream.Slice(at, classes);
            OrderedSum<T> sums = new(lanes);
            for (int c = 0; c < classes; c += OrderedSum<T>.Block)
            {
                int end = Math.Min(c + OrderedSum<T>.Block, classes);
                Add<Lane1<T>>(y, d, end, sums, Add<V>(y, d, end, sums, c));
                sums.Fold<V>();
            }
            T sum = T.CreateTruncating(sums.Total);
            Span<T> result = gradient.Slice(at, classes);
            Store<Lane1<T>>(y, d, result, sum, Store<V>(y, d, result, sum, 0));
        }
        return outputs.Length;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static int Add<V>(ReadOnlySpan<T> y, ReadOnlySpan<T> d, int end, OrderedSum<T> sums, int c)
        where V : struct, ILanes<V, T>
    {
        for (; c <= end - V.Count; c += V.Count)
            sums.Add(TProduct.Term(V.Load(y, c), V.Load(d, c)), c);
        return c;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static int Store<V>(ReadOnlySpan<T> y, ReadOnlySpan<T> d, Span<T> result, T sum, int c)
        where V : struct, ILanes<V, T>
    {
        V wide = V.Broadcast(sum);
        for (; c <= y.Length - V.Count; c += V.Count)
            V.Store(TProduct.Of(V.Load(y, c), V.Load(d, c), wide), result, c);
        return c;
    }
}
