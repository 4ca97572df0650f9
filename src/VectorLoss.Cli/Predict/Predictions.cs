using System.Globalization;
using System.Text;
using VectorLoss.Cli.Tables;
using VectorLoss.Data;

namespace VectorLoss.Cli;

/// <summary>
/// Predictions as a table of one row for each row of the input: the class and the probability of each, or the numbers.
/// A row that could not be predicted, because a value is missing, is empty.
/// </summary>
internal sealed class Predictions(Preparation preparation, Table table, int[] rows, double[] outputs)
{
    private readonly int width = rows.Length == 0 ? 0 : outputs.Length / rows.Length;

    /// <summary>Writes separated values.</summary>
    public void Write(Stream stream)
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true);
        Write(writer);
    }

    /// <summary>Writes separated values.</summary>
    public void Write(TextWriter writer)
    {
        string[] names = [.. Names()];
        writer.Write(string.Join(',', names.Select(Quoted)) + "\n");
        int at = 0;
        for (int row = 0; row < table.Rows; row++)
        {
            bool isThere = at < rows.Length && rows[at] == row;
            writer.Write(isThere ? Line(outputs.AsSpan(at++ * width, width)) : new string(',', names.Length - 1));
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
        ? preparation.Classes.Select(name => $"probability {name}").Prepend(preparation.Targets[0].Name)
        : preparation.Quantiles.Length == 0 ? preparation.Targets.Select(target => target.Name)
        : from level in preparation.Quantiles
          from target in preparation.Targets
          select string.Create(CultureInfo.InvariantCulture, $"{target.Name} {level}");

    private string Line(ReadOnlySpan<double> numbers)
    {
        StringBuilder line = new();
        int count = preparation.Kind == TargetKind.Classes ? preparation.Classes.Count : numbers.Length;
        if (preparation.Kind == TargetKind.Classes)
            line.Append(Quoted(preparation.Classes[Training.Argmax.Of(numbers[..count])])).Append(',');
        for (int i = 0; i < count; i++)
            line.Append(i > 0 ? "," : "").Append(((float)numbers[i]).ToString(CultureInfo.InvariantCulture));
        return line.ToString();
    }

    private static string Quoted(string text)
        => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
