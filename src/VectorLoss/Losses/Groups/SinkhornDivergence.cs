namespace VectorLoss.Losses;

/// <summary>
/// How far two samples on a line are apart by entropic transport: its cost from one to the other, less half of what
/// either has with itself, so that equal samples are at 0.
/// </summary>
/// <param name="epsilon">The weight of the entropy, in units of |x − y|ᵖ; finite and above 0.</param>
/// <param name="p">The power of a distance: 1 or 2.</param>
/// <param name="iterations">The most steps that potentials take; at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct SinkhornDivergence(double epsilon, int p = 2, int iterations = 1000) : IGroupLoss, ICatalogued
{
    private readonly Setting epsilon = new(Option.Positive(epsilon), 1), power = new(Option.Within(p, 1, 2), 2),
        iterations = new(Option.AtLeast(iterations, 1), 1000);

    /// <summary>The weight of the entropy.</summary>
    public double Epsilon => epsilon.Or(1);

    /// <summary>The power of a distance.</summary>
    public int Power => (int)power.Or(2);

    /// <summary>The most steps that potentials take.</summary>
    public int Iterations => (int)iterations.Or(1000);

    GroupRule IGroupLoss.Rule => new(GroupKind.EntropicTransports, Epsilon, Power, Features: 1, Steps: Iterations);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("sinkhorn-divergence",
        "T(x, y) − ½T(x, x) − ½T(y, y), T = min Σπᵢⱼ|xᵢ − yⱼ|ᵖ + ε·KL(π, 1/nm)",
        "J. Feydy et al. 2019, equations 3 and 8, arXiv:1810.08278")
    {
        Aliases = ["sinkhorn", "entropic-transport"],
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Real, true),
            new("input_lengths", Domain.Length, false, LossInputKind.PerRow) { Optional = true },
            new("target_lengths", Domain.Length, false, LossInputKind.PerRow) { Optional = true },
        ],
        Options =
        [
            new("epsilon", 1, "> 0", "the weight of the entropy, in units of |x − y|ᵖ"),
            new("p", 2, "1 or 2", "the power of a distance", OptionKind.WholeNumber),
            new("iterations", 1000, "≥ 1", "the most steps, each of two sums over all pairs", OptionKind.WholeNumber),
        ],
        Kinks = "with p = 1 where two numbers are equal: slope 0 for the pair",
        Note = "a row is a sample of equal weights, padded where lengths say so. Potentials move until each marginal is"
            + " right to 2⁻⁴⁶ of 1 and of the largest cost over ε, and slopes hold them: at the optimum that changes"
            + " nothing. Where the iterations end first, the value is a dual that is too low, and slopes are those of a"
            + " plan with other marginals. geomloss has |x − y|²/2 for p = 2 and ε = blurᵖ; POT's"
            + " empirical_sinkhorn_divergence leaves the entropy out of its values",
        RowIsSample = true,
        Create = LossFactory.Group(options
            => new SinkhornDivergence(options["epsilon"], (int)options["p"], (int)options["iterations"])),
    };
}
