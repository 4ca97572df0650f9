namespace VectorLoss.Losses;

/// <summary>
/// Variance-invariance-covariance regularisation of two views of one batch: the views of an object should be near,
/// each feature should spread, and no feature should repeat another.
/// </summary>
/// <param name="invariance">The weight of the squared distances of partners; finite and not below 0.</param>
/// <param name="variance">The weight of features that spread too little; finite and not below 0.</param>
/// <param name="covariance">The weight of squared covariances; finite and not below 0.</param>
/// <param name="gamma">The standard deviation that features should have; finite and not below 0.</param>
/// <param name="eps">Added to variances; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct VarianceInvarianceCovariance(double invariance, double variance = 25, double covariance = 1,
    double gamma = 1, double eps = 1e-4) : IContrastLoss, ICatalogued
{
    private readonly Setting invariance = new(Option.NonNegative(invariance), 25),
        variance = new(Option.NonNegative(variance), 25), covariance = new(Option.NonNegative(covariance), 1),
        gamma = new(Option.NonNegative(gamma), 1), eps = new(Option.Positive(eps), 1e-4);

    /// <summary>The weight of the squared distances of partners.</summary>
    public double Invariance => invariance.Or(25);

    /// <summary>The weight of features that spread too little.</summary>
    public double Variance => variance.Or(25);

    /// <summary>The weight of squared covariances.</summary>
    public double Covariance => covariance.Or(1);

    /// <summary>The standard deviation that features should have.</summary>
    public double Gamma => gamma.Or(1);

    /// <summary>Added to variances.</summary>
    public double Eps => eps.Or(1e-4);

    ContrastRule IContrastLoss.Rule
        => ContrastRule.OfFeatures(new(FeatureKind.Covariances, Invariance, Variance, Covariance, Gamma, Eps));

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("vicreg",
        "λ/(nd)·Σ(a − b)² + over both views: μ/(2d)·Σ max(0, γ − √(var + ε)) + ν/d·Σ over j ≠ k covⱼₖ²",
        "A. Bardes, J. Ponce, Y. LeCun 2022, arXiv:2105.04906")
    {
        Aliases = ["variance-invariance-covariance"],
        Inputs = [new("input1", Domain.Real, true), new("input2", Domain.Real, true)],
        Options =
        [
            new("invariance", 25, "≥ 0", "λ, the weight of the distance of the views"),
            new("variance", 25, "≥ 0", "μ, the weight of features that spread too little"),
            new("covariance", 1, "≥ 0", "ν, the weight of squared covariances"),
            new("gamma", 1, "≥ 0", "γ, the standard deviation that features should have"),
            new("eps", 1e-4, "> 0", "ε, added to variances"),
        ],
        Kinks = "where √(var + ε) of a feature is γ; slope 0 there",
        Note = "one loss for n rows of d features; as in the published code the distance is a mean of squares and each"
            + " view has half of the variance term; var and cov divide by n − 1, and of one row they are 0",
        Claims = Claims.NonNegative,
        Create = LossFactory.Contrast(options => new VarianceInvarianceCovariance(options["invariance"],
            options["variance"], options["covariance"], options["gamma"], options["eps"])),
    };
}
