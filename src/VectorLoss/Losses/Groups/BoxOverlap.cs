namespace VectorLoss.Losses;

/// <summary>1 − the intersection of two boxes over their union.</summary>
/// <param name="eps">Added to divisors; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or below 0.</exception>
public readonly struct BoxOverlap(double eps) : IGroupLoss, ICatalogued
{
    private readonly Setting eps = new(Option.NonNegative(eps), 1e-7);

    /// <summary>Added to divisors.</summary>
    public double Eps => eps.Or(1e-7);

    GroupRule IGroupLoss.Rule => new(GroupKind.Boxes, Eps, (int)BoxPenalty.None);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("box-iou",
        "1 − I/(U + ε), I and U the areas of intersection and union",
        "J. Yu et al. 2016, arXiv:1608.01471")
    {
        Aliases = ["iou"],
        Inputs = BoxCard.Inputs,
        Options = BoxCard.Options,
        Kinks = BoxCard.Kinks,
        Note = BoxCard.Note,
        Claims = Claims.NonNegative,
        Parts = 4,
        Create = LossFactory.Group(options => new BoxOverlap(options["eps"])),
    };
}
