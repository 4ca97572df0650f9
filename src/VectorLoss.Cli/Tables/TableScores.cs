using System.Globalization;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Cli.Tables;

/// <summary>How good predictions are, in the metrics of the task.</summary>
internal static class TableScores
{
    /// <summary>The metrics.</summary>
    /// <param name="preparation">What the targets are.</param>
    /// <param name="isRanking">Whether outputs say something only beside the others of their row.</param>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="predictions">One row of outputs a row, see <see cref="PreparedRows.Predict"/>.</param>
    public static IReadOnlyList<(string Name, double Value)> Of(Preparation preparation, bool isRanking, Table table,
        int[] rows, double[] predictions) => preparation.Kind switch
        {
            TargetKind.Classes => OfClasses(preparation.LabelsOf(table, rows), predictions, preparation.Classes.Count),
            TargetKind.Flags => OfFlags(preparation.NumbersOf<double>(table, rows), predictions,
                preparation.Targets.Count, preparation.HasSigns ? 0 : 0.5),
            _ when preparation.Quantiles.Length > 0 => OfQuantiles(preparation, table, rows, predictions),
            _ when isRanking => OfRanks(preparation.NumbersOf<double>(table, rows), predictions,
                preparation.Targets.Count),
            _ => OfNumbers(preparation, table, rows, predictions),
        };

    /// <summary>A metric for people.</summary>
    public static string Text((string Name, double Value) score)
        => double.IsNaN(score.Value) && score.Name.StartsWith("R²", StringComparison.Ordinal)
            ? "— (there is no spread to explain: the targets are equal)"
            : score.Value.ToString("G5", CultureInfo.InvariantCulture);

    private static (string, double)[] OfClasses(int[] labels, double[] outputs, int classes)
    {
        int width = outputs.Length / labels.Length;
        int[] right = new int[width], said = new int[width], are = new int[width];
        for (int row = 0; row < labels.Length; row++)
        {
            int answer = VectorLoss.Training.Argmax.Of<double>(outputs.AsSpan(row * width, width));
            said[answer]++;
            are[labels[row]]++;
            right[answer] += answer == labels[row] ? 1 : 0;
        }
        double[] f1 = [.. Enumerable.Range(0, classes).Where(c => said[c] + are[c] > 0)
            .Select(c => 2.0 * right[c] / (said[c] + are[c]))];
        return [("accuracy", right.Sum() / (double)labels.Length), ("macro F1", f1.Average())];
    }

    // Right and wrong answers to each label: F1 = 2·TP / (2·TP + FP + FN); 1 for a label that nobody has and gets.
    private static (string, double)[] OfFlags(double[] targets, double[] outputs, int width, double threshold)
    {
        int[] both = new int[width], either = new int[width];
        int right = 0, exact = 0, hits = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            bool isSet = targets[i] > threshold, isSaid = outputs[i] > threshold;
            both[i % width] += isSet && isSaid ? 1 : 0;
            either[i % width] += (isSet ? 1 : 0) + (isSaid ? 1 : 0);
            hits = i % width == 0 ? 0 : hits;
            hits += isSet == isSaid ? 1 : 0;
            right += isSet == isSaid ? 1 : 0;
            exact += i % width == width - 1 && hits == width ? 1 : 0;
        }
        double micro = F1(both.Sum(), either.Sum());
        if (width == 1)
            return [("accuracy", right / (double)targets.Length), ("F1", micro)];
        return
        [
            ("accuracy", right / (double)targets.Length), ("exact match", exact / (double)(targets.Length / width)),
            ("micro F1", micro), ("macro F1", both.Zip(either, F1).Average()),
        ];
    }

    private static double F1(int both, int either) => either == 0 ? 1 : 2.0 * both / either;

    // Of two columns whose targets differ: whether the outputs are in the same order. Equal ones are half in order.
    private static (string, double)[] OfRanks(double[] targets, double[] outputs, int width)
    {
        double right = 0, pairs = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            for (int j = i - (i % width); j < i; j++)
            {
                int sign = Math.Sign(targets[i].CompareTo(targets[j]));
                pairs += sign == 0 ? 0 : 1;
                right += sign == 0 ? 0 : (1 + (sign * Math.Sign(outputs[i].CompareTo(outputs[j])))) / 2.0;
            }
        }
        return [("pairs in order", right / pairs)];
    }

    private static List<(string, double)> OfNumbers(Preparation preparation, Table table, int[] rows, double[] outputs)
    {
        List<(string, double)> scores = [];
        int width = preparation.Targets.Count;
        for (int target = 0; target < width; target++)
        {
            Column column = table.Get(preparation.Targets[target].Name, "the target");
            // Times a power of two, so that no square overflows or vanishes.
            int exponent = Moments.Exponent(rows.Max(row => Math.Abs(column.Number(row))));
            double Scaled(int row) => Math.ScaleB(column.Number(row), -exponent);
            double squares = 0, sizes = 0, spread = 0;
            double mean = Moments.Of(Array.ConvertAll(rows, Scaled)).Mean;
            for (int i = 0; i < rows.Length; i++)
            {
                double number = Scaled(rows[i]);
                double error = Math.ScaleB(outputs[(i * width) + target], -exponent) - number;
                squares += error * error;
                sizes += Math.Abs(error);
                spread += (number - mean) * (number - mean);
            }
            string of = width == 1 ? "" : $" {column.Name}";
            scores.AddRange([($"RMSE{of}", Math.ScaleB(Math.Sqrt(squares / rows.Length), exponent)),
                ($"MAE{of}", Math.ScaleB(sizes / rows.Length, exponent)),
                ($"R²{of}", spread > 0 ? 1 - (squares / spread) : double.NaN)]);
        }
        return scores;
    }

    private static List<(string, double)> OfQuantiles(Preparation preparation, Table table, int[] rows,
        double[] outputs)
    {
        List<(string, double)> scores = [];
        double[] levels = preparation.Quantiles;
        int targets = preparation.Targets.Count, width = targets * levels.Length;
        for (int target = 0; target < targets; target++)
        {
            Column column = table.Get(preparation.Targets[target].Name, "the target");
            string of = targets == 1 ? "" : $" {column.Name}";
            double Output(int i, int level) => outputs[(i * width) + (level * targets) + target];
            int[] all = [.. Enumerable.Range(0, rows.Length)];
            for (int k = 0; k < levels.Length; k++)
            {
                Quantile pinball = new(levels[k]);
                string level = levels[k].ToString(CultureInfo.InvariantCulture);
                scores.Add(($"below {level}{of}", all.Average(i => column.Number(rows[i]) <= Output(i, k) ? 1.0 : 0)));
                scores.Add(($"pinball {level}{of}", all.Average(i =>
                    pinball.Value<Lane1<double>>(new(Output(i, k)), new(column.Number(rows[i]))).Number)));
            }
            if (levels.Length > 1)
            {
                scores.Add(($"coverage{of}", all.Average(i => column.Number(rows[i]) >= Output(i, 0)
                    && column.Number(rows[i]) <= Output(i, levels.Length - 1) ? 1.0 : 0)));
                scores.Add(($"crossing rows{of}", all.Count(i => Enumerable.Range(1, levels.Length - 1)
                    .Any(k => Output(i, k - 1) > Output(i, k)))));
            }
        }
        return scores;
    }
}
