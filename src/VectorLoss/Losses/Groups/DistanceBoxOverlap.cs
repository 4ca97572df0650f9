namespace VectorLoss.Losses;

/// <summary><see cref="BoxOverlap"/> and the distance of the centres, measured by the enclosing box.</summary>
/// <param name="eps">Added to divisors; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or below 0.</exception>
public readonly struct DistanceBoxOverlap(double eps) : IGroupLoss, ICatalogued
{
    private readonly Setting eps = new(Option.NonNegative(eps), 1e-7);

    /// <summary>Added to divisors.</summary>
    public double Eps => eps.Or(1e-7);

    GroupRule IGroupLoss.Rule => new(GroupKind.Boxes, Eps, (int)BoxPenalty.Distance);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("diou",
        "1 − I/(U + ε) + d²/(c² + ε), d between the centres, c the diagonal of the enclosing box",
        "Z. Zheng et al. 2020, arXiv:1911.08287")
    {
        Aliases = ["distance-box-iou"],
        Inputs = BoxCard.Inputs,
        Options = BoxCard.Options,
        Kinks = BoxCard.Kinks,
        Note = BoxCard.Note,
        Claims = Claims.NonNegative,
        Parts = 4,
        Create = LossFactory.Group(options => new DistanceBoxOverlap(options["eps"])),
    };
}
