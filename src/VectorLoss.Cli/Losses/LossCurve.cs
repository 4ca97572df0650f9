using System.Globalization;
using System.Text;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>A small curve of value and slope over the prediction, for losses of one prediction and one target.</summary>
internal static class LossCurve
{
    private const int Columns = 61;
    private const int Lines = 15;

    /// <summary>The curve with the usual options, or nothing for other families.</summary>
    public static string Of(LossCard card)
    {
        if (card.Family != LossFamily.Point)
            return "";
        (double from, double to) = card.Prediction == Domain.Real ? (-3.0, 3.0) : card.Prediction == Domain.Probability ? (0.02, 0.98) : (0.1, 4.0);
        double target = card.Target == Domain.Real ? 0 : 1;
        double[] at = [.. Enumerable.Range(0, Columns).Select(i => from + (to - from) * i / (Columns - 1))];
        LossOutcome outcome = LossTool.Run<double>(new(card)
        {
            Reduction = "none",
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([Columns], at), ["target"] = new([Columns], [.. Enumerable.Repeat(target, Columns)]),
            },
        });
        return Draw(outcome.Value.Values, outcome.Gradients["input"], from, to, target);
    }

    private static string Draw(double[] values, double[] slopes, double from, double to, double target)
    {
        double top = values.Concat(slopes).Where(double.IsFinite).Max(), bottom = Math.Min(0, values.Concat(slopes).Where(double.IsFinite).Min());
        char[][] canvas = [.. Enumerable.Range(0, Lines).Select(_ => Enumerable.Repeat(' ', Columns).ToArray())];
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
        text.Append($"{"",8} └{new string('─', Columns)}\n{"",10}{Text(from)}{Text(to).PadLeft(Columns - Text(from).Length)}\n");
        return text.ToString();
    }

    private static void Plot(char[][] canvas, double[] numbers, char mark, double bottom, double top)
    {
        for (int column = 0; column < numbers.Length; column++)
            if (Line(numbers[column], bottom, top) is int line)
                canvas[line][column] = mark;
    }

    private static int? Line(double number, double bottom, double top) => number >= bottom && number <= top && top > bottom
        ? (int)Math.Round((top - number) / (top - bottom) * (Lines - 1))
        : null;

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
