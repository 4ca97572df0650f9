using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>A loss of the logits of some rows, behind a linear layer.</summary>
internal interface ILinearStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Turns logits into their gradient, if slopes are asked for; gives the total with the losses.</summary>
    /// <param name="row">The first of the rows, which all count.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="logits">Their logits, row after row.</param>
    /// <param name="total">The losses of the rows before.</param>
    /// <param name="slopes">Whether the gradient is asked for.</param>
    double Run(int row, int count, Span<T> logits, double total, bool slopes);

    /// <summary>Leaves a row out.</summary>
    void Skip(int row);
}

/// <summary>
/// A linear layer and a loss of its logits over a batch: first the rows whose logits the gradient of the weight holds,
/// see <see cref="LinearLogits{T}"/>, then as many rows at a time as the workspace holds.
/// </summary>
internal readonly ref struct LinearWork<TStep, T>
    where TStep : struct, ILinearStep<T>, allows ref struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TStep step;
    private readonly LinearLayer<T> layer;
    private readonly ClassBatch<T> batch;
    private readonly Span<T> workspace;
    private readonly LinearGradients<T> gradients;

    /// <exception cref="ArgumentException">The workspace holds no row of logits, or overlaps something.</exception>
    public LinearWork(TStep step, LinearLayer<T> layer, ClassBatch<T> batch, Span<T> workspace)
    {
        this.step = step;
        this.layer = layer;
        this.batch = batch;
        this.workspace = workspace;
        if (workspace.Length < layer.Classes)
            throw new ArgumentException(
                $"workspace has {workspace.Length} elements; a row of {layer.Classes} logits is needed.",
                nameof(workspace));
        layer.CheckApart(workspace, nameof(workspace));
        layer.CheckApart(batch.Options.LogSumExp, nameof(batch.Options.LogSumExp));
        batch.CheckApart(workspace, nameof(workspace));
    }

    /// <summary>Receive the gradients, where there is room.</summary>
    public LinearGradients<T> Gradients { init => gradients = value; }

    /// <summary>Does all rows; gives the sum of their losses, added in their order.</summary>
    public double Run()
    {
        LinearLogits<T> stored = Forward();
        return Pass(stored, !gradients.IsEmpty, kept: false);
    }

    /// <summary>Computes the logits that the gradient of the weight holds until a pass with slopes is over.</summary>
    public LinearLogits<T> Forward()
    {
        LinearLogits<T> stored = new(layer, batch, gradients, workspace, Threads);
        stored.Forward();
        return stored;
    }

    /// <summary>Whether a pass without slopes leaves all logits of rows that count where they were computed.</summary>
    public bool Keeps(scoped in LinearLogits<T> stored)
    {
        RowRun first = default(RowRun).Next(batch, int.MaxValue);
        return stored.Rows == 0 && (long)first.Count * layer.Classes <= workspace.Length
            && first.Next(batch, int.MaxValue).Count == 0;
    }

    private int Threads => Math.Max(1, batch.Options.Batch.Threads);

    /// <summary>One pass over all rows; gives the sum of their losses, added in their order.</summary>
    /// <param name="stored">The logits that are computed already.</param>
    /// <param name="slopes">Whether the gradients are written, as far as there is room, and the logits lost.</param>
    /// <param name="kept">Whether the workspace holds the logits of all rows that count already.</param>
    public double Pass(scoped in LinearLogits<T> stored, bool slopes, bool kept)
    {
        int threads = Threads, done = 0;
        if (slopes)
            gradients.Bias.Clear();
        double total = 0;
        for (int row = 0; row < batch.Rows;)
        {
            bool isStored = done < stored.Rows;
            Span<T> room = isStored ? stored.Room : workspace;
            int count = Counted(row, room.Length / layer.Classes, isStored ? stored.Rows - done : int.MaxValue);
            if (count == 0)
            {
                Skip(row++);
                continue;
            }
            Span<T> logits = room[..(count * layer.Classes)];
            if (isStored)
                stored.Load(done, logits);
            else if (!kept)
                layer.Forward(row, count, 0, layer.Classes, logits, layer.Classes, threads);
            total = step.Run(row, count, logits, total, slopes);
            for (int at = 0; slopes && at < logits.Length && !gradients.Bias.IsEmpty; at += layer.Classes)
                Widest.Run<AddRow<T>, T, int>(new(logits.Slice(at, layer.Classes), gradients.Bias));
            if (slopes && isStored)
                stored.Store(done, logits);
            else if (slopes)
                Backward(row, count, logits, done > 0, threads);
            done += count;
            if (slopes && done == stored.Rows)
                stored.Backward();
            row += count;
        }
        if (slopes && done == 0)
            gradients.Weight.Clear();
        return total;
    }

    /// <summary>How many rows from this one on count, as far as there is room for them.</summary>
    private int Counted(int row, int room, int most)
        => batch.Counts(row) ? new RowRun(row, 0, 0).Next(batch, Math.Min(room, most)).Count : 0;

    private void Backward(int row, int count, ReadOnlySpan<T> dLogits, bool adds, int threads)
    {
        int classes = layer.Classes;
        if (!gradients.Hidden.IsEmpty)
            layer.HiddenGradient(row, count, 0, classes, dLogits, classes, false, gradients.Hidden, threads);
        if (!gradients.Weight.IsEmpty)
            layer.WeightGradient(row, count, 0, classes, dLogits, classes, adds, gradients.Weight, threads);
    }

    private void Skip(int row)
    {
        step.Skip(row);
        if (!gradients.Hidden.IsEmpty)
            foreach (ref T number in gradients.Hidden.Slice(row * layer.Features, layer.Features))
                number = T.Zero;
    }
}
