using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>A function of a number x of a row, given its maximum m, e = exp(x − m), 1/S with S = Σ e, and log S.</summary>
internal interface IRowMap
{
    /// <summary>Whether the result is one number a row, and not one a class.</summary>
    static abstract bool OneARow { get; }

    /// <summary>Whether e is looked at, and not x.</summary>
    static abstract bool OfPower { get; }

    /// <summary>The result for e or for x.</summary>
    static abstract R Of<R>(R number, R max, R inverse, R logSum) where R : struct, IReal<R>;
}

/// <summary>The functions of <see cref="RowFunctions"/>.</summary>
internal static class RowMaps
{
    internal readonly struct Softmax : IRowMap
    {
        public static bool OneARow => false;
        public static bool OfPower => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R power, R max, R inverse, R logSum) where R : struct, IReal<R> => power * inverse;
    }

    internal readonly struct LogSoftmax : IRowMap
    {
        public static bool OneARow => false;
        public static bool OfPower => false;

        // Not x − (m + log S): where logits are huge, that sum has no digit left for log S.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R logit, R max, R inverse, R logSum) where R : struct, IReal<R> => logit - max - logSum;
    }

    internal readonly struct LogSumExp : IRowMap
    {
        public static bool OneARow => true;
        public static bool OfPower => false;

        /// <summary>m + log S; −∞ of a row of −∞ only.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R logit, R max, R inverse, R logSum) where R : struct, IReal<R>
            => R.WhereEqual(max, R.Of(double.NegativeInfinity), max, max + logSum);
    }
}

/// <summary>A function of all rows; the traversal is picked by the number of classes.</summary>
internal readonly ref struct RowMap<TMap, T>(ReadOnlySpan<T> logits, int classes, Span<T> output)
    : IRowWork<RowMap<TMap, T>>
    where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly Span<T> output = output;

    public int Rows => logits.Length / classes;

    public int Classes => classes;

    public RowMap<TMap, T> Piece(int start, int rows) => new(logits.Slice(start * classes, rows * classes), classes,
        TMap.OneARow ? output.Slice(start, rows) : output.Slice(start * classes, rows * classes));

    public double Run() => classes <= InterleavedRows.MaxClasses<T>()
        ? Widest.Run<BlockMap<TMap, T>, T, int>(new(logits, classes, output))
        : Widest.Run<LongMap<TMap, T>, T, int>(new(logits, classes, output));
}

/// <summary>A function of rows of few classes, many rows side by side.</summary>
internal readonly ref struct BlockMap<TMap, T>(ReadOnlySpan<T> logits, int classes, Span<T> output) : IKernel<T, int>
    where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly Span<T> output = output;

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        int width = InterleavedRows.Rows<V, T>(classes), count = logits.Length / classes;
        Span<T> numbers = stackalloc T[SoftmaxColumns<T>.Length(classes, width)];
        SoftmaxColumns<T> columns = new(numbers, classes, width);
        Span<int> rows = stackalloc int[width];
        for (int start = 0; start < count; start += width)
        {
            int length = Math.Min(width, count - start);
            // The last block may be narrower: no more registers than it has rows for.
            if (length <= columns.Width - V.Count)
                columns = new(numbers, classes, (length + V.Count - 1) / V.Count * V.Count);
            for (int i = 0; i < length; i++)
                rows[i] = start + i;
            InterleavedRows.Pack(logits, classes, rows[..length], columns.Width, columns.Logits);
            InterleavedRows.Powers<V, T>(columns.Logits, columns.Powers, columns.Max, columns.Sum, columns.Scratch);
            if (!TMap.OfPower)
                InterleavedRows.Log<V, T>(columns.Sum, columns.LogSum);
            Map<V>(columns);
            if (TMap.OneARow)
                columns.Terms[..length].CopyTo(output[start..]);
            else
                InterleavedRows.Unpack(columns.Terms, columns.Width, classes, rows[..length], output);
        }
        return count;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Map<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> numbers = TMap.OfPower ? columns.Powers : columns.Logits;
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V max = V.Load(columns.Max, lane), logSum = V.Load(columns.LogSum, lane);
            V inverse = V.Of(1) / V.Load(columns.Sum, lane);
            int end = TMap.OneARow ? columns.Width : numbers.Length;
            for (int at = lane; at < end; at += columns.Width)
                V.Store(TMap.Of(V.Load(numbers, at), max, inverse, logSum), columns.Terms, at);
        }
    }
}

/// <summary>A function of rows of many classes, one after another.</summary>
internal readonly ref struct LongMap<TMap, T>(ReadOnlySpan<T> logits, int classes, Span<T> output) : IKernel<T, int>
    where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly Span<T> output = output;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[2 * Logical.Lanes<T>()];
        int rows = logits.Length / classes;
        T nextMax = rows > 0 ? SequentialRow.Max<V, T>(logits[..classes]) : T.Zero;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<T> x = logits.Slice(row * classes, classes);
            ReadOnlySpan<T> next = row + 1 < rows ? logits.Slice((row + 1) * classes, classes) : x;
            Span<T> result = TMap.OneARow ? output.Slice(row, 1) : output.Slice(row * classes, classes);
            T max = nextMax, sum = SequentialRow.Powers<V, T>(x, next, TMap.OfPower ? result : default, ref nextMax, lanes);
            T logSum = TMap.OfPower ? T.Zero : SequentialRow.Log(sum);
            ReadOnlySpan<T> numbers = TMap.OfPower ? result : x[..result.Length];
            if (TMap.OneARow)
                Map<Lane1<T>>(numbers, result, max, sum, logSum);
            else
                Map<V>(numbers, result, max, sum, logSum);
        }
        return logits.Length;
    }

    // The last register may reach back over the one before: it is read before that is written.
    [MethodImpl(Compiled.AtOnce)]
    private static void Map<V>(ReadOnlySpan<T> numbers, Span<T> result, T max, T sum, T logSum)
        where V : struct, ILanes<V, T>
    {
        V wideMax = V.Broadcast(max), inverse = V.Of(1) / V.Broadcast(sum), wideLogSum = V.Broadcast(logSum);
        int end = numbers.Length - V.Count;
        V last = TMap.Of(V.Load(numbers, end), wideMax, inverse, wideLogSum);
        for (int c = 0; c < end; c += V.Count)
            V.Store(TMap.Of(V.Load(numbers, c), wideMax, inverse, wideLogSum), result, c);
        V.Store(last, result, end);
    }
}
