using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A batch of sequences for <see cref="ConnectionistTemporalClassification"/>. All spans are borrowed for the call.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct SequenceBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Log-probabilities, steps × samples × classes, as PyTorch lays them; at most 0, −∞ included.</summary>
    public required ReadOnlySpan<T> LogProbabilities { get; init; }

    /// <summary>How many classes there are, the blank included.</summary>
    public required int Classes { get; init; }

    /// <summary>
    /// The labels of every sample, samples × the longest; what lies beyond a sample's length is not read. Or, where
    /// <see cref="IsConcatenated"/> says so, those of one sample behind those of another.
    /// </summary>
    public required ReadOnlySpan<int> Labels { get; init; }

    /// <summary>Whether labels follow one another without padding: as many as <see cref="LabelCounts"/> adds up to.
    /// </summary>
    public bool IsConcatenated { get; init; }

    /// <summary>How many steps of each sample count: one number a sample.</summary>
    public required ReadOnlySpan<int> Steps { get; init; }

    /// <summary>How many labels each sample has: one number a sample.</summary>
    public required ReadOnlySpan<int> LabelCounts { get; init; }

    internal int Samples => Steps.Length;

    internal int LongestLabels
        => Samples == 0 ? 0 : IsConcatenated ? Largest(LabelCounts) : Labels.Length / Samples;

    internal int LongestSteps => Samples == 0 ? 0 : LogProbabilities.Length / Samples / Classes;

    internal ReadOnlySpan<int> LabelsOf(int sample)
        => Labels.Slice(IsConcatenated ? (int)Sum(LabelCounts[..sample]) : sample * LongestLabels, LabelCounts[sample]);

    /// <summary>The log-probabilities of the classes in a step of a sample.</summary>
    internal ReadOnlySpan<T> LogsAt(int step, int sample) => LogProbabilities.Slice(PlaceOf(step, sample), Classes);

    /// <summary>The same part of a gradient.</summary>
    internal Span<T> SlopesAt(Span<T> gradient, int step, int sample)
        => gradient.Slice(PlaceOf(step, sample), Classes);

    /// <summary>Checks that all inputs fit together.</summary>
    /// <exception cref="ArgumentException">A length or a label does not fit.</exception>
    internal void Check(int blank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 1);
        if (LabelCounts.Length != Samples)
            throw new ArgumentException(
                $"There are {LabelCounts.Length} numbers of labels and {Samples} of steps; a sample needs one of both.",
                nameof(LabelCounts));
        if (LogProbabilities.Length != (long)LongestSteps * Samples * Classes)
            throw new ArgumentException(
                $"There are {LogProbabilities.Length} log-probabilities, "
                + $"which are no whole steps of {Samples} samples × {Classes} classes.",
                nameof(LogProbabilities));
        if (IsConcatenated && (LabelCounts.ContainsAnyExceptInRange(0, Labels.Length)
            || Sum(LabelCounts) != Labels.Length))
            throw new ArgumentException(
                $"There are {Labels.Length} labels one after another, and LabelCounts adds up to {Sum(LabelCounts)}.",
                nameof(Labels));
        if (!IsConcatenated && Labels.Length != LongestLabels * Samples)
            throw new ArgumentException(
                $"There are {Labels.Length} labels, which are not equally many for each of {Samples} samples.",
                nameof(Labels));
        if (blank >= Classes)
            throw new ArgumentException($"The blank is class {blank}; there are {Classes} classes.", nameof(Classes));
        for (int sample = 0; sample < Samples; sample++)
            CheckSample(sample, blank);
    }

    /// <summary>Refuses an output that touches an input other than the log-probabilities.</summary>
    internal void CheckApart(Span<T> output, string name)
    {
        Require.Apart(output, Labels, name, nameof(Labels));
        Require.Apart(output, Steps, name, nameof(Steps));
        Require.Apart(output, LabelCounts, name, nameof(LabelCounts));
    }

    private int PlaceOf(int step, int sample) => (step * Samples + sample) * Classes;

    private static long Sum(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        foreach (int count in counts)
            sum += count;
        return sum;
    }

    private static int Largest(ReadOnlySpan<int> counts)
    {
        int largest = 0;
        foreach (int count in counts)
            largest = Math.Max(largest, count);
        return largest;
    }

    private void CheckSample(int sample, int blank)
    {
        if ((uint)Steps[sample] > (uint)LongestSteps)
            throw new ArgumentException(
                $"Sample {sample} has {Steps[sample]} steps; there are log-probabilities of {LongestSteps}.",
                nameof(Steps));
        if ((uint)LabelCounts[sample] > (uint)LongestLabels)
            throw new ArgumentException(
                $"Sample {sample} has {LabelCounts[sample]} labels; {LongestLabels} a sample are given.",
                nameof(LabelCounts));
        ReadOnlySpan<int> labels = LabelsOf(sample);
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)Classes || labels[i] == blank)
                throw new ArgumentException(
                    $"Label {i} of sample {sample} is {labels[i]}; there are {Classes} classes, {blank} is the blank.",
                    nameof(Labels));
    }
}
