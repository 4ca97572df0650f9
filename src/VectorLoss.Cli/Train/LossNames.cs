using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>The losses that a classifier can be trained with, by name.</summary>
internal static class LossNames
{
    public const string Default = "softmax-cross-entropy";

    private const string Textbook = "cross-entropy-error";

    /// <summary>
    /// All names. The catalogue is searched by reflection, so nothing asks for it before it is needed.
    /// </summary>
    public static IEnumerable<string> All =>
        [Default, Textbook, .. LossCatalog.All.Where(ClassifierLoss.Fits).Select(card => card.Name)];

    /// <summary>The loss of a name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static ClassifierLoss Find(string name, OutputLayer output) => name switch
    {
        Default => ClassifierLoss.SoftmaxCrossEntropy,
        Textbook => ClassifierLoss.CrossEntropyError,
        _ => LossCatalog.Find(name) is { } card && ClassifierLoss.Fits(card)
            ? ClassifierLoss.Of(card, output)
            : throw new UserError($"--loss takes one of {string.Join(", ", All)}, not '{name}'"),
    };
}
