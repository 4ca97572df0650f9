using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>The losses that a classifier can be trained with, by name.</summary>
internal static class LossNames
{
    public const string Default = "softmax-cross-entropy";

    private const string Textbook = "cross-entropy-error";

    private static readonly LossCard[] Cards =
    [
        HalfSquaredError.Card, SquaredError.Card, AbsoluteError.Card, Huber.Card, Hinge.Card, BinaryCrossEntropyWithLogits.Card,
    ];

    /// <summary>All names, the default first.</summary>
    public static string[] All { get; } =
        [Default, Textbook, .. Cards.Select(card => card.Name)];

    /// <summary>The loss of a name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static ClassifierLoss Find(string name, OutputLayer output)
    {
        if (name is Default or "cross-entropy")
            return ClassifierLoss.SoftmaxCrossEntropy;
        if (name == Textbook)
            return ClassifierLoss.CrossEntropyError;
        LossCard? card = Array.Find(Cards, card => card.Name == name || card.Aliases.Contains(name));
        return card is null
            ? throw new UserError($"--loss takes one of {string.Join(", ", All)}, not '{name}'")
            : ClassifierLoss.Of(card, output);
    }
}
