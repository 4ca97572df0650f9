namespace VectorLoss.Losses;

/// <summary>
/// An array that a loss takes: its name as PyTorch spells it where PyTorch has it, and what it may hold.
/// </summary>
/// <param name="Name">Name, in snake case.</param>
/// <param name="Domain">Which numbers it may hold.</param>
/// <param name="Differentiable">Whether the loss gives a gradient for it.</param>
/// <param name="Kind">Which shape it has beside the first input.</param>
public sealed record LossInput(
    string Name, Domain Domain, bool Differentiable, LossInputKind Kind = LossInputKind.PerElement)
{
    /// <summary>
    /// Whether it holds class labels or distributions, and the loss gives a gradient for it where it holds
    /// distributions.
    /// </summary>
    public bool DifferentiableAsDistribution { get; init; }

    /// <summary>Whether it may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>
    /// Whether tools also take one number a column and repeat it for all rows, as PyTorch does. The calls on spans
    /// repeat nothing.
    /// </summary>
    public bool Repeats { get; init; }

    /// <summary>
    /// Whether it and the input before bound a number: they may be equal, but not both 0 and not both ∞, where none is.
    /// </summary>
    public bool IsBound { get; init; }
}
