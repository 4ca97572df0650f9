using System.Buffers;
using System.Numerics;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The second derivatives of a loss of classes over rows one after another.</summary>
internal interface IClassCurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Writes the product of the Hessian of each row with its direction, or where there is none the diagonal; 0 for a
    /// row that does not count.
    /// </summary>
    /// <param name="batch">The rows, one after another.</param>
    /// <param name="scale">The factor of all.</param>
    /// <param name="directions">As many numbers as logits, or none.</param>
    /// <param name="result">As many numbers as logits.</param>
    /// <param name="scratch">Parts·rows·classes + 2·rows numbers.</param>
    void Run(scoped in ClassBatch<T> batch, T scale, scoped ReadOnlySpan<T> directions, scoped Span<T> result,
        scoped Span<T> scratch);

    /// <summary>How often the numbers of a piece of rows must fit in the scratch memory.</summary>
    static abstract int Parts { get; }

    /// <summary>Refuses a batch that the loss does not take.</summary>
    /// <exception cref="ArgumentException">It takes no such targets, options or numbers.</exception>
    void Check(scoped in ClassBatch<T> batch);

    /// <summary>What the loss divides its sum by.</summary>
    BatchDivisor Divisor(scoped in ClassBatch<T> batch);
}

/// <summary>
/// Second derivatives of a loss of classes for rows wherever they lie: a few rows at a time, so that the scratch memory
/// stays in the caches.
/// </summary>
internal static class ClassCurvature
{
    // Logits, direction, result and targets of the rows of a piece.
    private const int Copies = 4, Room = 4096;

    /// <summary>How many numbers of scratch memory <see cref="Run"/> needs.</summary>
    public static int ScratchLength<TCurvature, T>(int rows, int classes)
        where TCurvature : IClassCurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => checked(Math.Min(rows, Piece(classes)) * ((Copies + TCurvature.Parts) * classes + 2));

    /// <summary>Writes, or adds, the diagonal or the product with the directions where the logits lie.</summary>
    public static void Run<TCurvature, T>(TCurvature curvature, in ClassBatch<T> batch, T scale,
        ReadOnlySpan<T> directions, Span<T> result, bool adds, Span<T> scratch)
        where TCurvature : IClassCurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int start = 0; start < batch.Rows; start += Piece(batch.Classes))
        {
            int rows = Math.Min(Piece(batch.Classes), batch.Rows - start), count = rows * batch.Classes;
            RowPlaces places = batch.Places.Piece(start, rows);
            Span<T> found = scratch[..count], free = scratch[(Copies * count)..];
            ReadOnlySpan<T> moved = Plain(batch.Places, directions, start, rows, scratch.Slice(count, count));
            ClassBatch<T> piece = batch.Places.ArePlain ? batch.Piece(start, rows) : batch.Plain(start, rows,
                Plain(batch.Places, batch.Logits, start, rows, scratch.Slice(2 * count, count)),
                Plain(batch.Places, batch.Targets, start, rows, scratch.Slice(3 * count, count)));
            curvature.Run(piece, scale, moved, found, free);
            Span<T> to = batch.Places.Part(result, start, rows);
            if (places.ArePlain)
                Broadcasting.Store(new MatrixView<T>(found, 0, 1), 1, count, to, adds);
            for (int row = 0, from = 0; row < rows && !places.ArePlain; row++)
                for (int c = 0, at = places.At(row); c < batch.Classes; c++, at += places.ClassStride)
                    to[at] = (adds ? to[at] : T.Zero) + found[from++];
        }
    }

    /// <summary>Writes the diagonal, by rented scratch memory, to outputs that are checked first.</summary>
    /// <param name="curvature">The second derivatives.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="gradient">Where the gradient beside the diagonal is to go.</param>
    /// <param name="result">Receives the diagonal.</param>
    /// <exception cref="ArgumentException">An output does not fit, or touches an input or the other.</exception>
    public static void Diagonal<TCurvature, T>(
        TCurvature curvature, in ClassBatch<T> batch, Span<T> gradient, Span<T> result)
        where TCurvature : IClassCurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(curvature, batch, result, "curvature");
        batch.CheckGradient(gradient);
        Require.Apart(result, (ReadOnlySpan<T>)gradient, "curvature", nameof(gradient));
        RunRented(curvature, batch, default, result);
    }

    /// <summary>The same for the product with a direction.</summary>
    public static void Product<TCurvature, T>(
        TCurvature curvature, in ClassBatch<T> batch, ReadOnlySpan<T> direction, Span<T> result)
        where TCurvature : IClassCurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(curvature, batch, result, "product");
        Require.SameLength(direction.Length, batch.Logits.Length, nameof(direction), "logits");
        Require.Apart(result, direction, "product", nameof(direction));
        RunRented(curvature, batch, direction, result);
    }

    private static void Check<TCurvature, T>(
        TCurvature curvature, in ClassBatch<T> batch, Span<T> result, string name)
        where TCurvature : IClassCurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        curvature.Check(batch);
        Require.SameLength(result.Length, batch.Logits.Length, name, "logits");
        Require.Apart(result, batch.Logits, name, "logits");
        batch.CheckApart(result, name);
    }

    private static void RunRented<TCurvature, T>(
        TCurvature curvature, in ClassBatch<T> batch, ReadOnlySpan<T> direction, Span<T> result)
        where TCurvature : IClassCurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchDivisor divisor = curvature.Divisor(batch);
        T[] scratch = ArrayPool<T>.Shared.Rent(ScratchLength<TCurvature, T>(batch.Rows, batch.Classes));
        Run(curvature, batch, divisor.Scale<T>(batch.Options.Batch.Upstream), direction, result, adds: false, scratch);
        ArrayPool<T>.Shared.Return(scratch);
    }

    private static int Piece(int classes) => Math.Max(1, Room / classes);

    private static ReadOnlySpan<T> Plain<T>(
        in RowPlaces places, ReadOnlySpan<T> numbers, int start, int rows, Span<T> room)
    {
        if (numbers.IsEmpty || places.ArePlain)
            return places.Part(numbers, start, rows);
        for (int row = 0, to = 0; row < rows; row++)
            for (int c = 0, at = places.At(start + row); c < places.Classes; c++, at += places.ClassStride)
                room[to++] = numbers[at];
        return room;
    }
}
