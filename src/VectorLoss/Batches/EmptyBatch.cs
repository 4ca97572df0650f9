namespace VectorLoss.Batches;

/// <summary>
/// What the mean over nothing is: of an empty batch, of one that is masked or ignored as a whole, or of one whose
/// weights are all 0.
/// </summary>
public enum EmptyBatch
{
    /// <summary>NaN, as PyTorch gives: 0/0.</summary>
    NaN,

    /// <summary>Zero.</summary>
    Zero,

    /// <summary>An <see cref="InvalidOperationException"/>.</summary>
    Refuse,
}
