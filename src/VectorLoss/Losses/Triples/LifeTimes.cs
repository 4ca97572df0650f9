namespace VectorLoss.Losses;

/// <summary>What the cards of the models of accelerated failure time share.</summary>
internal static class LifeTimes
{
    public static IReadOnlyList<LossInput> Inputs { get; } =
    [
        new("input", Domain.Real, true), new("time", Domain.Positive, false), new("event", Domain.Probability, false),
    ];

    /// <summary>What is known of a time: two bounds.</summary>
    public static IReadOnlyList<LossInput> Bounds { get; } =
    [
        new("input", Domain.Real, true), new("time", Domain.NonNegative, false),
        new("upper", Domain.NonNegative, false) { IsBound = true },
    ];

    public static IReadOnlyList<LossOption> Options { get; } =
        [new("scale", 1, "> 0", "σ: how far the logarithms of times spread around the prediction")];

    public const string Note = "event is 1 where it happened at that time and 0 where it had not happened yet; the"
        + " density is that of the time, log σt included; with upper in place of event, time and upper are bounds";

    public const string IntervalNote = "the time lies between the two: 0 and ∞ where nothing is known on that side,"
        + " equal where it was seen, but not both 0 or ∞, in either order. XGBoost's survival:aft, of"
        + " label_lower_bound and label_upper_bound, holds the likelihood above 1e-12, gradients within ±15 and"
        + " Hessians from 1e-16 to 15";
}
