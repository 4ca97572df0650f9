namespace VectorLoss.Losses;

/// <summary>
/// Noise-contrastive loss of pairs: row i of one matrix should be closer, by cosine, to row i of the other than to all its other
/// rows. The value of a pair is the softmax cross-entropy of the cosines over the temperature.
/// </summary>
public readonly struct InfoNce : ICatalogued
{
    private readonly Setting temperature;

    /// <summary>A contrastive loss.</summary>
    /// <param name="temperature">What cosines are divided by; finite and above 0.</param>
    /// <param name="views">
    /// Whether both matrices are views of the same things, as in SimCLR: then all rows of both compete with each other, each but
    /// with itself, and both rows of a pair are asked for the other (NT-Xent). Otherwise rows of the first are asked among rows of the second.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not finite or not above 0.</exception>
    public InfoNce(double temperature, bool views = false)
        => (this.temperature, Views) = (new(Option.Positive(temperature), 0.07), views);

    /// <summary>What cosines are divided by.</summary>
    public double Temperature => temperature.Or(0.07);

    /// <summary>Whether all rows of both matrices compete with each other.</summary>
    public bool Views { get; }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("info-nce", "−log softmaxⱼ(cos(aᵢ, bⱼ)/τ)ᵢ", "A. van den Oord, Y. Li, O. Vinyals 2018, arXiv:1807.03748; T. Chen et al. 2020, arXiv:2002.05709")
    {
        Aliases = ["nt-xent", "simclr"],
        Inputs = [new("input1", Domain.Real, true), new("input2", Domain.Real, true)],
        Options =
        [
            new("temperature", 0.07, "> 0", "what cosines are divided by"),
            new("views", 0, "0 or 1", "1: all rows of both compete with each other, as in SimCLR (NT-Xent)",
                OptionKind.YesNo),
        ],
        LikelihoodOf = "categorical over the rows of the batch",
        Claims = Claims.NonNegative,
        Create = LossFactory.Contrast(options => new InfoNce(options["temperature"], options["views"] != 0)),
    };
}
