using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
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

    /// <summary>Rows that come together behind a log-softmax, and whose values have a sum of their own.</summary>
    public static int Together(int columns) => Math.Max(1, PieceLength / columns);

    /// <summary>The sum of the losses; their values or the gradient where there is room.</summary>
    [MethodImpl(Compiled.Early)]
    public static double Run<TLoss, T>(TLoss loss, scoped in RowBatch<T> batch)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = batch.Inputs.Columns, rows = batch.Rows;
        int piece = TLoss.Stage == RowStage.LogSoftmax ? Math.Clamp(rows, 1, Together(columns)) : 1;
        T[] numbers = ArrayPool<T>.Shared.Rent(StageWork<T>.Length(piece, columns));
        int[] order = ArrayPool<int>.Shared.Rent(columns);
        double[] tails = ArrayPool<double>.Shared.Rent(checked(RankTails.Rooms * columns));
        try
        {
            StageWork<T> work = new(TLoss.Stage, TLoss.ScaleOf(loss), columns, numbers, order, tails);
            double sum = 0;
            for (int start = 0; start < rows; start += piece)
                sum += Piece(loss, work, batch, start, Math.Min(piece, rows - start));
            // At the end, as they may be the memory of an input.
            if (TLoss.Stage != RowStage.LogSoftmax)
                batch.Gradients.Second.Clear();
            batch.Gradients.Third.Clear();
            return sum;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(numbers);
            ArrayPool<int>.Shared.Return(order);
            ArrayPool<double>.Shared.Return(tails);
        }
    }

    // Each part of the batch is cut for itself: a whole piece would be copied by the framework, for each row of a list.
    [MethodImpl(Compiled.Early)]
    private static double Piece<TLoss, T>(TLoss loss, in StageWork<T> work, scoped in RowBatch<T> batch,
        int start, int rows)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowInputs<T> inputs = batch.Inputs.Piece(start, rows);
        int columns = inputs.Columns, length = inputs.First.Length;
        work.Forward(inputs.First, inputs.Second);
        RowInputs<T> staged = new()
        {
            First = work.First[..length],
            Second = work.Second[..length],
            Third = work.Third.IsEmpty ? default : work.Third[..length],
            Columns = columns,
        };
        LossGradients<T> gradients = batch.Gradients.Piece(start * columns, length);
        Span<T> first = gradients.First;
        Span<T> second = TLoss.Stage == RowStage.LogSoftmax ? gradients.Second : default;
        BatchOptions<T> options = batch.Options.Piece(start, rows);
        double sum = Behind(loss, staged, options, batch.Values.Piece(start, rows),
            new() { First = work.Slopes[..first.Length], Second = work.SecondSlopes[..second.Length] }, batch.Scale);
        if (!first.IsEmpty)
            work.Backward(first);
        if (!second.IsEmpty)
            work.SecondBackward(second);
        LeaveOut(first, columns, options);
        LeaveOut(second, columns, options);
        return sum;
    }

    /// <summary>The kernel behind a stage, built where it lies.</summary>
    [MethodImpl(Compiled.Early)]
    public static double Behind<TLoss, T>(TLoss loss, scoped in RowInputs<T> staged, scoped in BatchOptions<T> options,
        scoped in RowValues<T> values, scoped in LossGradients<T> gradients, double scale)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TLoss.IsTotal)
        {
            TotalKernel<TLoss, T> total = new(loss, staged, options, values, gradients, scale);
            return Widest.Run<TotalKernel<TLoss, T>, T, double>(total);
        }
        RowKernel<TLoss, T> kernel = new(loss, staged, options, values, gradients, scale);
        return Widest.Run<RowKernel<TLoss, T>, T, double>(kernel);
    }

    // A row that does not count may hold NaN, of which the way back makes NaN.
    [MethodImpl(Compiled.Early)]
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
