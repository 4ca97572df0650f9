using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>Sequences, how their log-probabilities move, and where the product with the Hessian goes.</summary>
internal readonly ref struct SequenceMoves<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public required SequenceBatch<T> Batch { get; init; }

    /// <summary>As many numbers as log-probabilities.</summary>
    public required ReadOnlySpan<T> Direction { get; init; }

    /// <summary>As many numbers, to which is added.</summary>
    public required Span<T> Product { get; init; }
}
