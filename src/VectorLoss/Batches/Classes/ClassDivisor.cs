namespace VectorLoss.Batches;

/// <summary>What <see cref="Reduction.Mean"/> of a class loss divides by when classes have weights.</summary>
public enum ClassDivisor
{
    /// <summary>
    /// As PyTorch: labels divide by the sum of the weights of the target classes, target distributions by the number of
    /// rows. The two differ for the same targets.
    /// </summary>
    PyTorch,

    /// <summary>
    /// By Σ weight·target for labels and distributions alike (before smoothing), so that both give the same number.
    /// </summary>
    ClassWeights,

    /// <summary>By the number of rows that count, for labels and distributions alike.</summary>
    Rows,
}
