namespace VectorLoss.Batches;

/// <summary>What the mean over nothing is: of an empty batch, or of one that is masked or ignored as a whole.</summary>
public enum EmptyBatch
{
    /// <summary>NaN, as PyTorch gives: 0/0.</summary>
    NaN,

    /// <summary>Zero.</summary>
    Zero,

    /// <summary>An <see cref="InvalidOperationException"/>.</summary>
    Refuse,
}
