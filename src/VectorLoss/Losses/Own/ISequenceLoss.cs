namespace VectorLoss.Losses;

/// <summary>
/// A loss of sequences of labels that are not aligned with their steps: minus the logarithm of the sum over alignments.
/// The engine has the algorithm of each; nothing outside of it can implement one.
/// </summary>
public interface ISequenceLoss : ILoss
{
    /// <summary>The class of the blank.</summary>
    int Blank { get; }

    /// <summary>Whether a sample whose labels cannot be said counts as 0 instead of +∞.</summary>
    bool ZeroInfinity { get; }

    /// <summary>
    /// Whether a step has probabilities for each number of labels said so far. Then a mean is over samples; else each
    /// counts by label first, as in PyTorch.
    /// </summary>
    internal static abstract bool IsLattice { get; }
}
