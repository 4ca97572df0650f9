using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The Hessian of a ranking, its product with a direction in its scores or its diagonal: the stage, the loss behind it
/// and the way back, each with its tangent or its second derivatives, a list at a time.
/// </summary>
internal static class StageCurvature
{
    /// <summary>Adds the product with the direction of the scores.</summary>
    public static void AddProduct<TLoss, T>(TLoss loss, in RowInputs<T> inputs, ReadOnlySpan<T> direction,
        Span<T> product, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!direction.IsEmpty)
            Add(loss, inputs, direction, product, options);
    }

    /// <summary>Adds the diagonal by the scores.</summary>
    public static void AddDiagonal<TLoss, T>(
        TLoss loss, in RowInputs<T> inputs, Span<T> diagonal, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Add(loss, inputs, default, diagonal, options);

    private static void Add<TLoss, T>(TLoss loss, in RowInputs<T> inputs, ReadOnlySpan<T> direction,
        Span<T> result, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = inputs.Columns, rows = inputs.First.Length / columns, own = StageWork<T>.Length(1, columns);
        double scale = options.Divisor(rows).Scale<double>(options.Upstream);
        if (result.IsEmpty)
            return;
        T[] numbers = ArrayPool<T>.Shared.Rent(checked(own + 3 * columns));
        int[] order = ArrayPool<int>.Shared.Rent(columns);
        double[] tails = ArrayPool<double>.Shared.Rent(checked(RankTails.Rooms * columns));
        try
        {
            StageWork<T> work = new(TLoss.Stage, TLoss.ScaleOf(loss), columns, numbers.AsSpan(..own), order, tails);
            for (int row = 0; row < rows; row++)
                if (options.Counts(row))
                    AddRow(loss, work, inputs.Piece(row, 1), direction.IsEmpty ? default
                        : direction.Slice(row * columns, columns), result.Slice(row * columns, columns),
                        numbers.AsSpan(own, 3 * columns), options.Piece(row, 1) with
                        {
                            Reduction = Reduction.Sum,
                            Empty = EmptyBatch.Zero,
                            Upstream = scale,
                        });
        }
        finally
        {
            ArrayPool<T>.Shared.Return(numbers);
            ArrayPool<int>.Shared.Return(order);
            ArrayPool<double>.Shared.Return(tails);
        }
    }

    private static void AddRow<TLoss, T>(TLoss loss, in StageWork<T> work, in RowInputs<T> row,
        ReadOnlySpan<T> direction, Span<T> result, Span<T> room, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = row.Columns;
        Span<T> moved = room[..columns], changes = room.Slice(columns, columns), rest = room[(2 * columns)..];
        work.Forward(row.First, row.Second);
        RowInputs<T> staged = new() { First = work.First, Second = work.Second, Columns = columns };
        RowStages.Behind(loss, staged, options, default, new() { First = work.Slopes }, options.Upstream);
        foreach (ref T change in changes)
            change = T.Zero;
        if (direction.IsEmpty)
        {
            if (RowCurvature.Bends(loss, staged))
                throw new NotSupportedException(
                    $"{typeof(TLoss).Name} gives no diagonal of its Hessian: its rows are ranked, and then no sum.");
            RowCurvature.Diagonal(loss, staged, new() { First = changes }, options);
            StageDiagonal.Add<T>(work, changes, rest, result);
            return;
        }
        work.ForwardTangent(direction, moved);
        RowCurvature.AddProduct(loss, staged, new() { First = moved, Second = default, Columns = columns },
            new() { First = changes }, options);
        work.BackwardTangent(direction, changes, rest, result);
    }
}
