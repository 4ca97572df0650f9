namespace VectorLoss.Losses;

/// <summary>What the cards of the losses of overlapping rows share.</summary>
internal static class OverlapCard
{
    public const string Note = "a row is a sample, all its places side by side; tools take (N, 1, d₁) as it is, and ask"
        + " for rows where dimensions might be places or samples";

    public static IReadOnlyList<LossInput> Inputs { get; } =
        [new("input", Domain.Real, true), new("target", Domain.Probability, false)];

    public static LossOption Smooth { get; } =
        new("smooth", 1, "≥ 0", "added to numerator and denominator, so that two empty rows agree");

    /// <summary>How much errors of both kinds weigh, beside the smoothing.</summary>
    public static IReadOnlyList<LossOption> Weighted(double alpha, double beta)
        => [Smooth, new("alpha", alpha, "≥ 0", "weight of false positives"),
            new("beta", beta, "≥ 0", "weight of false negatives")];
}
