using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// A vector-Jacobian product of a row function, from its output y and the gradient d with respect to it.
/// </summary>
internal interface IRowProduct
{
    /// <summary>What is summed over the row.</summary>
    static abstract R Term<R>(R output, R upstream) where R : struct, IReal<R>;

    /// <summary>The gradient with respect to the input, given that sum.</summary>
    static abstract R Of<R>(R output, R upstream, R sum) where R : struct, IReal<R>;
}

/// <summary>The products of <see cref="RowFunctions"/>.</summary>
internal static class RowProducts
{
    /// <summary>p·(d − Σ p·d).</summary>
    internal readonly struct Softmax : IRowProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Term<R>(R output, R upstream) where R : struct, IReal<R> => output * upstream;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R output, R upstream, R sum) where R : struct, IReal<R> => output * (upstream - sum);
    }

    /// <summary>d − p·Σ d.</summary>
    internal readonly struct LogSoftmax : IRowProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Term<R>(R output, R upstream) where R : struct, IReal<R> => upstream;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R output, R upstream, R sum)
            where R : struct, IReal<R> => R.MulAdd(-R.Exp(output), sum, upstream);
    }
}

/// <summary>A vector-Jacobian product over all rows.</summary>
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

/// <summary>The gradient of log-sum-exp of all rows.</summary>
internal readonly ref struct LogSumExpGradients<T>(
    ReadOnlySpan<T> logits, ReadOnlySpan<T> values, ReadOnlySpan<T> upstream, int classes, Span<T> gradient)
    : IRowWork<LogSumExpGradients<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly ReadOnlySpan<T> values = values;
    private readonly ReadOnlySpan<T> upstream = upstream;
    private readonly Span<T> gradient = gradient;

    public int Rows => values.Length;

    public int Classes => classes;

    public LogSumExpGradients<T> Piece(int start, int rows) => new(logits.Slice(start * classes, rows * classes),
        values.Slice(start, rows), upstream.Slice(start, rows), classes,
        gradient.Slice(start * classes, rows * classes));

    public double Run()
    {
        for (int row = 0; row < values.Length; row++)
            Widest.Run<ScaledPowers<T>, T, int>(new(logits.Slice(row * classes, classes),
                gradient.Slice(row * classes, classes), values[row], upstream[row]));
        return 0;
    }
}

/// <summary>d·exp(x − value) of a row, for the gradient of log-sum-exp.</summary>
internal readonly ref struct ScaledPowers<T>(
    ReadOnlySpan<T> logits, Span<T> gradient, T value, T upstream) : IKernel<T, int>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly Span<T> gradient = gradient;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T> => Store<Lane1<T>>(Store<V>(0));

    [MethodImpl(Compiled.AtOnce)]
    private int Store<V>(int c) where V : struct, ILanes<V, T>
    {
        V wideValue = V.Broadcast(value), wideUpstream = V.Broadcast(upstream);
        for (; c <= logits.Length - V.Count; c += V.Count)
            V.Store(wideUpstream * V.Exp(V.Load(logits, c) - wideValue), gradient, c);
        return c;
    }
}
