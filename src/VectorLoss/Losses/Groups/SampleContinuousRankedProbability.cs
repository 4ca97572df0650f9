namespace VectorLoss.Losses;

/// <summary>
/// The continuous ranked probability score of a forecast that is a row of samples: how far they are from the target,
/// less half of how far they are from each other.
/// </summary>
/// <param name="fair">Whether the pairs of a sample with itself are left out, so that few samples are judged as many
/// would be.</param>
public readonly struct SampleContinuousRankedProbability(bool fair) : IGroupLoss, ICatalogued
{
    /// <summary>Whether the pairs of a sample with itself are left out.</summary>
    public bool Fair { get; } = fair;

    GroupRule IGroupLoss.Rule => new(GroupKind.Samples, Choice: Fair ? 1 : 0);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("sample-crps", "1/m·Σ|xᵢ − t| − 1/(2m²)·ΣΣ|xᵢ − xⱼ|",
        "T. Gneiting, A. E. Raftery 2007, doi:10.1198/016214506000001437; C. A. T. Ferro 2014, doi:10.1002/qj.2270")
    {
        Aliases = ["crps-ensemble", "energy-score-1d"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, false, LossInputKind.PerRow)],
        Options = [new("fair", 0, "0 or 1", "1: divides the pairs by m(m − 1) and not by m²", OptionKind.YesNo)],
        Kinks = "xᵢ = t and xᵢ = xⱼ; slope 0 of such a pair",
        Create = LossFactory.Group(options => new SampleContinuousRankedProbability(options["fair"] != 0)),
    };
}
