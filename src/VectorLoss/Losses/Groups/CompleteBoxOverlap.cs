namespace VectorLoss.Losses;

/// <summary><see cref="DistanceBoxOverlap"/> and how far the shapes of the boxes are apart.</summary>
/// <param name="eps">Added to divisors; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or below 0.</exception>
public readonly struct CompleteBoxOverlap(double eps) : IGroupLoss, ICatalogued
{
    private readonly Setting eps = new(Option.NonNegative(eps), 1e-7);

    /// <summary>Added to divisors.</summary>
    public double Eps => eps.Or(1e-7);

    GroupRule IGroupLoss.Rule => new(GroupKind.Boxes, Eps, (int)BoxPenalty.Shape);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("ciou",
        "diou + v²/(1 − I/(U + ε) + v + ε), v = (2/π·(atan(W/H) − atan(w/h)))²",
        "Z. Zheng et al. 2020, arXiv:1911.08287")
    {
        Aliases = ["complete-box-iou"],
        Inputs = BoxCard.Inputs,
        Options = BoxCard.Options,
        Kinks = BoxCard.Kinks,
        Note = BoxCard.Note
            + "; the paper and torchvision hold v/(1 − IoU + v) constant in the gradient, here it is the derivative",
        Claims = Claims.NonNegative,
        Parts = 4,
        Create = LossFactory.Group(options => new CompleteBoxOverlap(options["eps"])),
    };
}
