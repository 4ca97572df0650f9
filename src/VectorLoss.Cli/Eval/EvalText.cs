using System.Globalization;
using System.Text;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>An evaluation for people and for programs.</summary>
internal static class EvalText
{
    private const string Green = "\u001b[32m", Dim = "\u001b[2m", Plain = "\u001b[0m";

    /// <summary>Accuracy, mean loss and confusion matrix.</summary>
    /// <param name="lossName">The loss.</param>
    /// <param name="dataset">Whose test images were looked at.</param>
    /// <param name="isDefault">Whether nobody asked for these images.</param>
    /// <param name="result">What was found.</param>
    /// <param name="terminal">Where it goes.</param>
    public static string Of(string lossName, string dataset, bool isDefault, Evaluation result, Terminal terminal)
    {
        StringBuilder text = new(Layout.Hanging("", string.Create(CultureInfo.InvariantCulture,
            $"Test accuracy {100 * result.Accuracy:F2} %  ({result.Correct:N0} of {result.Count:N0} images right), ")
            + string.Create(CultureInfo.InvariantCulture, $"mean {lossName} {result.Loss:F4}"), terminal.Columns));
        string other = isDefault ? "; --data DIR evaluates others" : "";
        text.Append(Layout.Hanging("", $"on the test images of {Printable.Cut(dataset)}{other}", terminal.Columns));
        text.Append('\n').Append(Layout.Hanging("", "Label by row, what the net said by column:", terminal.Columns));
        int width = 1 + Enumerable.Range(0, result.Classes * result.Classes)
            .Max(i => $"{result[i / result.Classes, i % result.Classes]}".Length);
        text.Append("  ");
        for (int predicted = 0; predicted < result.Classes; predicted++)
            text.Append($"{predicted}".PadLeft(width));
        for (int label = 0; label < result.Classes; label++)
        {
            text.Append('\n').Append($"{label}".PadLeft(2));
            for (int predicted = 0; predicted < result.Classes; predicted++)
                text.Append(Cell(result[label, predicted], label == predicted, width, terminal.Coloured));
        }
        return text.Append('\n').ToString();
    }

    /// <summary>The same as one object.</summary>
    public static string ToJson(string path, StoredModel model, string lossName, string dataset, Evaluation result)
        => Json.Object(json =>
    {
        json.WriteString("model", path);
        json.WriteString("dataset", dataset);
        json.WriteString("loss", lossName);
        json.WriteStartArray("layers");
        foreach (int width in model.Layers)
            json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteNumber("images", result.Count);
        json.WriteNumber("correct", result.Correct);
        json.Real("testAccuracy", result.Accuracy);
        json.Real("testLoss", result.Loss);
        json.WriteStartArray("confusion");
        for (int label = 0; label < result.Classes; label++)
        {
            json.WriteStartArray();
            for (int predicted = 0; predicted < result.Classes; predicted++)
                json.WriteNumberValue(result[label, predicted]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    });

    private static string Cell(int count, bool isRight, int width, bool coloured)
    {
        string number = (count == 0 && !isRight ? "·" : $"{count}").PadLeft(width);
        string colour = isRight ? Green : count == 0 ? Dim : "";
        return coloured && colour != "" ? colour + number + Plain : number;
    }
}
