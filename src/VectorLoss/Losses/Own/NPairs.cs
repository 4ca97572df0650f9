namespace VectorLoss.Losses;

/// <summary>
/// The loss of N pairs: each row of one matrix should have a larger product with its partner in the other than with all
/// other rows of it.
/// </summary>
public readonly struct NPairs : IContrastLoss, ICatalogued
{
    ContrastRule IContrastLoss.Rule => new(ContrastPairs.FirstInSecond, 1, Cosines: false);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("n-pairs", "log(1 + Σ over j ≠ i e^(aᵢ·bⱼ − aᵢ·bᵢ))",
        "K. Sohn 2016, Improved Deep Metric Learning with Multi-class N-pair Loss Objective, NeurIPS")
    {
        Aliases = ["n-pair"],
        Inputs = [new("input1", Domain.Real, true), new("input2", Domain.Real, true)],
        Note = "the paper adds a penalty of the lengths of rows, which is not in it; rows are not normalised",
        LikelihoodOf = "categorical over the rows of the batch",
        Claims = Claims.NonNegative,
        Create = LossFactory.Contrast(_ => new NPairs()),
    };
}
