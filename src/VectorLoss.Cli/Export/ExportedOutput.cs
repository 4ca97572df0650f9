using VectorLoss.Cli.Tables;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>What an exported model gives.</summary>
/// <param name="Layer">What follows the last layer.</param>
/// <param name="Result">What that is, in a word or two.</param>
/// <param name="IsPredicted">Whether it gives what <c>predict</c> does, or none could that ONNX can hold.</param>
internal sealed record ExportedOutput(OutputLayer Layer, string Result, bool IsPredicted)
{
    /// <summary>The layer as the command line spells it.</summary>
    public string Word => WordOf(Layer);

    /// <summary>What a net gives behind a layer.</summary>
    /// <param name="path">The net, for messages.</param>
    /// <param name="model">The net.</param>
    /// <param name="table">The net of a table; null for others.</param>
    /// <param name="layer">What follows the last layer.</param>
    /// <exception cref="UserError">The result would have no meaning, or ONNX cannot give it.</exception>
    public static ExportedOutput Of(string path, StoredModel model, TableModel? table, OutputLayer layer)
    {
        string asked = $"--output {WordOf(layer)}";
        if (layer == OutputLayer.Sparsemax)
            throw new UserError("ONNX has no sparsemax; --output linear writes the scores that it is taken of");
        if (layer == OutputLayer.Softmax && model.Layers[^1] == 1 && table?.Prediction != OutputLayer.Softmax)
            throw new UserError($"{asked}: the net has one output, whose softmax is always 1");
        bool isScaled = table?.Preparation.Unscaling(model.Layers[^1]) is not null;
        if (table is null)
        {
            RequireLink(asked, layer, model.Format is null || layer == OutputLayer.Linear ? layer
                : EvalCommand.Loss(path, model).Loss.LinkLayer);
        }
        else if (layer != table.Prediction)
        {
            RequireLink(asked, layer, layer == OutputLayer.Linear ? layer : table.Link, table.Preparation.Kind);
            if (isScaled)
                throw new UserError($"{asked}: the net's numbers are scaled behind its {WordOf(table.Prediction)}");
        }
        return new(layer, isScaled ? "predictions" : Words(table, layer),
            layer != OutputLayer.Linear || table?.Prediction is null or OutputLayer.Linear or OutputLayer.Sparsemax);
    }

    // Probabilities of numbers that are none, or means of scores, would be numbers without a meaning.
    private static void RequireLink(string asked, OutputLayer layer, OutputLayer link, TargetKind? kind = null)
    {
        if (layer == link)
            return;
        throw new UserError($"{asked}: " + (link != OutputLayer.Linear
            ? $"what the net predicts is the {WordOf(link)} of its last layer"
            : kind == TargetKind.Numbers ? "the net predicts numbers of the table's units"
            : "the net predicts scores, which are no logits or logarithms"));
    }

    private static string Words(TableModel? table, OutputLayer layer) => layer switch
    {
        OutputLayer.Exponential => "means",
        OutputLayer.Linear => table?.Prediction switch
        {
            OutputLayer.Exponential => "logarithms of means",
            OutputLayer.Linear when table.Preparation.Kind == TargetKind.Numbers => "predictions",
            OutputLayer.Linear or OutputLayer.Sparsemax or OutputLayer.BinarySparsemax => "scores",
            _ => "logits",
        },
        _ when table?.Preparation.Kind == TargetKind.Numbers => "predictions",
        _ => "probabilities",
    };

    private static string WordOf(OutputLayer layer) => layer switch
    {
        OutputLayer.BinarySparsemax => "binary-sparsemax",
        _ => $"{layer}".ToLowerInvariant(),
    };
}
