using System.Globalization;
using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Tables;

/// <summary>
/// How rows of a table become the numbers of a net: learned on the training rows, saved with the net, and applied again
/// to other tables.
/// </summary>
internal sealed record Preparation
{
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
    public PreparedColumn? TooFarForFloat => Scaled
        .FirstOrDefault(column => column.Standard != (0, 1) && column.FloatSpacing > column.Deviation / 1000);

    /// <summary>The first column that no float can scale; null if each is scaled.</summary>
    public PreparedColumn? BeyondFloat => Scaled.FirstOrDefault(column => column.IsBeyondFloat);

    private IEnumerable<PreparedColumn> Scaled => Inputs.Concat(Kind == TargetKind.Numbers ? Targets : []);

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
