namespace VectorLoss.Losses;

/// <summary>What the cards of the models of accelerated failure time share.</summary>
internal static class LifeTimes
{
    public static IReadOnlyList<LossInput> Inputs { get; } =
    [
        new("input", Domain.Real, true), new("time", Domain.Positive, false), new("event", Domain.Probability, false),
    ];

    public static IReadOnlyList<LossOption> Options { get; } =
        [new("scale", 1, "> 0", "σ: how far the logarithms of times spread around the prediction")];

    public const string Note = "event is 1 where it happened at that time and 0 where it had not happened yet; the"
        + " density is that of the time, log σt included";
}
