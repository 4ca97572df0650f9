namespace VectorLoss.Losses;

/// <summary>
/// How far two samples on a line are apart as distributions: the mean of |x − y|ᵖ over the pairs of both in their
/// order, which is the least over all pairings; or its p-th root.
/// </summary>
/// <param name="p">The power; finite and not below 1.</param>
/// <param name="root">Whether the p-th root is taken.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not finite or below 1.</exception>
public readonly struct WassersteinDistance(double p, bool root = false) : IGroupLoss, ICatalogued
{
    private readonly Setting power = new(Option.AtLeast(p, 1), 1);

    /// <summary>The power.</summary>
    public double Power => power.Or(1);

    /// <summary>Whether the p-th root is taken.</summary>
    public bool Root { get; } = root;

    GroupRule IGroupLoss.Rule => new(GroupKind.Transports, Power, Root ? 1 : 0);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("wasserstein", "1/n·Σ|x₍ᵢ₎ − y₍ᵢ₎|ᵖ of the order statistics",
        "G. Peyré, M. Cuturi 2019, section 2.6, arXiv:1803.00567")
    {
        Aliases = ["wasserstein-1d", "earth-movers-distance"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true)],
        Options =
        [
            new("p", 1, "≥ 1", "the power of a distance"),
            new("root", 0, "0 or 1", "1: the p-th root, which is a distance", OptionKind.YesNo),
        ],
        Kinks = "where numbers of one sample are equal, which then have even parts; with p = 1 where a pair is equal, "
            + "and with a root where all are: slope 0",
        Note = "a row is a sample of equal weights, in any order; both have as many. SciPy's wasserstein_distance is"
            + " p = 1, POT's wasserstein_1d takes no root, and geomloss divides by p: |x − y|²/2 for p = 2",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget,
        RowIsSample = true,
        Create = LossFactory.Group(options => new WassersteinDistance(options["p"], options["root"] != 0)),
    };
}
