using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>A softmax loss behind a linear layer.</summary>
internal readonly ref struct LinearSoftmaxStep<TLoss, T>(TLoss loss, ClassBatch<T> batch) : ILinearStep<T>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ClassBatch<T> batch = batch;

    /// <summary>Receives the loss of every row, or is empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public T Scale { get; init; }

    public double Run(int row, int count, Span<T> logits, double total, bool slopes)
    {
        Span<T> values = Values.IsEmpty ? default : Values.Slice(row, count);
        ReadOnlySpan<T> targets = batch.Places.Part(batch.Targets, row, count);
        return SoftmaxRows.Run(new SoftmaxWork<TLoss, T>(loss, batch.Plain(row, count, logits, targets), values,
            slopes ? logits : default, Scale), total, Math.Max(1, batch.Options.Batch.Threads));
    }

    public void Skip(int row)
    {
        if (!Values.IsEmpty)
            Values[row] = T.Zero;
        if (!batch.Options.LogSumExp.IsEmpty)
            batch.Options.LogSumExp[row] = T.NaN;
    }
}
