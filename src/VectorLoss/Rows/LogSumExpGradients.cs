using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

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
