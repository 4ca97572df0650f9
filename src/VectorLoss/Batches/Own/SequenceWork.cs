using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Any samples of a batch of sequences, one after another in one piece of scratch memory.</summary>
/// <param name="loss">The loss.</param>
/// <param name="batch">The checked sequences.</param>
/// <param name="values">Receives the value of every sample, or is empty.</param>
/// <param name="gradient">Receives the gradient of all samples, or is empty.</param>
/// <param name="scale">The factor of the gradient.</param>
/// <param name="options">Weights, factors and mask of the samples.</param>
internal readonly ref struct SequenceWork<TLoss, T>(TLoss loss, SequenceBatch<T> batch, Span<T> values,
    Span<T> gradient, double scale, BatchOptions<T> options) : IUnitWork
    where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SequenceBatch<T> batch = batch;
    private readonly Span<T> values = values, gradient = gradient;
    private readonly BatchOptions<T> options = options;

    [MethodImpl(Compiled.Early)]
    public double Run(int start, int samples, Span<double> numbers)
    {
        double[] scratch = ArrayPool<double>.Shared.Rent(TLoss.IsLattice
            ? TransducerKernel<T>.RoomLength(batch, !gradient.IsEmpty) : CtcWork<T>.NumbersLength(batch));
        int[] whole = ArrayPool<int>.Shared.Rent(TLoss.IsLattice ? 0 : CtcWork<T>.WholeLength(batch));
        CtcWork<T> ctc = TLoss.IsLattice ? default : new(new(loss.Blank, loss.ZeroInfinity), batch, scratch, whole);
        int nodes = TLoss.IsLattice ? batch.LongestLabels + 1 : 1, before = batch.LabelsBefore(start);
        RowValues<T> rounded = new(values), exact = new(default, numbers);
        double sum = 0;
        for (int sample = start; sample < start + samples; before += batch.LabelCounts[sample++])
        {
            bool counts = options.Counts(sample);
            double weight = counts ? SequenceLosses.WeightOf<TLoss, T>(batch, sample, options) : 0;
            ReadOnlySpan<int> labels = batch.LabelsOf(sample, before);
            double value = TLoss.IsLattice
                ? new TransducerKernel<T>(new(loss.Blank, loss.ZeroInfinity), batch, sample, labels, nodes, scratch)
                {
                    Gradient = gradient,
                    Scale = scale * weight,
                }.Run(counts)
                : ctc.Run(sample, labels, counts, gradient, scale * weight);
            sum += exact.Put(sample - start, counts ? weight * value : 0);
            rounded.Put(sample, counts ? options.Weight(sample) * value : 0);
        }
        ArrayPool<double>.Shared.Return(scratch);
        ArrayPool<int>.Shared.Return(whole);
        return sum;
    }
}
