namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a target under a mixture of Gaussians whose logits of weights, means and logarithms
/// of deviations are one row, one after another.
/// </summary>
public readonly struct GaussianMixture : IGroupLoss, ICatalogued
{
    GroupRule IGroupLoss.Rule => new(GroupKind.Mixture);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("gaussian-mixture-nll",
        "−log Σ softmax(a)ₖ·N(t; mₖ, e^sₖ)", "C. M. Bishop 1994, Mixture density networks, NCRG/94/004")
    {
        Aliases = ["mixture-density"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, false, LossInputKind.PerRow)],
        Link = Link.None,
        LikelihoodOf = "a mixture of Gaussians",
        Note = "a row is all logits a, then all means m, then all logarithms of deviations s; ½log 2π is counted",
        Parts = 3,
        Create = LossFactory.Group(_ => new GaussianMixture()),
    };
}
