using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of a ranking with a direction in its scores: the stage, the loss behind it and the way
/// back, each with its tangent, a list at a time.
/// </summary>
internal static class StageCurvature
{
    /// <summary>Adds the product with the direction of the scores.</summary>
    public static void AddProduct<TLoss, T>(TLoss loss, in RowInputs<T> inputs, ReadOnlySpan<T> direction,
        Span<T> product, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = inputs.Columns, rows = inputs.First.Length / columns, own = StageWork<T>.Length(1, columns);
        double scale = options.Divisor(rows).Scale<double>(options.Upstream);
        if (direction.IsEmpty || product.IsEmpty)
            return;
        T[] numbers = ArrayPool<T>.Shared.Rent(checked(own + 3 * columns));
        int[] order = ArrayPool<int>.Shared.Rent(columns);
        double[] tails = ArrayPool<double>.Shared.Rent(checked(RankTails.Rooms * columns));
        try
        {
            StageWork<T> work = new(TLoss.Stage, TLoss.ScaleOf(loss), columns, numbers.AsSpan(..own), order, tails);
            for (int row = 0; row < rows; row++)
                if (options.Counts(row))
                    AddRow(loss, work, inputs.Piece(row, 1), direction.Slice(row * columns, columns), product.Slice(
                        row * columns, columns), numbers.AsSpan(own, 3 * columns), options.Piece(row, 1) with
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
        ReadOnlySpan<T> direction, Span<T> product, Span<T> room, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = row.Columns;
        Span<T> moved = room[..columns], changes = room.Slice(columns, columns), rest = room[(2 * columns)..];
        work.Forward(row.First, row.Second);
        work.ForwardTangent(direction, moved);
        RowInputs<T> staged = new() { First = work.First, Second = work.Second, Columns = columns };
        RowBatch<T> behind = new(staged)
        {
            Options = options,
            Gradients = new() { First = work.Slopes },
            Scale = options.Upstream,
        };
        if (TLoss.IsTotal)
            Widest.Run<TotalKernel<TLoss, T>, T, double>(new(loss, behind));
        else
            Widest.Run<RowKernel<TLoss, T>, T, double>(new(loss, behind));
        foreach (ref T change in changes)
            change = T.Zero;
        RowCurvature.AddProduct(loss, staged, new() { First = moved, Second = default, Columns = columns },
            new() { First = changes }, options);
        work.BackwardTangent(direction, changes, rest, product);
    }
}
