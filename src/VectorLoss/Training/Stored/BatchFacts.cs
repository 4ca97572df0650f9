using System.Globalization;

namespace VectorLoss.Training;

/// <summary>What a sequence of batches is drawn from, and how: a position in it means nothing in another one.</summary>
/// <param name="Samples">Training samples.</param>
/// <param name="Hash">A hash of the training samples and their targets.</param>
/// <param name="BatchSize">Samples in a step.</param>
/// <param name="Sampling">How batches are drawn.</param>
/// <param name="Shards">Parts that a batch is cut into.</param>
internal readonly record struct BatchFacts(
    int Samples, ulong Hash, int BatchSize, BatchSampling Sampling, int Shards = 1)
{
    /// <summary>What differs, as one clause for a message; null if nothing does.</summary>
    public string? Difference(BatchFacts other)
        => Samples != other.Samples ? $"the state was made with {Samples} training samples, here are {other.Samples}"
            : Hash != other.Hash ? "the state was made with other training data"
            : BatchSize != other.BatchSize ? $"the state has batches of {BatchSize}, the plan of {other.BatchSize}"
            : Sampling != other.Sampling
                ? $"the state has batches {Name(Sampling)}, the plan {Name(other.Sampling)}"
            : Shards != other.Shards ? $"the state has batches of {Shards} shards, the plan of {other.Shards}"
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Samples},{Hash},{BatchSize},{(int)Sampling}{(Shards == 1 ? "" : $",{Shards}")}");

    private static string Name(BatchSampling sampling) => sampling switch
    {
        BatchSampling.Replacement => "drawn with replacement",
        BatchSampling.PartialEpochs => "of shuffled epochs with a smaller last one",
        _ => "of shuffled epochs",
    };
}

/// <summary>How batches are drawn. The numbers stand in files.</summary>
internal enum BatchSampling
{
    Epochs = 0,
    Replacement = 1,
    PartialEpochs = 2,
}
