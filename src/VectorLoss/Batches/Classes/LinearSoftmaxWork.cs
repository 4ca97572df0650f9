using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A linear layer and a softmax loss over a batch, as many rows at a time as the workspace holds.</summary>
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
        gradients.Weight.Clear();
        gradients.Bias.Clear();
        int threads = Math.Max(1, batch.Options.Batch.Threads);
        double total = 0;
        for (int row = 0; row < batch.Rows;)
        {
            int count = Counted(row);
            if (count == 0)
            {
                Skip(row++);
                continue;
            }
            Span<T> logits = workspace[..(count * layer.Classes)], dLogits = gradients.IsEmpty ? default : logits;
            Span<T> values = Values.IsEmpty ? default : Values.Slice(row, count);
            layer.Forward(row, logits, threads);
            SoftmaxWork<TLoss, T> work = new(loss, batch.Piece(logits, row), values, dLogits, scale);
            total = SoftmaxRows.Run(work, total, threads);
            if (!gradients.IsEmpty)
                layer.Backward(row, logits, gradients, threads);
            row += count;
        }
        return total;
    }

    /// <summary>How many rows from this one on count, as far as the workspace holds them.</summary>
    private int Counted(int row)
    {
        int count = 0, most = workspace.Length / layer.Classes;
        while (count < most && row + count < batch.Rows && batch.Counts(row + count))
            count++;
        return count;
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
