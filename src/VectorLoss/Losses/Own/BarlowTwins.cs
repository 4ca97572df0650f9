namespace VectorLoss.Losses;

/// <summary>
/// Redundancy reduction of two views of one batch: a feature of one view should have correlation 1 with the same
/// feature of the other, and 0 with all others.
/// </summary>
/// <param name="lambda">The weight of different features; finite and not below 0.</param>
/// <param name="scale">The factor of the loss; finite and not below 0.</param>
/// <param name="eps">Added to variances; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct BarlowTwins(double lambda, double scale = 1, double eps = 1e-5) : IContrastLoss, ICatalogued
{
    private readonly Setting lambda = new(Option.NonNegative(lambda), 0.005),
        scale = new(Option.NonNegative(scale), 1), eps = new(Option.Positive(eps), 1e-5);

    /// <summary>The weight of different features.</summary>
    public double Lambda => lambda.Or(0.005);

    /// <summary>The factor of the loss.</summary>
    public double Scale => scale.Or(1);

    /// <summary>Added to variances.</summary>
    public double Eps => eps.Or(1e-5);

    ContrastRule IContrastLoss.Rule
        => ContrastRule.OfFeatures(new(FeatureKind.Correlations, Scale, 0, Scale * Lambda, 0, Eps));

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("barlow-twins",
        "s·(Σ(1 − Cⱼⱼ)² + λ·Σ over j ≠ k Cⱼₖ²), C = âᵀb̂/n, â = (a − mean)/√(var + ε) of each feature",
        "J. Zbontar et al. 2021, arXiv:2103.03230")
    {
        Inputs = [new("input1", Domain.Real, true), new("input2", Domain.Real, true)],
        Options =
        [
            new("lambda", 0.005, "≥ 0", "λ, the weight of different features"),
            new("scale", 1, "≥ 0", "s, the factor of the loss"),
            new("eps", 1e-5, "> 0", "ε, added to variances"),
        ],
        Note = "one loss for n rows; as BatchNorm does in the published code var divides by n, and of a feature without"
            + " spread â is 0; that code has λ = 0.0051, and an older one multiplies by 1/32",
        Claims = Claims.NonNegative,
        Create = LossFactory.Contrast(options
            => new BarlowTwins(options["lambda"], options["scale"], options["eps"])),
    };
}
