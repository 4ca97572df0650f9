namespace VectorLoss.Losses;

/// <summary>
/// The convex surrogate of the Jaccard index of a row: hinges in the order of their size, each times what the index
/// loses when that element is wrong too.
/// </summary>
public readonly struct LovaszHinge : IGroupLoss, ICatalogued
{
    GroupRule IGroupLoss.Rule => new(GroupKind.RankedMargins);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("lovasz-hinge",
        "Σ max(e₍ᵢ₎, 0)·(Jᵢ − Jᵢ₋₁), e = 1 − (2t − 1)x in falling order, Jᵢ = 1 − the index when the first i are wrong",
        "M. Berman, A. R. Triki, M. B. Blaschko 2018, arXiv:1705.08790")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Probability, false)],
        Kinks = "e = 0, and where two of them are equal: the element that comes first in the row counts as larger",
        Note = OverlapCard.Note + "; a target above ½ counts as 1",
        Claims = Claims.NonNegative | Claims.Convex,
        RowIsSample = true,
        Create = LossFactory.Group(_ => new LovaszHinge()),
    };
}
