namespace VectorLoss.Losses;

/// <summary>
/// The negative logarithm of Cox's partial likelihood of a row of logarithms of hazards: each event is compared with
/// all that were at risk at its time. A row is a stratum.
/// </summary>
/// <param name="efron">Whether events at one time leave the risk set one after another, as Efron does; Breslow keeps
/// all of them.</param>
public readonly struct CoxPartialLikelihood(bool efron) : IGroupLoss, ICatalogued
{
    /// <summary>Whether events at one time leave the risk set one after another.</summary>
    public bool Efron { get; } = efron;

    GroupRule IGroupLoss.Rule => new(GroupKind.RiskSets, Choice: Efron ? 1 : 0);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("cox",
        "Σ over events (log Σ over tⱼ ≥ tᵢ e^xⱼ − xᵢ)",
        "D. R. Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x; N. Breslow 1974; B. Efron 1977")
    {
        Aliases = ["cox-ph", "proportional-hazards"],
        Inputs =
        [
            new("input", Domain.Real, true), new("time", Domain.Positive, false),
            new("event", Domain.Probability, false),
        ],
        Link = Link.Ranking,
        Options = [new("efron", 0, "0 or 1", "1: ties as Efron has them; 0: as Breslow", OptionKind.YesNo)],
        Note = "event is 1 where it happened at that time, 0 where it had not happened yet (above ½ counts as 1); the"
            + " sum over the events of a row is not divided by their number",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Group(options => new CoxPartialLikelihood(options["efron"] != 0)),
    };
}
