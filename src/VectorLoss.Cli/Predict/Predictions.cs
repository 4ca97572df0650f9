using System.Globalization;
using System.Text;
using VectorLoss.Cli.Tables;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// Predictions as a table of one row for each row of the input: the class and the probability or score of each, or the
/// numbers. A row that could not be predicted, because a value is missing, has NaN for every number and no class.
/// </summary>
internal sealed class Predictions(TableModel model, Table table, int[] rows, double[] outputs)
{
    private readonly Preparation preparation = model.Preparation;
    private readonly int width = rows.Length == 0 ? 0 : outputs.Length / rows.Length;

    /// <summary>Writes separated values.</summary>
    public void Write(Stream stream, char separator)
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true);
        Write(writer, separator);
    }

    /// <summary>Writes separated values.</summary>
    public void Write(TextWriter writer, char separator = ',')
    {
        string[] names = [.. Names()];
        writer.Write(string.Join(separator, names.Select(name => Quoted(name, separator))) + "\n");
        // An empty line of one column would be skipped by those who read it, and all later rows move up.
        bool areClasses = preparation.Kind == TargetKind.Classes;
        string nothing = string.Join(separator, names.Select((_, i) => areClasses && i == 0 ? "" : "NaN"));
        int at = 0;
        for (int row = 0; row < table.Rows; row++)
        {
            bool isThere = at < rows.Length && rows[at] == row;
            writer.Write(isThere ? Line(outputs.AsSpan(at++ * width, width), separator) : nothing);
            writer.Write('\n');
        }
    }

    /// <summary>Writes the numbers as a NumPy file, NaN for a row that could not be predicted.</summary>
    public void WriteArray(Stream stream)
    {
        double[] all = new double[table.Rows * width];
        Array.Fill(all, double.NaN);
        for (int i = 0; i < rows.Length; i++)
            outputs.AsSpan(i * width, width).CopyTo(all.AsSpan(rows[i] * width));
        Npy.Write<double>(stream, [table.Rows, width], all);
    }

    private IEnumerable<string> Names() => preparation.Kind == TargetKind.Classes
        ? preparation.Classes.Select(name => $"{What} {name}").Prepend(preparation.Targets[0].Name)
        : preparation.Quantiles.Length == 0 ? preparation.Targets.Select(target => Scores + target.Name)
        : from level in preparation.Quantiles
          from target in preparation.Targets
          select string.Create(CultureInfo.InvariantCulture, $"{target.Name} {level}");

    private string What => model.Prediction is OutputLayer.Linear or OutputLayer.Exponential ? "score" : "probability";

    // Of margins and ranks, whose numbers are neither the targets nor their probabilities.
    private string Scores
        => model.IsRanking || (preparation.Kind == TargetKind.Flags && What == "score") ? "score " : "";

    private string Line(ReadOnlySpan<double> numbers, char separator)
    {
        StringBuilder line = new();
        int count = preparation.Kind == TargetKind.Classes ? preparation.Classes.Count : numbers.Length;
        if (preparation.Kind == TargetKind.Classes)
            line.Append(Quoted(preparation.Classes[Argmax.Of(numbers[..count])], separator)).Append(separator);
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
                line.Append(separator);
            line.Append(Text(numbers[i], i));
        }
        return line.ToString();
    }

    // All digits of a double; of a float those that its 24 bits of the distance from the mean, in deviations, can tell.
    private string Text(double number, int output)
    {
        (double mean, double deviation) = preparation.Kind == TargetKind.Numbers
            ? preparation.Targets[output % preparation.Targets.Count].Standard : (0, 1);
        if (model.IsDouble || !double.IsFinite(number))
            return number.ToString("R", CultureInfo.InvariantCulture);
        if ((mean, deviation) == (0, 1))
            return ((float)number).ToString(CultureInfo.InvariantCulture);
        double unit = Math.ScaleB(Math.Max(deviation, Math.Abs(number - mean)), -24);
        int digits = (int)Math.Clamp(Math.Ceiling(Math.Log10(Math.Abs(number) / unit)), 1, 17);
        return double.Parse(number.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            .ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Quoted(string text, char separator)
        => text.AsSpan().IndexOfAny("\"\r\n") < 0 && !text.Contains(separator) ? text
            : $"\"{text.Replace("\"", "\"\"")}\"";
}
