using System.Text.Json;

namespace VectorLoss.Cli.Tables;

/// <summary>How the cells of a column become numbers of a net; learned on the training rows.</summary>
/// <param name="Name">The column.</param>
/// <param name="Mean">What is subtracted, and what a missing number becomes.</param>
/// <param name="Deviation">What is divided by.</param>
/// <param name="Levels">The categories, each a number of its own that is 1 or 0; null for numbers.</param>
internal sealed record PreparedColumn(string Name, double Mean, double Deviation, IReadOnlyList<string>? Levels)
{
    private const int MostLevels = 1000;
    private Dictionary<string, int>? places;

    /// <summary>Numbers that a cell becomes.</summary>
    public int Width => Levels?.Count ?? 1;

    /// <summary>Learns from some rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">Its column.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="scale">Whether numbers are scaled.</param>
    public static PreparedColumn Fit(Table table, Column column, IReadOnlyList<int> rows, bool scale)
    {
        int[] there = [.. rows.Where(row => !column.IsMissing(row))];
        if (there.Length == 0)
        {
            throw new UserError($"{table.File}: column '{Printable.Cut(column.Name)}' has no value in the training "
                + "rows (see --ignore)");
        }
        if (column.IsText == true)
            return new(column.Name, 0, 1, LevelsOf(table, column, there));
        (double mean, double deviation) = Moments.Of(Array.ConvertAll(there, column.Number));
        // A column of one value tells nothing, and is not made large by its rounding.
        deviation = deviation > 0 ? deviation : 1;
        return scale ? new(column.Name, mean, deviation, null) : new(column.Name, mean, 1, null) { KeepsMean = true };
    }

    /// <summary>Whether numbers stay as they are: the mean only replaces what is missing.</summary>
    public bool KeepsMean { get; init; }

    /// <summary>The different texts of some rows: as numbers if all are, else by letters.</summary>
    public static string[] LevelsOf(Table table, Column column, IEnumerable<int> rows)
    {
        string[] levels = [.. rows.Select(row => column.Text(row)!).Distinct()];
        if (levels.Length > MostLevels)
        {
            throw new UserError($"{table.File}: column '{Printable.Cut(column.Name)}' has "
                + $"{Plural.Of(levels.Length, "category", "categories")}, at most {MostLevels} are taken "
                + "(see --ignore)");
        }
        double[] numbers = [.. levels.Select(level => Cells.Number(level) ?? double.NaN)];
        Array.Sort(levels, StringComparer.Ordinal);
        return numbers.Any(double.IsNaN) ? levels : [.. levels.OrderBy(level => Cells.Number(level)!.Value)];
    }

    /// <summary>The scaled number.</summary>
    public double Scale(double number) => (number - Standard.Mean) / Standard.Deviation;

    /// <summary>The number that was scaled.</summary>
    public double Unscale(double number) => (number * Standard.Deviation) + Standard.Mean;

    /// <summary>What is subtracted and divided by; 0 and 1 of what stays as it is.</summary>
    public (double Mean, double Deviation) Standard => KeepsMean || Levels is not null ? (0, 1) : (Mean, Deviation);

    /// <summary>How far floats are apart near the mean, which is not <see cref="IsBeyondFloat"/>.</summary>
    public double FloatSpacing
    {
        get
        {
            float near = MathF.Abs((float)Mean);
            return (double)MathF.BitIncrement(near) - near;
        }
    }

    /// <summary>Whether the floats of what is subtracted, divided or multiplied by are no numbers.</summary>
    public bool IsBeyondFloat => !float.IsFinite((float)Standard.Mean) || !float.IsFinite((float)Standard.Deviation)
        || !float.IsFinite((float)(1 / Standard.Deviation));

    /// <summary>The place of a category; −1 for one that the training rows do not have.</summary>
    public int Place(string level)
    {
        places ??= Levels!.Index()
            .ToDictionary(one => Cells.Category(one.Item), one => one.Index, StringComparer.Ordinal);
        return places.GetValueOrDefault(Cells.Category(level), -1);
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        if (Levels is null)
        {
            json.WriteNumber("mean", Mean);
            json.WriteNumber("deviation", Deviation);
            json.WriteBoolean("scaled", !KeepsMean);
        }
        else
        {
            json.WriteStartArray("categories");
            foreach (string level in Levels)
                json.WriteStringValue(level);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static PreparedColumn Parse(JsonElement json)
    {
        string name = json.Member("name", JsonValueKind.String).GetString()!;
        if (json.TryGetProperty("categories", out JsonElement levels))
        {
            string[] texts = [.. levels.As("categories", JsonValueKind.Array).EnumerateArray()
                .Select(level => level.As("categories", JsonValueKind.String).GetString()!)];
            return texts.Length > 0 && texts.DistinctBy(Cells.Category).Count() == texts.Length
                ? new(name, 0, 1, texts)
                : throw new FormatException("'categories' is empty, or has a text twice");
        }
        double mean = json.Member("mean", JsonValueKind.Number).GetDouble();
        double deviation = json.Member("deviation", JsonValueKind.Number).GetDouble();
        return double.IsFinite(mean) && deviation > 0 && double.IsFinite(deviation)
            ? new(name, mean, deviation, null) { KeepsMean = !json.Truth("scaled") }
            : throw new FormatException("'mean' or 'deviation' is out of range");
    }
}
