using System.Globalization;
using System.Numerics;
using System.Text.Json;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli.Tables;

/// <summary>
/// How rows of a table become the numbers of a net: learned on the training rows, saved with the net, and applied again
/// to other tables.
/// </summary>
internal sealed record Preparation
{
    /// <summary>The key in the metadata of a net.</summary>
    public const string Key = "table";

    private const int Format = 1;

    public required IReadOnlyList<PreparedColumn> Inputs { get; init; }

    public required IReadOnlyList<PreparedColumn> Targets { get; init; }

    public required TargetKind Kind { get; init; }

    /// <summary>Whether yes and no are 1 and −1 for the loss, and not 1 and 0.</summary>
    public bool HasSigns { get; init; }

    public MissingRule Missing { get; init; }

    public double[] Quantiles { get; init; } = [];

    /// <summary>Numbers of a prepared row.</summary>
    public int Width => Inputs.Sum(column => column.Width);

    /// <summary>What stands before the net: numbers in the units of the table, a 0 or 1 for each category.</summary>
    public Standardization? Scaling => Standard(Inputs.SelectMany(column => Enumerable.Repeat(column, column.Width)));

    /// <summary>What stands behind the net; null where its outputs are no scaled numbers.</summary>
    /// <param name="outputs">Outputs of the net: the targets again for each quantile.</param>
    public Standardization? Unscaling(int outputs) => Kind != TargetKind.Numbers ? null
        : Standard(Enumerable.Range(0, outputs).Select(output => Targets[output % Targets.Count]));

    /// <summary>What each number of a prepared row is: a column, or column=category.</summary>
    public IEnumerable<string> Numbers => Inputs.SelectMany(column => column.Levels is not { } levels
        ? [column.Name] : levels.Select(level => $"{column.Name}={level}"));

    /// <summary>The first scaled column whose floats are more than a thousandth of its deviation apart; null if none
    /// is.</summary>
    public PreparedColumn? TooFarForFloat => Inputs.Concat(Kind == TargetKind.Numbers ? Targets : [])
        .FirstOrDefault(column => column.Standard != (0, 1) && column.FloatSpacing > column.Deviation / 1000);

    private static Standardization? Standard(IEnumerable<PreparedColumn> columns)
    {
        (double Mean, double Deviation)[] all = [.. columns.Select(column => column.Standard)];
        return all.All(one => one == (0, 1)) ? null
            : new(Array.ConvertAll(all, one => one.Mean), Array.ConvertAll(all, one => one.Deviation));
    }

    /// <summary>The classes; empty for other targets.</summary>
    public IReadOnlyList<string> Classes => Kind == TargetKind.Classes ? Targets[0].Levels! : [];

    /// <summary>Rows without a missing value, or all where such values are filled in.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns that are used.</param>
    /// <param name="rule">What happens to missing values.</param>
    /// <param name="isTarget">Whether a value cannot be filled in.</param>
    /// <exception cref="DataFormatException">A value is missing and refused.</exception>
    public static int[] Usable(Table table, IEnumerable<Column> columns, MissingRule rule, Func<Column, bool> isTarget)
    {
        Column[] all = [.. columns];
        List<int> rows = [];
        for (int row = 0; row < table.Rows; row++)
        {
            Column? hole = Array.Find(all, column => column.IsMissing(row)
                && (rule != MissingRule.Mean || isTarget(column)));
            if (hole is null)
                rows.Add(row);
            else if (rule != MissingRule.Drop)
                throw table.Wrong(row, hole, rule == MissingRule.Mean ? "the value to be learned is missing"
                    : "a value is missing (see --missing of train)");
        }
        return [.. rows];
    }

    /// <summary>The inputs of rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows; where a value is missing the rule is to fill it in.</param>
    /// <param name="unknown">Told of each category that the training rows do not have.</param>
    public T[] InputsOf<T>(Table table, IReadOnlyList<int> rows, Action<int, Column>? unknown = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Column[] columns = [.. Inputs.Select(column => Checked(table, column))];
        T[] numbers = new T[(long)rows.Count * Width];
        int at = 0;
        foreach (int row in rows)
        {
            for (int i = 0; i < columns.Length; at += Inputs[i++].Width)
                Fill(numbers.AsSpan(at, Inputs[i].Width), Inputs[i], table, columns[i], row, unknown);
        }
        return numbers;
    }

    /// <summary>The targets of rows, as the loss takes them.</summary>
    public T[] NumbersOf<T>(Table table, IReadOnlyList<int> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Column[] columns = [.. Targets.Select(column => Checked(table, column))];
        T[] numbers = new T[rows.Count * columns.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            (PreparedColumn target, Column column) = (Targets[i % columns.Length], columns[i % columns.Length]);
            int row = rows[i / columns.Length];
            double number = column.Number(row);
            numbers[i] = Finite<T>(HasSigns && number == 0 ? -1 : target.Scale(number), table, row, column);
        }
        return numbers;
    }

    /// <summary>The classes of rows.</summary>
    /// <exception cref="DataFormatException">The net has another one.</exception>
    public int[] LabelsOf(Table table, IReadOnlyList<int> rows)
    {
        Column column = table.Get(Targets[0].Name, "the target");
        return [.. rows.Select(row => Targets[0].Place(column.Text(row)!) is >= 0 and int place ? place
            : throw table.Wrong(row, column,
                $"the class '{Printable.Cut(column.Text(row)!)}' is none that the net has learned"))];
    }

    public string ToJson() => Json.Object(json =>
    {
        json.WriteNumber("format", Format);
        json.WriteString("kind", Kind.ToString());
        json.WriteBoolean("signs", HasSigns);
        json.WriteString("missing", Missing.ToString());
        json.WriteStartArray("quantiles");
        foreach (double level in Quantiles)
            json.WriteNumberValue(level);
        json.WriteEndArray();
        Write(json, "inputs", Inputs);
        Write(json, "targets", Targets);
    });

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<PreparedColumn> columns)
    {
        json.WriteStartArray(name);
        foreach (PreparedColumn column in columns)
            column.WriteTo(json);
        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="file">The model, for messages.</param>
    /// <param name="text">What its metadata says.</param>
    /// <exception cref="DataFormatException">It is damaged, or of a later format.</exception>
    public static Preparation Parse(string file, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            JsonElement format = json.Member("format", JsonValueKind.Number);
            if (!format.TryGetInt32(out int number) || number != Format)
                throw new FormatException($"they are of format {Printable.Cut(format.GetRawText())}, this program "
                    + $"reads {Format}");
            Preparation read = new()
            {
                Inputs = Columns(json, "inputs"),
                Targets = Columns(json, "targets"),
                Kind = json.Choice<TargetKind>("kind"),
                HasSigns = json.Truth("signs"),
                Missing = json.Choice<MissingRule>("missing"),
                Quantiles = [.. json.Member("quantiles", JsonValueKind.Array).EnumerateArray()
                    .Select(level => level.As("quantiles", JsonValueKind.Number).GetDouble())],
            };
            // A target of classes is one column of categories; all others are numbers.
            int categories = read.Targets.Count(column => column.Levels is not null);
            return categories == (read.Kind == TargetKind.Classes ? 1 : 0)
                && (read.Kind != TargetKind.Classes || read.Targets.Count == 1) ? read
                : throw new FormatException($"the targets are no {read.Kind}".ToLowerInvariant());
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            string reason = problem is FormatException ? problem.Message : "this is no JSON";
            throw new DataFormatException(file, $"the notes on its table are damaged: {reason}", problem);
        }
    }

    private static PreparedColumn[] Columns(JsonElement json, string name)
    {
        PreparedColumn[] columns = [.. json.Member(name, JsonValueKind.Array).EnumerateArray()
            .Select(PreparedColumn.Parse)];
        return columns.Length > 0 ? columns : throw new FormatException($"'{name}' is empty");
    }

    /// <summary>The column of a table that a prepared column was made for.</summary>
    public static Column Checked(Table table, PreparedColumn prepared)
    {
        Column column = table.Get(prepared.Name, "the model");
        if (prepared.Levels is not null || column.IsText != true)
            return column;
        int row = Enumerable.Range(0, table.Rows).First(row => !column.IsMissing(row));
        throw table.Wrong(row, column, $"'{Printable.Cut(column.Text(row)!)}' is no number");
    }

    private static T Finite<T>(double scaled, Table table, int row, Column column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T number = T.CreateTruncating(scaled);
        return T.IsFinite(number) ? number : throw table.Wrong(row, column,
            string.Create(CultureInfo.InvariantCulture, $"{column.Number(row)} is too large for a net of ")
            + (typeof(T) == typeof(float) ? "floats (see --dtype double of train)" : "doubles"));
    }

    private static void Fill<T>(Span<T> numbers, PreparedColumn prepared, Table table, Column column, int row,
        Action<int, Column>? unknown) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (prepared.Levels is null)
        {
            double number = column.IsMissing(row) ? prepared.Mean : column.Number(row);
            numbers[0] = Finite<T>(prepared.Scale(number), table, row, column);
            return;
        }
        if (column.Text(row) is not { } level)
            return;
        int place = prepared.Place(level);
        if (place >= 0)
            numbers[place] = T.One;
        else
            unknown?.Invoke(row, column);
    }
}
