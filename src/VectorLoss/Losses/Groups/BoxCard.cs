namespace VectorLoss.Losses;

/// <summary>What the cards of the losses of boxes share.</summary>
internal static class BoxCard
{
    public static IReadOnlyList<LossInput> Inputs { get; } =
        [new("input", Domain.Real, true), new("target", Domain.Real, true)];

    public static IReadOnlyList<LossOption> Options { get; } =
        [new("eps", 1e-7, "≥ 0", "added to divisors, so that boxes without area have a loss")];

    public const string Kinks = "where sides of the two boxes meet; equal sides take half of the slope each";

    public const string Note = "a row is x₁, y₁, x₂, y₂, two opposite corners in any order; of several boxes in a row"
        + " the mean counts";
}
