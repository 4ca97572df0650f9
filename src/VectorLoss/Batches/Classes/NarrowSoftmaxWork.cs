using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>
/// A softmax loss over logits that are stored in 16 bits: long rows of labels straight from there, all others through
/// rows of floats, a few at a time.
/// </summary>
internal readonly ref struct NarrowSoftmaxWork<TLoss, S>(
    SoftmaxWork<TLoss, float> work, ReadOnlySpan<S> logits, Span<S> gradient)
    : IValuedWork<NarrowSoftmaxWork<TLoss, S>, float>
    where TLoss : struct, ILabelLoss where S : unmanaged
{
    private readonly SoftmaxWork<TLoss, float> work = work;
    private readonly ReadOnlySpan<S> logits = logits;
    private readonly Span<S> gradient = gradient;

    public int Rows => work.Batch.Rows;

    public int Classes => work.Batch.Classes;

    public NarrowSoftmaxWork<TLoss, S> Piece(int start, int rows) => new(work.Piece(start, rows),
        work.Batch.Places.Part(logits, start, rows), work.Batch.Places.Part(gradient, start, rows));

    public NarrowSoftmaxWork<TLoss, S> Into(Span<float> values) => new(work.Into(values), logits, gradient);

    public double Run() => Run(0);

    public double Run(double total)
        => work.WeighsLabelsOnly && work.Batch.Options.Softcap == 0 && work.Batch.Places.AreWhole
            && Classes > InterleavedRows.MaxClasses<float>()
            ? Widest.Run<SoftmaxSequential<TLoss, float, S, SoftmaxRows.LabelPlan>, float, double>(
                new(work, logits, gradient, total))
            : new StagedRows<SoftmaxWork<TLoss, float>, S, float, float>(
                work, work.Batch.Places, logits, work.Batch.Targets, gradient).Run(total);
}
