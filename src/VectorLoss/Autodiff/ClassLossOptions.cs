using VectorLoss.Batches;

namespace VectorLoss.Autodiff;

/// <summary>
/// The options of <see cref="ClassOptions{T}"/> that an op on a tape can keep. The default asks for nothing: the plain
/// mean.
/// </summary>
public sealed record ClassLossOptions
{
    /// <summary>
    /// How many rows lie side by side in a row of the input, class by class, as PyTorch lays out images: the input is
    /// samples × (classes · Inner), with one label for each of the samples · Inner rows; 1 by default.
    /// </summary>
    public int Inner { get; init; } = 1;

    /// <summary>What a mean divides by when there are class weights.</summary>
    public ClassDivisor Divisor { get; init; }

    /// <summary>One finite non-negative weight a class, or none.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <summary>
    /// One non-negative weight a class as a variable of so many numbers, in place of <see cref="ClassWeights"/>; it
    /// gets a gradient where it needs one.
    /// </summary>
    public Var? LearntClassWeights { get; init; }

    /// <summary>Labels whose rows do not count.</summary>
    public IReadOnlyList<int> Ignore { get; init; } = [];

    /// <summary>ε in [0, 1]: targets become (1 − ε)·t + ε/classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>A bound that logits approach before the softmax; 0 for none.</summary>
    public double Softcap { get; init; }

    /// <summary>
    /// z-loss: this times the square of the row's log-sum-exp, and times the mean class weight of its targets, is added
    /// to its loss.
    /// </summary>
    public double LseSquareScale { get; init; }

    /// <summary>What the mean over nothing is.</summary>
    public EmptyBatch Empty { get; init; }
}
