using System.Globalization;

namespace VectorLoss.Training;

/// <summary>What a sequence of batches is drawn from, and how: a position in it means nothing in another one.</summary>
/// <param name="Images">Training images.</param>
/// <param name="Hash">A hash of the training images and labels.</param>
/// <param name="BatchSize">Samples in a step.</param>
/// <param name="Replacement">Whether batches are drawn with replacement.</param>
/// <param name="Shards">Parts that a batch is cut into.</param>
internal readonly record struct BatchFacts(int Images, ulong Hash, int BatchSize, bool Replacement, int Shards = 1)
{
    /// <summary>What differs, as one clause for a message; null if nothing does.</summary>
    public string? Difference(BatchFacts other)
        => Images != other.Images ? $"the state was made with {Images} training images, here are {other.Images}"
            : Hash != other.Hash ? "the state was made with other training images or labels"
            : BatchSize != other.BatchSize ? $"the state has batches of {BatchSize}, the plan of {other.BatchSize}"
            : Replacement != other.Replacement
                ? $"the state has batches {Sampling}, the plan {other.Sampling}"
            : Shards != other.Shards ? $"the state has batches of {Shards} shards, the plan of {other.Shards}"
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Images},{Hash},{BatchSize},{(Replacement ? 1 : 0)}{(Shards == 1 ? "" : $",{Shards}")}");

    private string Sampling => Replacement ? "drawn with replacement" : "of shuffled epochs";
}
