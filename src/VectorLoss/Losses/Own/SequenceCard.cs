namespace VectorLoss.Losses;

/// <summary>What the cards of losses of sequences share.</summary>
internal static class SequenceCard
{
    public static IReadOnlyList<LossInput> Inputs { get; } =
    [
        new("log_probs", Domain.LogProbability, true), new("targets", Domain.Label, false, LossInputKind.Own),
        new("input_lengths", Domain.Label, false, LossInputKind.Own),
        new("target_lengths", Domain.Label, false, LossInputKind.Own),
    ];

    public static IReadOnlyList<LossOption> Options { get; } =
    [
        new("blank", 0, "a class", "the class of the blank", OptionKind.WholeNumber),
        new("zero_infinity", 0, "0 or 1", "1: a sample with too few steps for its labels counts as 0, not +∞",
            OptionKind.YesNo),
    ];
}
