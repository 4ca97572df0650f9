using System.Text;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>
/// A small curve of value and slope over the prediction, for losses of one prediction and one target.
/// </summary>
internal static class LossCurve
{
    private const int Most = 61;
    private const int Lines = 15;
    private const int LabelWidth = 10;

    /// <summary>The curve with the usual options, or nothing for other families.</summary>
    public static string Of(LossCard card, int columns)
    {
        if (card.Family != LossFamily.Point)
            return "";
        int points = Math.Max(2, Math.Min(Most, columns - LabelWidth));
        (double from, double to) = card.Prediction switch
        {
            Domain.Real => (-3.0, 3.0),
            Domain.Probability => (0.02, 0.98),
            _ => (0.1, 4.0),
        };
        double target = card.Target == Domain.Real ? 0 : 1;
        double[] at = [.. Enumerable.Range(0, points).Select(i => from + (to - from) * i / (points - 1))];
        LossOutcome outcome = LossTool.Run<double>(new(card)
        {
            Reduction = "none",
            Inputs = new Dictionary<string, LossArray>
            {
                [card.Inputs[0].Name] = new([points], at),
                [card.Inputs[1].Name] = new([points], [.. Enumerable.Repeat(target, points)]),
            },
        });
        return Draw(outcome.Value.Values, outcome.Gradients[card.Inputs[0].Name], from, to, target);
    }

    private static string Draw(double[] values, double[] slopes, double from, double to, double target)
    {
        double[] finite = [.. values.Concat(slopes).Where(double.IsFinite)];
        double top = finite.Max(), bottom = Math.Min(0, finite.Min());
        char[][] canvas = [.. Enumerable.Range(0, Lines).Select(_ => Enumerable.Repeat(' ', values.Length).ToArray())];
        if (Line(0, bottom, top) is int zero)
            Array.Fill(canvas[zero], '─');
        Plot(canvas, slopes, '·', bottom, top);
        Plot(canvas, values, '●', bottom, top);
        StringBuilder text = new($"\n● value  · slope  over the prediction, target {Text(target)}\n");
        for (int line = 0; line < Lines; line++)
        {
            string label = line == 0 ? Text(top) : line == Lines - 1 ? Text(bottom) : "";
            text.Append($"{label,8} │{new string(canvas[line]).TrimEnd()}\n");
        }
        text.Append($"{"",8} └{new string('─', values.Length)}\n{"",LabelWidth}{Text(from)}");
        return text.Append($"{Text(to).PadLeft(values.Length - Text(from).Length)}\n").ToString();
    }

    private static void Plot(char[][] canvas, double[] numbers, char mark, double bottom, double top)
    {
        for (int column = 0; column < numbers.Length; column++)
        {
            if (Line(numbers[column], bottom, top) is int line)
                canvas[line][column] = mark;
        }
    }

    private static int? Line(double number, double bottom, double top)
        => number >= bottom && number <= top && top > bottom
        ? (int)Math.Round((top - number) / (top - bottom) * (Lines - 1))
        : null;

    private static string Text(double number) => Charts.Figures.Show(number, digits: 4);
}
