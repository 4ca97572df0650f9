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

    /// <summary>The learning rate of every step.</summary>
    public required LearningRate Rate { get; init; }

    /// <summary>The seed of the order of the samples.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether batches are drawn with replacement, as the textbook does, and not in shuffled epochs.</summary>
    public bool Replacement { get; init; }

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
}
