using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// Losses of rows whose inputs pass through a <see cref="RowStage"/> first: the stage forward, the kernel of all losses
/// of rows, and the stage backward, for a few rows at a time that stay in the cache.
/// </summary>
internal static class RowStages
{
    private const int PieceLength = 4096;

    /// <summary>The sum of the losses; their values or the gradient where there is room.</summary>
    public static double Run<TLoss, T>(TLoss loss, in RowInputs<T> inputs, Span<T> values,
        in LossGradients<T> gradients, double scale, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = inputs.Columns, rows = inputs.First.Length / columns;
        int piece = TLoss.Stage == RowStage.LogSoftmax ? Math.Clamp(PieceLength / columns, 1, Math.Max(rows, 1)) : 1;
        T[] numbers = ArrayPool<T>.Shared.Rent(StageWork<T>.Length(piece, columns));
        int[] order = ArrayPool<int>.Shared.Rent(columns);
        double[] tails = ArrayPool<double>.Shared.Rent(checked(RankTails.Rooms * columns));
        try
        {
            StageWork<T> work = new(TLoss.Stage, TLoss.ScaleOf(loss), columns, numbers, order, tails);
            double sum = 0;
            for (int start = 0; start < rows; start += piece)
                sum += Piece(loss, work, inputs, start, Math.Min(piece, rows - start), values, gradients, scale,
                    options);
            // At the end, as they may be the memory of an input.
            if (TLoss.Stage != RowStage.LogSoftmax)
                gradients.Second.Clear();
            gradients.Third.Clear();
            return sum;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(numbers);
            ArrayPool<int>.Shared.Return(order);
            ArrayPool<double>.Shared.Return(tails);
        }
    }

    private static double Piece<TLoss, T>(TLoss loss, in StageWork<T> work, in RowInputs<T> inputs, int start, int rows,
        Span<T> values, in LossGradients<T> gradients, double scale, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = inputs.Columns, at = start * columns, length = rows * columns;
        BatchOptions<T> own = options.Piece(start, rows);
        work.Forward(inputs.First.Slice(at, length), inputs.Second.Slice(at, length));
        RowInputs<T> staged = new()
        {
            First = work.First[..length],
            Second = work.Second[..length],
            Third = work.Third.IsEmpty ? default : work.Third[..length],
            Columns = columns,
        };
        Span<T> some = values.IsEmpty ? default : values.Slice(start, rows);
        Span<T> first = gradients.First.IsEmpty ? default : gradients.First.Slice(at, length);
        Span<T> second = gradients.Second.IsEmpty || TLoss.Stage != RowStage.LogSoftmax ? default
            : gradients.Second.Slice(at, length);
        LossGradients<T> slopes = new()
        {
            First = work.Slopes[..first.Length],
            Second = work.SecondSlopes[..second.Length],
        };
        double sum = TLoss.IsTotal
            ? Widest.Run<TotalKernel<TLoss, T>, T, double>(new(loss, staged)
            {
                Options = own,
                Values = some,
                First = slopes.First,
                Second = slopes.Second,
                Scale = scale,
            })
            : Widest.Run<RowKernel<TLoss, T>, T, double>(new(loss, staged)
            {
                Options = own,
                Values = some,
                Gradients = slopes,
                Scale = scale,
            });
        if (!first.IsEmpty)
            work.Backward(first);
        if (!second.IsEmpty)
            work.SecondBackward(second);
        LeaveOut(first, columns, own);
        LeaveOut(second, columns, own);
        return sum;
    }

    // A row that does not count may hold NaN, of which the way back makes NaN.
    private static void LeaveOut<T>(Span<T> gradient, int columns, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < gradient.Length / columns; row++)
        {
            if (options.Counts(row))
                continue;
            foreach (ref T slope in gradient.Slice(row * columns, columns))
                slope = T.Zero;
        }
    }
}
