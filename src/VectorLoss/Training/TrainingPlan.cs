using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// What a <see cref="Trainer{T}"/> is to do. Together with data, net and optimiser it decides every bit of the result.
/// </summary>
public sealed record TrainingPlan
{
    /// <summary>How many steps; above 0.</summary>
    public long Steps { get; init; } = 2000;

    /// <summary>Samples in a step; above 0.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Batches whose mean gradient makes a step; above 0. The accuracy of a step is that of the
    /// last.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>
    /// Parts of equal size, a power of two, into which every batch is cut. Their gradients are added in a fixed tree,
    /// so that one process gives the same bits as any number that divides the parts, see <see
    /// cref="IGradientExchange{T}"/>; another number of parts gives other roundings.
    /// </summary>
    public int Shards { get; init; } = 1;

    /// <summary>The learning rate of every step.</summary>
    public required LearningRate Rate { get; init; }

    /// <summary>The seed of the order of the samples.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether batches are drawn with replacement, as the textbook does, and not in shuffled epochs.</summary>
    public bool Replacement { get; init; }

    /// <summary>
    /// Whether the rest of an epoch makes a smaller batch; it is left out of that epoch by default. The smaller batch
    /// runs through the same recorded step.
    /// </summary>
    public bool PartialBatches { get; init; }

    /// <summary>
    /// Training ends when so many evaluations in a row found no lower loss, and the net gets the parameters of the
    /// lowest one; above 0, or null for no such end.
    /// </summary>
    public long? Patience { get; init; }

    /// <summary>Where gradients come from.</summary>
    public GradientSource Gradient { get; init; }

    /// <summary>Steps between two evaluations; 0 for one at the end only.</summary>
    public long EvaluateEvery { get; init; }

    /// <summary>Training ends at the first evaluation that reaches this; null to run all steps.</summary>
    public double? TargetAccuracy { get; init; }

    /// <summary>
    /// Whether steps report the Euclidean length of their gradient, which costs one more pass over it.
    /// </summary>
    public bool GradientNorm { get; init; }

    /// <summary>
    /// Steps between two copies of the parameters, of which a training that diverges gets the last good one back; 0 to
    /// keep none. Two copies are held, so a net that fills the memory does without.
    /// </summary>
    public long SnapshotEvery { get; init; } = 100;

    /// <summary>How batches are drawn.</summary>
    internal BatchSampling Sampling => Replacement ? BatchSampling.Replacement
        : PartialBatches ? BatchSampling.PartialEpochs : BatchSampling.Epochs;

    /// <summary>The learning rate of a step, counted from 1.</summary>
    /// <param name="step">The step.</param>
    /// <param name="losses">The loss of every evaluation so far.</param>
    /// <exception cref="InvalidOperationException">The schedule gives no learning rate.</exception>
    internal double RateOf(long step, ReadOnlySpan<double> losses)
    {
        double rate = Rate.At(step) * Rate.After(losses);
        return double.IsFinite(rate) && rate >= 0 ? rate : throw new InvalidOperationException(
            FormattableString.Invariant($"plan.Rate, {Rate.GetType().Name}, gives {rate} in step {step} after ")
            + FormattableString.Invariant($"{losses.Length} evaluations; a rate is finite and not below 0."));
    }

    /// <summary>Throws if the plan does not fit itself, the number type or the data.</summary>
    internal void Require<T>(Dataset train) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(Rate, "plan.Rate");
        Option.Named(Gradient, "plan.Gradient");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Steps, "plan.Steps");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize, "plan.BatchSize");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Accumulate, "plan.Accumulate");
        ArgumentOutOfRangeException.ThrowIfNegative(EvaluateEvery, "plan.EvaluateEvery");
        ArgumentOutOfRangeException.ThrowIfNegative(SnapshotEvery, "plan.SnapshotEvery");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Patience ?? 1, "plan.Patience");
        if (BatchSize > train.Count && !Replacement)
            throw new ArgumentException($"A batch of {BatchSize} does not fit {train.Count} training samples.", "plan");
        if (Replacement && PartialBatches)
            throw new ArgumentException("Batches that are drawn with replacement are never smaller.", "plan");
        if (Patience is not null && EvaluateEvery == 0)
            throw new ArgumentException("Patience counts evaluations, and the plan has none before its end.", "plan");
        if (TargetAccuracy is not null && !train.HasLabels)
            throw new ArgumentException("There is no accuracy without class labels.", "plan");
        if (Gradient == GradientSource.Numerical && Accumulate > 1)
            throw new ArgumentException("Numerical gradients are of one batch.", "plan");
        GradientTree.RequireShards(Shards, "plan.Shards");
        if (BatchSize % Shards != 0)
        {
            throw new ArgumentException(
                $"A batch of {BatchSize} cannot be cut into {Shards} shards of equal size.", "plan");
        }
        if (Gradient == GradientSource.Numerical && Shards > 1)
            throw new ArgumentException("A numerical gradient is that of the whole batch: it takes one shard.", "plan");
        if (Accumulate > 1 && Shards > 1)
            throw new ArgumentException("Accumulated batches are not cut into shards: take a larger batch.", "plan");
        if (Gradient == GradientSource.Numerical && typeof(T) != typeof(double))
        {
            throw new ArgumentException("Differences of losses in float keep two or three digits; "
                + "numerical gradients need double.", "plan");
        }
    }
}
