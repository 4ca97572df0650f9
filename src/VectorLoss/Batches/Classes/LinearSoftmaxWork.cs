using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A linear layer and a softmax loss over a batch: first the rows whose logits the gradient of the weight holds, see
/// <see cref="LinearLogits{T}"/>, then as many rows at a time as the workspace holds.
/// </summary>
internal readonly ref struct LinearSoftmaxWork<TLoss, T>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss;
    private readonly LinearLayer<T> layer;
    private readonly ClassBatch<T> batch;
    private readonly Span<T> workspace;
    private readonly LinearGradients<T> gradients;

    /// <exception cref="ArgumentException">The workspace holds no row of logits, or overlaps something.</exception>
    public LinearSoftmaxWork(TLoss loss, LinearLayer<T> layer, ClassBatch<T> batch, Span<T> workspace)
    {
        this.loss = loss;
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

    /// <summary>Receives the loss of every row, or is empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Does all rows; gives the sum of their losses, added in their order.</summary>
    /// <param name="scale">The factor of all slopes.</param>
    public double Run(T scale)
    {
        LinearLogits<T> stored = Forward();
        return Pass(stored, scale, !gradients.IsEmpty, kept: false);
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
    /// <param name="scale">The factor of all slopes.</param>
    /// <param name="slopes">Whether the gradients are written, as far as there is room, and the logits lost.</param>
    /// <param name="kept">Whether the workspace holds the logits of all rows that count already.</param>
    public double Pass(scoped in LinearLogits<T> stored, T scale, bool slopes, bool kept)
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
            total = Softmax(row, count, logits, scale, total, slopes);
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

    /// <summary>Turns logits into their gradient, if it is asked for; gives the total with the losses.</summary>
    private double Softmax(int row, int count, Span<T> logits, T scale, double total, bool slopes)
    {
        Span<T> dLogits = slopes ? logits : default;
        Span<T> values = Values.IsEmpty ? default : Values.Slice(row, count);
        ReadOnlySpan<T> targets = batch.Places.Part(batch.Targets, row, count);
        total = SoftmaxRows.Run(new SoftmaxWork<TLoss, T>(
            loss, batch.Plain(row, count, logits, targets), values, dLogits, scale), total, Threads);
        for (int at = 0; slopes && at < logits.Length && !gradients.Bias.IsEmpty; at += layer.Classes)
            Widest.Run<AddRow<T>, T, int>(new(logits.Slice(at, layer.Classes), gradients.Bias));
        return total;
    }

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
        if (!Values.IsEmpty)
            Values[row] = T.Zero;
        if (!gradients.Hidden.IsEmpty)
            foreach (ref T number in gradients.Hidden.Slice(row * layer.Features, layer.Features))
                number = T.Zero;
        if (!batch.Options.LogSumExp.IsEmpty)
            batch.Options.LogSumExp[row] = T.NaN;
    }
}
