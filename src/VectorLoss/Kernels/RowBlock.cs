using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>
/// Rows of few classes side by side: as many rows as a register holds, transposed, so that what a row sums is a sum of
/// whole registers and nothing is folded across a register. Each lane does what <see cref="Lane1{T}"/> would do with its row.
/// </summary>
internal static class RowBlock
{
    /// <summary>Rows of up to so many classes are taken side by side; longer rows one after another.</summary>
    public static int MaxClasses<T>() where T : unmanaged => Logical.Lanes<T>();

    /// <summary>Copies the listed rows of a matrix to columns that lie <paramref name="width"/> apart; missing rows become 0.</summary>
    public static void Pack<T>(ReadOnlySpan<T> matrix, int classes, ReadOnlySpan<int> rows, int width, Span<T> columns)
        where T : unmanaged
    {
        for (int lane = 0; lane < width; lane++)
        {
            ReadOnlySpan<T> row = lane < rows.Length ? matrix.Slice(rows[lane] * classes, classes) : default;
            for (int c = 0, at = lane; c < classes; c++, at += width)
                columns[at] = c < row.Length ? row[c] : default;
        }
    }

    /// <summary>Copies columns back to the listed rows of a matrix.</summary>
    public static void Unpack<T>(ReadOnlySpan<T> columns, int width, int classes, ReadOnlySpan<int> rows, Span<T> matrix)
        where T : unmanaged
    {
        for (int lane = 0; lane < rows.Length; lane++)
        {
            Span<T> row = matrix.Slice(rows[lane] * classes, classes);
            for (int c = 0, at = lane; c < row.Length; c++, at += width)
                row[c] = columns[at];
        }
    }

    /// <summary>The largest class of every row. Of a row with a NaN, a NaN or any of its numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max<V, T>(ReadOnlySpan<T> columns, int classes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V max = V.Load(columns, 0);
        for (int c = 1; c < classes; c++)
            max = V.MaxNative(max, V.Load(columns, c * V.Count));
        return max;
    }

    /// <summary>
    /// The sum over the classes of every row, in halves: class i and class i + h are added for h = …, 4, 2, 1, which is
    /// how <see cref="OrderedSum{T}"/> folds. The columns are used up.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sum<V, T>(Span<T> columns, int classes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = classes;
        for (int half = (int)(BitOperations.RoundUpToPowerOf2((uint)classes) / 2); half > 0; half /= 2)
        {
            for (int c = 0; c + half < length; c++)
                V.Store(V.Load(columns, c * V.Count) + V.Load(columns, (c + half) * V.Count), columns, c * V.Count);
            length = half;
        }
        return V.Load(columns, 0);
    }
}
