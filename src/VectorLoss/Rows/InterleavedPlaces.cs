using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// Moves rows that do not lie one after another to and from the columns of <see cref="InterleavedRows"/>. Where the
/// numbers of a class lie side by side, they are a piece of a column already, and nothing is transposed.
/// </summary>
internal static class InterleavedPlaces
{
    /// <summary>Row i becomes column i of a classes × <paramref name="width"/> matrix.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Pack<V, T>(
        ReadOnlySpan<T> numbers, in RowPlaces places, ReadOnlySpan<int> rows, int width, Span<T> columns)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0, run; lane < rows.Length; lane += run)
        {
            run = Run(places, rows[lane..]);
            int at = places.At(rows[lane]), column = lane;
            for (int c = 0; c < places.Classes; c++, at += places.ClassStride, column += width)
                Stores.Copy<V, T>(numbers.Slice(at, run), columns[column..]);
        }
    }

    /// <summary>Column i becomes row i.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Unpack<V, T>(
        ReadOnlySpan<T> columns, int width, in RowPlaces places, ReadOnlySpan<int> rows, Span<T> numbers)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0, run; lane < rows.Length; lane += run)
        {
            run = Run(places, rows[lane..]);
            int at = places.At(rows[lane]), column = lane;
            for (int c = 0; c < places.Classes; c++, at += places.ClassStride, column += width)
                Stores.Copy<V, T>(columns.Slice(column, run), numbers[at..]);
        }
    }

    /// <summary>How many of the rows, from the first on, lie side by side.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Run(in RowPlaces places, ReadOnlySpan<int> rows)
    {
        int most = Math.Min(places.Beside(rows[0]), rows.Length), run = 1;
        // Mostly all rows count, and then the last one tells of those before it.
        if (rows[most - 1] - rows[0] == most - 1)
            return most;
        while (rows[run] - rows[0] == run)
            run++;
        return run;
    }
}
