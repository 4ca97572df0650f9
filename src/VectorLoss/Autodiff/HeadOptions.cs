using VectorLoss.Batches;

namespace VectorLoss.Autodiff;

/// <summary>
/// What a loss on a tape can be asked for beyond its inputs, as <see cref="BatchOptions{T}"/> asks a kernel: the same
/// requests give the same bits. The default asks for the plain mean; a lone <see cref="Batches.Reduction"/> converts.
/// </summary>
/// <remarks>
/// A sample is an element for a loss of points or of three numbers, a row for a loss of rows or of classes, a sequence
/// for CTC. Weights, factors and mask are variables without a gradient, of one number a sample in any shape. A mask
/// counts a sample where its number is not 0; a NaN in it is refused by each forward pass. Where their gradient is
/// wanted, record <see cref="Unreduced"/> losses and multiply.
/// </remarks>
public readonly record struct HeadOptions
{
    /// <summary>What the losses become; the mean by default.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>One finite non-negative weight a sample, or none.</summary>
    public Var? Weights { get; init; }

    /// <summary>One number of any sign a sample that its loss is multiplied by, or none.</summary>
    public Var? Factors { get; init; }

    /// <summary>Which samples count, one number each, or none: all.</summary>
    public Var? Mask { get; init; }

    /// <summary>
    /// Whether the output is the loss of every sample, weighted, and 0 where it does not count: of the shape of the
    /// input for points and three numbers, else a column; <see cref="Reduction"/> is then not asked.
    /// </summary>
    public bool Unreduced { get; init; }

    /// <summary>Only a reduction.</summary>
    /// <param name="reduction">What the losses become.</param>
    public static implicit operator HeadOptions(Reduction reduction) => new() { Reduction = reduction };

    /// <summary>The variables that follow the inputs of the loss.</summary>
    internal Var[] Variables => [.. ((Var?[])[Weights, Factors, Mask]).OfType<Var>()];
}
