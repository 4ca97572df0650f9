namespace VectorLoss.Losses;

/// <summary>
/// Noise-contrastive loss of pairs: row i of one matrix should be closer, by cosine, to row i of the other than to all
/// its other rows. The value of a pair is the softmax cross-entropy of the cosines over the temperature.
/// </summary>
public readonly struct InfoNce : IContrastLoss, ICatalogued
{
    private readonly Setting temperature;

    /// <summary>A contrastive loss.</summary>
    /// <param name="temperature">The divisor of the cosines; finite and above 0.</param>
    /// <param name="views">
    /// Whether both matrices are views of the same objects, as in SimCLR (NT-Xent): each row of either matrix is then
    /// compared with all other rows of both, and should find its partner. Otherwise each row of the first matrix is
    /// compared with the rows of the second only.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="temperature"/> is not finite or not above 0.
    /// </exception>
    public InfoNce(double temperature, bool views = false)
        => (this.temperature, Views) = (new(Option.Positive(temperature), 0.07), views);

    /// <summary>The divisor of the cosines.</summary>
    public double Temperature => temperature.Or(0.07);

    /// <summary>Whether a row is compared with all other rows of both matrices.</summary>
    public bool Views { get; }

    ContrastRule IContrastLoss.Rule
        => new(Views ? ContrastPairs.Views : ContrastPairs.FirstInSecond, Temperature, Cosines: true)
        {
            TakesTemperature = true,
        };

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "info-nce", "−log softmaxⱼ(cos(aᵢ, bⱼ)/τ)ᵢ",
        "A. van den Oord, Y. Li, O. Vinyals 2018, arXiv:1807.03748; T. Chen et al. 2020, arXiv:2002.05709")
    {
        Aliases = ["nt-xent", "simclr"],
        Inputs =
        [
            new("input1", Domain.Real, true), new("input2", Domain.Real, true),
            new("temperature", Domain.Positive, true, LossInputKind.Single) { Optional = true },
        ],
        Options =
        [
            new("temperature", 0.07, "> 0", "the divisor of the cosines"),
            new("views", 0, "0 or 1", "1: compares a row with all other rows of both inputs, as in SimCLR (NT-Xent)",
                OptionKind.YesNo),
        ],
        Note = CommonOptions.TemperatureNote,
        LikelihoodOf = "categorical over the rows of the batch",
        Claims = Claims.NonNegative,
        Create = LossFactory.Contrast(options => new InfoNce(options["temperature"], options["views"] != 0)),
    };
}
