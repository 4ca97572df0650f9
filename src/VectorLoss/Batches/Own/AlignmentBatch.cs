using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A batch of sequences for <see cref="ConnectionistTemporalClassification"/>. All spans are borrowed for the call.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct AlignmentBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Log-probabilities, steps × samples × classes, as PyTorch lays them.</summary>
    public required ReadOnlySpan<T> LogProbabilities { get; init; }

    /// <summary>How many classes there are, the blank included.</summary>
    public required int Classes { get; init; }

    /// <summary>The labels of every sample, samples × the longest; what lies beyond a sample's length is not read.</summary>
    public required ReadOnlySpan<int> Labels { get; init; }

    /// <summary>How many steps of each sample count: one number a sample.</summary>
    public required ReadOnlySpan<int> Steps { get; init; }

    /// <summary>How many labels each sample has.</summary>
    public required ReadOnlySpan<int> LabelCounts { get; init; }

    /// <summary>One finite non-negative weight a sample, or empty.</summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>True where a sample counts, or empty.</summary>
    public ReadOnlySpan<bool> Mask { get; init; }

    /// <summary>
    /// What the losses become. As in PyTorch, <see cref="Reduction.Mean"/> divides each sample's loss by the number of its labels
    /// (by 1 where it has none) before the mean over samples is taken; no other reduction does.
    /// </summary>
    public Reduction Reduction { get; init; }

    /// <summary>What the mean over nothing is.</summary>
    public EmptyBatch Empty { get; init; }

    internal int Samples => Steps.Length;

    internal int LongestLabels => Samples == 0 ? 0 : Labels.Length / Samples;

    internal int LongestSteps => Samples == 0 ? 0 : LogProbabilities.Length / Samples / Classes;

    internal ReadOnlySpan<int> LabelsOf(int sample) => Labels.Slice(sample * LongestLabels, LabelCounts[sample]);

    /// <summary>The weight of a sample's loss in the sum that is reduced.</summary>
    internal double Weight(int sample)
    {
        double weight = Weights.IsEmpty ? 1 : double.CreateTruncating(Weights[sample]);
        return Reduction == Reduction.Mean ? weight / Math.Max(1, LabelCounts[sample]) : weight;
    }

    /// <summary>Holds all arguments against each other.</summary>
    /// <exception cref="ArgumentException">A length, label or weight does not fit.</exception>
    internal void Check(int blank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 1);
        Require.SameLength(LabelCounts.Length, Samples, nameof(LabelCounts), nameof(Steps));
        Require.SameLengthOrEmpty(Weights.Length, Samples, nameof(Weights), nameof(Steps));
        Require.SameLengthOrEmpty(Mask.Length, Samples, nameof(Mask), nameof(Steps));
        Require.Weights(Weights);
        Require.SameLength(LogProbabilities.Length, LongestSteps * Samples * Classes, nameof(LogProbabilities), "steps × samples × classes");
        Require.SameLength(Labels.Length, LongestLabels * Samples, nameof(Labels), "samples × longest");
        if (blank >= Classes)
            throw new ArgumentException($"The blank is class {blank}; there are {Classes} classes.", nameof(Classes));
        for (int sample = 0; sample < Samples; sample++)
            CheckSample(sample, blank);
    }

    private void CheckSample(int sample, int blank)
    {
        if ((uint)Steps[sample] > (uint)LongestSteps)
            throw new ArgumentException($"Steps[{sample}] is {Steps[sample]}; LogProbabilities has {LongestSteps} steps.", nameof(Steps));
        if ((uint)LabelCounts[sample] > (uint)LongestLabels)
            throw new ArgumentException($"LabelCounts[{sample}] is {LabelCounts[sample]}; Labels has {LongestLabels} a sample.", nameof(LabelCounts));
        ReadOnlySpan<int> labels = LabelsOf(sample);
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)Classes || labels[i] == blank)
                throw new ArgumentException($"Label {i} of sample {sample} is {labels[i]}; there are {Classes} classes, and {blank} is the blank.", nameof(Labels));
    }
}
