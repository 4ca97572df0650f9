using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>Copies rows to and from memory where they lie one after another.</summary>
internal static class Staging
{
    /// <summary>Copies rows in.</summary>
    /// <param name="source">The memory of a batch.</param>
    /// <param name="places">The rows.</param>
    /// <param name="numbers">Receives them.</param>
    /// <param name="tile">Room for as many numbers.</param>
    public static void Load<S, T>(ReadOnlySpan<S> source, in RowPlaces places, Span<T> numbers, Span<T> tile)
        where S : unmanaged where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = places.Classes;
        if (places.AreWhole)
        {
            int each = places.SampleStride == classes ? places.Rows : 1;
            for (int row = 0; row < places.Rows; row += each)
                Load(source.Slice(places.At(row), each * classes), numbers[(row * classes)..]);
            return;
        }
        for (int row = 0, run; row < places.Rows; row += run)
        {
            run = Math.Min(places.Beside(row), places.Rows - row);
            ReadOnlySpan<S> from = source[places.At(row)..];
            Span<T> to = numbers[(row * classes)..];
            if (typeof(S) == typeof(T))
            {
                Transposition.Write(Refs.Cast<S, T>(from), places.ClassStride, classes, run, to, classes);
                continue;
            }
            for (int c = 0; c < classes; c++)
                Load(from.Slice(c * places.ClassStride, run), tile[(c * run)..]);
            Transposition.Write(tile, run, classes, run, to, classes);
        }
    }

    /// <summary>Copies rows out.</summary>
    /// <param name="numbers">The rows.</param>
    /// <param name="places">Where they belong.</param>
    /// <param name="destination">The memory of a batch; what lies between the rows stays.</param>
    /// <param name="tile">Room for as many numbers.</param>
    public static void Store<S, T>(ReadOnlySpan<T> numbers, in RowPlaces places, Span<S> destination, Span<T> tile)
        where S : unmanaged where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = places.Classes;
        if (places.AreWhole)
        {
            int each = places.SampleStride == classes ? places.Rows : 1;
            for (int row = 0; row < places.Rows; row += each)
                Store(numbers.Slice(row * classes, each * classes), destination[places.At(row)..]);
            return;
        }
        for (int row = 0, run; row < places.Rows; row += run)
        {
            run = Math.Min(places.Beside(row), places.Rows - row);
            ReadOnlySpan<T> from = numbers[(row * classes)..];
            Span<S> to = destination[places.At(row)..];
            if (typeof(S) == typeof(T))
            {
                Transposition.Write(from, classes, run, classes, Refs.Cast<S, T>(to), places.ClassStride);
                continue;
            }
            Transposition.Write(from, classes, run, classes, tile, run);
            for (int c = 0; c < classes; c++)
                Store(tile.Slice(c * run, run), to[(c * places.ClassStride)..]);
        }
    }

    private static void Load<S, T>(ReadOnlySpan<S> source, Span<T> numbers)
        where S : unmanaged where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Run<CopyRow<S, T, T>, T, int>(new(source, numbers));

    private static void Store<S, T>(ReadOnlySpan<T> numbers, Span<S> destination)
        where S : unmanaged where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Run<CopyRow<T, S, T>, T, int>(new(numbers, destination));
}
