namespace VectorLoss.Losses;

/// <summary>
/// The loss of CLIP: rows of two matrices find their partners in both directions, by cosines times a factor that is
/// learnt. A loss of a query is its softmax cross-entropy, and all rows of both matrices are queries.
/// </summary>
public readonly struct ContrastiveLanguageImage : IContrastLoss, ICatalogued
{
    ContrastRule IContrastLoss.Rule => new(ContrastPairs.BothWays, 1, Cosines: true);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("clip",
        "−log softmaxⱼ(eˢ·cos(aᵢ, bⱼ))ᵢ of each row of a, then −log softmaxⱼ(eˢ·cos(aⱼ, bᵢ))ᵢ of each row of b",
        "A. Radford et al. 2021, arXiv:2103.00020")
    {
        Aliases = ["contrastive-language-image"],
        Inputs =
        [
            new("input1", Domain.Real, true), new("input2", Domain.Real, true),
            new("logit_scale", Domain.Real, true, LossInputKind.Single),
        ],
        Note = "logit_scale is the logarithm s of the factor, log(1/0.07) at the start of the paper, which also holds"
            + " it below log 100; 2·rows losses, whose mean is the mean of both directions",
        LikelihoodOf = "categorical over the rows of the batch",
        Claims = Claims.NonNegative,
        Create = LossFactory.Contrast(_ => new ContrastiveLanguageImage()),
    };
}
