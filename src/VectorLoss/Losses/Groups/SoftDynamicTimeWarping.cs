namespace VectorLoss.Losses;

/// <summary>
/// The soft minimum, over all monotone alignments of two sequences, of the squared distances of the steps that are
/// aligned; or the divergence that this gives, which is 0 for equal sequences.
/// </summary>
/// <param name="gamma">
/// How soft the minimum is, in units of a squared distance; finite and not below 0, where it is dynamic time warping.
/// </param>
/// <param name="features">How many numbers a step has; they divide the length of a row; at least 1.</param>
/// <param name="normalize">
/// Whether half of what each sequence has with itself is subtracted (M. Blondel, A. Mensch, J.-P. Vert 2021).
/// </param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct SoftDynamicTimeWarping(double gamma, int features = 1, bool normalize = false)
    : IGroupLoss, ICatalogued
{
    private readonly Setting gamma = new(Option.NonNegative(gamma), 1), features = new(Option.AtLeast(features, 1), 1);

    /// <summary>How soft the minimum is.</summary>
    public double Gamma => gamma.Or(1);

    /// <summary>How many numbers a step has.</summary>
    public int Features => (int)features.Or(1);

    /// <summary>Whether half of what each sequence has with itself is subtracted.</summary>
    public bool Normalize { get; } = normalize;

    GroupRule IGroupLoss.Rule => new(GroupKind.Alignments, Gamma, Normalize ? 1 : 0, Features: Features);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("soft-dtw", "−γ·log Σ over alignments exp(−Σ|xᵢ − yⱼ|²/γ)",
        "M. Cuturi, M. Blondel 2017, arXiv:1703.01541; M. Blondel, A. Mensch, J.-P. Vert 2021, arXiv:2010.08354")
    {
        Aliases = ["soft-dynamic-time-warping", "sdtw"],
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Real, true),
            new("input_lengths", Domain.Length, false, LossInputKind.PerRow) { Optional = true },
            new("target_lengths", Domain.Length, false, LossInputKind.PerRow) { Optional = true },
        ],
        Options =
        [
            new("gamma", 1, "≥ 0", "how soft the minimum is, in units of |x − y|²; 0: dynamic time warping"),
            new(CommonOptions.Features, 1, "≥ 1", "numbers of a step; they divide the length of a row",
                OptionKind.WholeNumber),
            new("normalize", 0, "0 or 1", "1: less half of what each sequence has with itself", OptionKind.YesNo),
        ],
        Kinks = "with γ = 0 where alignments are equally good; each step takes even parts",
        Note = "a row is a sequence, step after step, padded to the longest of both inputs; tools take (N,"
            + " steps, features) as it is. Without lengths all steps count. It may be below 0 unless normalised, and"
            + " is not divided by the length of an alignment",
        RowIsSample = true,
        Create = LossFactory.Group(options => new SoftDynamicTimeWarping(
            options["gamma"], (int)options[CommonOptions.Features], options["normalize"] != 0)),
    };
}
