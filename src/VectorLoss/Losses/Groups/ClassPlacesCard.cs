namespace VectorLoss.Losses;

/// <summary>What the cards of losses of classes at places share.</summary>
internal static class ClassPlacesCard
{
    public const string Note = "a row is a sample: all places of the first class, then those of the next, as PyTorch"
        + " lays out (N, C, d₁ …), which is taken as it is; the target has the shape of the input";

    public static IReadOnlyList<LossInput> Inputs { get; }
        = [new("input", Domain.Real, true), new("target", Domain.Probability, false)];

    public static LossOption Classes { get; }
        = new(CommonOptions.Classes, 2, "≥ 1", "how many; they divide the length of a row", OptionKind.WholeNumber);
}
