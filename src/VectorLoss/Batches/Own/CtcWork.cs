using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The samples of a batch of sequences one after another, in one piece of scratch memory: each by scaled probabilities,
/// and by logarithms where these would lose digits.
/// </summary>
internal readonly ref struct CtcWork<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ConnectionistTemporalClassification loss;
    private readonly SequenceBatch<T> batch;
    private readonly Span<double> scratch;
    private readonly Span<int> indices;
    private readonly Span<int> used;
    private readonly Span<int> labelIndex;

    /// <param name="loss">The loss.</param>
    /// <param name="batch">The checked sequences.</param>
    /// <param name="scratch">At least <see cref="NumbersLength"/> numbers.</param>
    /// <param name="whole">At least <see cref="WholeLength"/> whole numbers.</param>
    public CtcWork(
        ConnectionistTemporalClassification loss, SequenceBatch<T> batch, Span<double> scratch, Span<int> whole)
    {
        this.loss = loss;
        this.batch = batch;
        this.scratch = scratch;
        indices = whole[..batch.Classes];
        labelIndex = whole.Slice(batch.Classes, batch.LongestLabels);
        used = whole.Slice(batch.Classes + batch.LongestLabels, batch.LongestLabels + 1);
        indices.Clear();
    }

    /// <summary>How much scratch the longest sample needs, by either way.</summary>
    public static int NumbersLength(SequenceBatch<T> batch) => Math.Max(
        CtcKernel<T>.ScratchLength(batch), CtcStates.Length(batch.LongestSteps, batch.LongestLabels));

    /// <summary>How many whole numbers it needs.</summary>
    public static int WholeLength(SequenceBatch<T> batch) => checked(batch.Classes + 2 * batch.LongestLabels + 1);

    /// <summary>The loss of a sample; its gradient times a scale is written where there is room.</summary>
    public double Run(int sample, ReadOnlySpan<int> labels, bool counts, Span<T> gradient, double scale)
    {
        CtcKernel<T> logarithms = new(loss, batch, sample, labels, scratch, gradient, scale);
        if (!counts)
            return logarithms.Skip();
        int classes = Index(labels);
        double value = batch.Steps[sample] == 0 ? double.NaN
            : Widest.Run<CtcScaledKernel<T>, double, double>(new(batch, sample, scratch,
                labelIndex[..labels.Length], used[..classes], gradient, scale));
        return double.IsNaN(value) ? Widest.Run<CtcKernel<T>, double, double>(logarithms) : value;
    }

    /// <summary>Numbers the classes that a sample uses, the blank first; gives their count.</summary>
    private int Index(ReadOnlySpan<int> labels)
    {
        int count = 0;
        used[count++] = loss.Blank;
        for (int i = 0; i < labels.Length; i++)
        {
            if (indices[labels[i]] == 0)
            {
                indices[labels[i]] = count;
                used[count++] = labels[i];
            }
            labelIndex[i] = indices[labels[i]];
        }
        for (int i = 0; i < count; i++)
            indices[used[i]] = 0;
        return count;
    }
}
