namespace VectorLoss.Losses;

/// <summary>
/// <see cref="BoxOverlap"/> and the part of the enclosing box that neither covers: apart, boxes still attract.
/// </summary>
/// <param name="eps">Added to divisors; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or below 0.</exception>
public readonly struct GeneralizedBoxOverlap(double eps) : IGroupLoss, ICatalogued
{
    private readonly Setting eps = new(Option.NonNegative(eps), 1e-7);

    /// <summary>Added to divisors.</summary>
    public double Eps => eps.Or(1e-7);

    GroupRule IGroupLoss.Rule => new(GroupKind.Boxes, Eps, (int)BoxPenalty.Enclosing);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("giou",
        "1 − I/(U + ε) + (C − U)/(C + ε), C the area of the enclosing box",
        "H. Rezatofighi et al. 2019, arXiv:1902.09630")
    {
        Aliases = ["generalized-box-iou"],
        Inputs = BoxCard.Inputs,
        Options = BoxCard.Options,
        Kinks = BoxCard.Kinks,
        Note = BoxCard.Note,
        Claims = Claims.NonNegative,
        Parts = 4,
        Create = LossFactory.Group(options => new GeneralizedBoxOverlap(options["eps"])),
    };
}
