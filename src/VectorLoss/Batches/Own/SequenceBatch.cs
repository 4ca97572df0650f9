using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A batch of sequences for an <see cref="ISequenceLoss"/>. All spans are borrowed for the call.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct SequenceBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Log-probabilities, at most 0, −∞ included, as PyTorch lays them: for
    /// <see cref="ConnectionistTemporalClassification"/> steps × samples × classes, for
    /// <see cref="RecurrentTransducer"/> samples × steps × (the longest labels + 1) × classes.
    /// </summary>
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

    /// <summary>The longest steps where each has probabilities for each number of labels said so far.</summary>
    internal int LatticeSteps => Samples == 0 ? 0 : LogProbabilities.Length / Samples / Classes / (LongestLabels + 1);

    /// <summary>How many labels the samples before one have.</summary>
    internal int LabelsBefore(int sample) => (int)Sum(LabelCounts[..sample]);

    /// <summary>The labels of a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="before">How many labels the samples before have; a caller counts them as it goes.</param>
    [MethodImpl(Compiled.Early)]
    internal ReadOnlySpan<int> LabelsOf(int sample, int before)
        => Labels.Slice(IsConcatenated ? before : sample * LongestLabels, LabelCounts[sample]);

    /// <summary>The log-probabilities of the classes in a step of a sample.</summary>
    internal ReadOnlySpan<T> LogsAt(int step, int sample) => PartAt(LogProbabilities, step, sample);

    /// <summary>The same part of as many numbers.</summary>
    internal ReadOnlySpan<T> PartAt(ReadOnlySpan<T> numbers, int step, int sample)
        => numbers.Slice(PlaceOf(step, sample), Classes);

    /// <summary>The same part of a gradient.</summary>
    [MethodImpl(Compiled.Early)]
    internal Span<T> SlopesAt(Span<T> gradient, int step, int sample)
        => gradient.Slice(PlaceOf(step, sample), Classes);

    /// <summary>Checks that all inputs fit together.</summary>
    /// <param name="blank">The class of the blank.</param>
    /// <param name="isLattice">Whether a step has probabilities for each number of labels.</param>
    /// <exception cref="ArgumentException">A length or a label does not fit.</exception>
    [MethodImpl(Compiled.Early)]
    internal void Check(int blank, bool isLattice)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 1);
        if (LabelCounts.Length != Samples)
            throw new ArgumentException(
                $"There are {LabelCounts.Length} numbers of labels and {Samples} of steps; a sample needs one of both.",
                nameof(LabelCounts));
        if (IsConcatenated && (LabelCounts.ContainsAnyExceptInRange(0, Labels.Length)
            || Sum(LabelCounts) != Labels.Length))
            throw new ArgumentException(
                $"Labels has {Labels.Length} numbers one after another; LabelCounts adds up to {Sum(LabelCounts)}.",
                nameof(Labels));
        if (!IsConcatenated && Labels.Length != LongestLabels * Samples)
            throw new ArgumentException(
                $"Labels has {Labels.Length} numbers, which are not equally many for each of {Samples} samples.",
                nameof(Labels));
        int longest = LongestLabels, steps = isLattice ? LatticeSteps : LongestSteps;
        if (LogProbabilities.Length != (long)steps * Samples * (isLattice ? longest + 1 : 1) * Classes)
            throw new ArgumentException(
                $"There are {LogProbabilities.Length} log-probabilities, which are no whole steps of {Samples} samples"
                + $"{(isLattice ? $" × {longest + 1} numbers of labels" : "")} × {Classes} classes.",
                nameof(LogProbabilities));
        if (blank >= Classes)
            throw new ArgumentException($"blank is {blank}; there are {Classes} classes.", nameof(Classes));
        for (int sample = 0, before = 0; sample < Samples; before += LabelCounts[sample++])
            CheckSample(sample, blank, steps, longest, before);
    }

    /// <summary>Refuses an output that touches an input other than the log-probabilities.</summary>
    internal void CheckApart(Span<T> output, string name)
    {
        Require.Apart(output, Labels, name, nameof(Labels));
        Require.Apart(output, Steps, name, nameof(Steps));
        Require.Apart(output, LabelCounts, name, nameof(LabelCounts));
    }

    [MethodImpl(Compiled.Early)]
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

    [MethodImpl(Compiled.Early)]
    private void CheckSample(int sample, int blank, int steps, int longest, int before)
    {
        if ((uint)Steps[sample] > (uint)steps)
            throw new ArgumentException(
                $"Steps[{sample}] is {Steps[sample]}; there are log-probabilities of {steps} steps.", nameof(Steps));
        if ((uint)LabelCounts[sample] > (uint)longest)
            throw new ArgumentException(
                $"LabelCounts[{sample}] is {LabelCounts[sample]}; {longest} labels a sample are given.",
                nameof(LabelCounts));
        ReadOnlySpan<int> labels = Labels.Slice(IsConcatenated ? before : sample * longest, LabelCounts[sample]);
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)Classes || labels[i] == blank)
                throw new ArgumentException(
                    $"Labels has {labels[i]} as label {i} of sample {sample}; "
                    + $"there are {Classes} classes, {blank} is the blank.",
                    nameof(Labels));
    }
}
