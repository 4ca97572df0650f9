using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>
/// Rows of few classes side by side: transposed, so that what a row sums is a sum of whole registers and nothing is
/// folded across a register. Each lane does what <see cref="Lane1{T}"/> would do with its row.
/// </summary>
/// <remarks>
/// Hot loops stand in methods of their own that are not inlined: the compiler's budget for inlining is one per method,
/// and an exponential uses up most of it.
/// </remarks>
internal static class RowBlock
{
    private const int Numbers = 2048;

    /// <summary>
    /// Rows of up to so many classes are taken side by side; longer rows one after another. Measured with AVX2, a
    /// quarter of that loses half the speed at 100 classes, and beyond it the two are even.
    /// </summary>
    public static int MaxClasses<T>() where T : unmanaged => 4 * Logical.Lanes<T>();

    /// <summary>How many rows a block has: whole registers, and as many as stay near the processor.</summary>
    public static int Rows<V, T>(int classes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.Clamp(Numbers / classes / V.Count * V.Count, V.Count, Logical.Lanes<T>());

    /// <summary>
    /// Copies rows of a matrix to columns that lie <paramref name="width"/> apart; missing rows become 0.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Pack<T>(ReadOnlySpan<T> matrix, int classes, ReadOnlySpan<int> rows, int width, Span<T> columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.Length < width)
            columns.Clear();
        int tiled = Tiled(rows, classes);
        if (tiled > 0)
            Turn(matrix.Slice(rows[0] * classes, tiled * classes), classes, tiled, classes, columns, width);
        for (int lane = tiled; lane < rows.Length; lane++)
        {
            ReadOnlySpan<T> row = matrix.Slice(rows[lane] * classes, classes);
            for (int c = 0, at = lane; c < row.Length; c++, at += width)
                columns[at] = row[c];
        }
    }

    /// <summary>Copies columns back to rows of a matrix.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Unpack<T>(
        ReadOnlySpan<T> columns, int width, int classes, ReadOnlySpan<int> rows, Span<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int tiled = Tiled(rows, classes);
        if (tiled > 0)
            Turn(columns, width, classes, tiled, matrix.Slice(rows[0] * classes, tiled * classes), classes);
        for (int lane = tiled; lane < rows.Length; lane++)
        {
            Span<T> row = matrix.Slice(rows[lane] * classes, classes);
            for (int c = 0, at = lane; c < row.Length; c++, at += width)
                row[c] = columns[at];
        }
    }

    /// <summary>
    /// How many of the rows can be moved in tiles: they lie one after another and have enough classes.
    /// </summary>
    private static int Tiled(ReadOnlySpan<int> rows, int classes)
        => classes >= Transpose.Side && rows[^1] - rows[0] == rows.Length - 1
        ? rows.Length / Transpose.Side * Transpose.Side : 0;

    /// <summary>
    /// Transposes a matrix whose sides are at least a tile's; where a tile reaches over the edge, it is moved back
    /// and overlaps.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Turn<T>(ReadOnlySpan<T> from, int fromRow, int rows, int columns, Span<T> to, int toRow)
        where T : unmanaged
    {
        Debug.Assert(rows >= Transpose.Side && columns >= Transpose.Side);
        Debug.Assert((rows - 1) * fromRow + columns <= from.Length && (columns - 1) * toRow + rows <= to.Length);
        ref readonly T source = ref Walk.Start(from);
        ref T target = ref Walk.Start(to);
        for (int top = 0; top < rows; top += Transpose.Side)
        {
            int row = Math.Min(top, rows - Transpose.Side);
            for (int left = 0; left < columns; left += Transpose.Side)
            {
                int column = Math.Min(left, columns - Transpose.Side);
                Transpose.Block(in Walk.From(in source, row * fromRow + column), fromRow,
                    ref Walk.On(ref target, column * toRow + row), toRow);
            }
        }
    }

    /// <summary>Of every row: its largest number, exp(x − largest) of its numbers, and their sum.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Powers<V, T>(
        ReadOnlySpan<T> columns, Span<T> powers, Span<T> maxima, Span<T> sums, Span<T> scratch)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = maxima.Length;
        for (int lane = 0; lane < width; lane += V.Count)
        {
            V max = V.Load(columns, lane);
            for (int at = lane + width; at < columns.Length; at += width)
                max = V.MaxNative(max, V.Load(columns, at));
            V.Store(max, maxima, lane);
            int count = 0;
            for (int at = lane; at < columns.Length; at += width, count += V.Count)
            {
                V power = LaneMath.ExpOfNonPositive<V, T>(V.Load(columns, at) - max);
                V.Store(power, powers, at);
                V.Store(power, scratch, count);
            }
            V.Store(Fold<V, T>(scratch[..count]), sums, lane);
        }
    }

    /// <summary>Logarithms.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Log<V, T>(ReadOnlySpan<T> numbers, Span<T> logarithms)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0; at < numbers.Length; at += V.Count)
            V.Store(V.Log(V.Load(numbers, at)), logarithms, at);
    }

    /// <summary>The sum over the classes of every row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Sum<V, T>(ReadOnlySpan<T> columns, Span<T> sums, Span<T> scratch)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < sums.Length; lane += V.Count)
        {
            int count = 0;
            for (int at = lane; at < columns.Length; at += sums.Length, count += V.Count)
                V.Store(V.Load(columns, at), scratch, count);
            V.Store(Fold<V, T>(scratch[..count]), sums, lane);
        }
    }

    /// <summary>
    /// Adds registers in halves: register i and register i + h for h = …, 4, 2, 1, so a sum of n classes carries at
    /// most ⌈log₂ n⌉ roundings. The registers are used up.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fold<V, T>(Span<T> registers)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = registers.Length;
        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)(length / V.Count)) / 2) * V.Count;
        for (; half >= V.Count; length = half, half /= 2)
            for (int at = 0; at + half < length; at += V.Count)
                V.Store(V.Load(registers, at) + V.Load(registers, at + half), registers, at);
        return V.Load(registers, 0);
    }
}
