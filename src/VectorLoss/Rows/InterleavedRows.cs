using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// Rows of few classes side by side. They are transposed, so that the sum of a row is a sum of whole registers and
/// nothing is folded across a register. Each lane does what <see cref="Lane1{T}"/> would do with its row.
/// </summary>
/// <remarks>
/// Each hot loop is a method of its own that is not inlined: the JIT has one inlining budget for each method, and an
/// exponential uses up most of it.
/// </remarks>
internal static class InterleavedRows
{
    private const int Numbers = 2048;

    /// <summary>
    /// Rows of at most this many classes are computed side by side, longer rows one after another. Just above the
    /// limit, a softmax gains a tenth by that; with a third more classes it gains two thirds, and cross-entropy a
    /// fifth. With AVX-512 both ways are equal at 200 classes.
    /// </summary>
    public static int MaxClasses<T>() where T : unmanaged => 3 * Logical.Lanes<T>();

    /// <summary>The rows of a block: whole registers, and as many as stay in a near cache.</summary>
    public static int Rows<V, T>(int classes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.Clamp(Numbers / classes / V.Count * V.Count, V.Count, Logical.Lanes<T>());

    /// <summary>
    /// Transposes rows to columns: row i becomes column i of a classes × <paramref name="width"/> matrix. The columns
    /// beyond the last row become 0.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Pack<V, T>(
        ReadOnlySpan<T> matrix, in RowPlaces places, ReadOnlySpan<int> rows, int width, Span<T> columns)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.Length < width)
            Stores.Zero<V, T>(columns);
        if (!places.ArePlain)
        {
            InterleavedPlaces.Pack<V, T>(matrix, places, rows, width, columns);
            return;
        }
        int classes = places.Classes;
        int tiled = Tiled(rows, classes);
        if (tiled > 0)
            Transposition.Write(
                matrix.Slice(rows[0] * classes, tiled * classes), classes, tiled, classes, columns, width);
        for (int lane = tiled; lane < rows.Length; lane++)
        {
            ReadOnlySpan<T> row = matrix.Slice(rows[lane] * classes, classes);
            for (int c = 0, at = lane; c < row.Length; c++, at += width)
                columns[at] = row[c];
        }
    }

    /// <summary>Transposes columns back to rows.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Unpack<V, T>(
        ReadOnlySpan<T> columns, int width, in RowPlaces places, ReadOnlySpan<int> rows, Span<T> matrix)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!places.ArePlain)
        {
            InterleavedPlaces.Unpack<V, T>(columns, width, places, rows, matrix);
            return;
        }
        int classes = places.Classes;
        int tiled = Tiled(rows, classes);
        if (tiled > 0)
            Transposition.Write(
                columns, width, classes, tiled, matrix.Slice(rows[0] * classes, tiled * classes), classes);
        for (int lane = tiled; lane < rows.Length; lane++)
        {
            Span<T> row = matrix.Slice(rows[lane] * classes, classes);
            for (int c = 0, at = lane; c < row.Length; c++, at += width)
                row[c] = columns[at];
        }
    }

    /// <summary>
    /// How many of the rows can be moved in blocks: they must lie one after another and have enough classes.
    /// </summary>
    private static int Tiled(ReadOnlySpan<int> rows, int classes)
        => classes >= TransposeBlock.Side && rows[^1] - rows[0] == rows.Length - 1
            ? rows.Length / TransposeBlock.Side * TransposeBlock.Side : 0;

    /// <summary>For every row: its largest number m, exp(x − m) of its numbers x, their sum S, and S − 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Powers<V, T>(scoped in SoftmaxColumns<T> block)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Maxima<V, T>(block.Logits, block.Max);
        Exp<V, T>(block.Logits, block.Powers, block.Max);
        InterleavedSums.Powers<V, T>(block);
    }

    /// <summary>
    /// The largest number of every row. For a row with a NaN, it may be NaN or any number of the row.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Maxima<V, T>(ReadOnlySpan<T> columns, Span<T> maxima)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lane = 0;
        for (; lane <= maxima.Length - 4 * V.Count; lane += 4 * V.Count)
            FourMaxima<V, T>(columns, maxima, lane);
        for (; lane < maxima.Length; lane += V.Count)
            OneMaximum<V, T>(columns, maxima, lane);
    }

    /// <summary>Four registers of rows at a time: a single maximum would wait for the one before it.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void FourMaxima<V, T>(ReadOnlySpan<T> columns, Span<T> maxima, int lane)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = maxima.Length;
        V a = V.Load(columns, lane), b = V.Load(columns, lane + V.Count);
        V c = V.Load(columns, lane + 2 * V.Count), d = V.Load(columns, lane + 3 * V.Count);
        for (int at = lane + width; at < columns.Length; at += width)
        {
            a = V.MaxNative(a, V.Load(columns, at));
            b = V.MaxNative(b, V.Load(columns, at + V.Count));
            c = V.MaxNative(c, V.Load(columns, at + 2 * V.Count));
            d = V.MaxNative(d, V.Load(columns, at + 3 * V.Count));
        }
        V.Store(a, maxima, lane);
        V.Store(b, maxima, lane + V.Count);
        V.Store(c, maxima, lane + 2 * V.Count);
        V.Store(d, maxima, lane + 3 * V.Count);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void OneMaximum<V, T>(ReadOnlySpan<T> columns, Span<T> maxima, int lane)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V max = V.Load(columns, lane);
        for (int at = lane + maxima.Length; at < columns.Length; at += maxima.Length)
            max = V.MaxNative(max, V.Load(columns, at));
        V.Store(max, maxima, lane);
    }

    /// <summary>exp(x − m).</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Exp<V, T>(ReadOnlySpan<T> columns, Span<T> powers, ReadOnlySpan<T> maxima)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ExpRegisters<V, T> exp = new(NormalPowers.CutOf<T>());
        for (int row = 0; row < columns.Length; row += maxima.Length)
            for (int lane = 0; lane < maxima.Length; lane += V.Count)
                V.Store(exp.OfNonPositive(V.Load(columns, row + lane) - V.Load(maxima, lane)), powers, row + lane);
    }
}
