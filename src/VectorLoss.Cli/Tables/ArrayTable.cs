using VectorLoss.Data;

namespace VectorLoss.Cli.Tables;

/// <summary>
/// Reads NumPy files as tables: an array of a row a sample becomes one column for each number of a row. An NPZ file
/// holds the inputs as x and the targets as y, an NPY file only inputs.
/// </summary>
internal static class ArrayTable
{
    /// <summary>The names of the arrays, which begin the names of their columns.</summary>
    public const string Inputs = "x", Targets = "y";

    /// <summary>Whether a path is that of a NumPy file.</summary>
    public static bool IsArray(string? path) => path is not null && (IsNpz(path)
        || Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a column is of the array of targets.</summary>
    public static bool IsTarget(Column column) => column.Name.StartsWith(Targets, StringComparison.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">Which columns are used; a number that is not finite is refused in those.</param>
    /// <exception cref="DataFormatException">The file is damaged, or its arrays are not those of a table.</exception>
    public static Table Read(string path, ColumnPlan plan)
    {
        IReadOnlyDictionary<string, NpyArray> arrays = IsNpz(path) ? Npz.Read(path)
            : new Dictionary<string, NpyArray> { [Inputs] = Npy.Read(path) };
        if (!arrays.TryGetValue(Inputs, out NpyArray? inputs))
        {
            throw new DataFormatException(path, $"there is no array '{Inputs}' of inputs; there are "
                + string.Join(", ", arrays.Keys.Order(StringComparer.Ordinal).Select(name => Printable.Cut(name))));
        }
        int rows = inputs.Shape.Length == 0 ? 0 : inputs.Shape[0];
        if (rows == 0 || inputs.Count == 0)
            throw new DataFormatException(path, $"the array '{Inputs}' has no rows");
        List<Column> columns = [.. Columns(path, Inputs, inputs, rows)];
        if (arrays.TryGetValue(Targets, out NpyArray? targets))
            columns.AddRange(Columns(path, Targets, targets, rows));
        Table table = new(path, columns, null, rows);
        Func<string, ColumnUse> use = plan([.. columns.Select(column => column.Name)]);
        foreach (Column column in columns.Where(column => use(column.Name) != ColumnUse.None))
        {
            for (int row = 0; row < rows; row++)
            {
                if (double.IsInfinity(column.Number(row)))
                    throw table.Wrong(row, column, $"{column.Number(row)} is not finite");
            }
        }
        return table;
    }

    private static bool IsNpz(string path)
        => Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Column> Columns(string path, string name, NpyArray array, int rows)
    {
        if (array.Shape.Length == 0 || array.Shape[0] != rows || array.Count == 0)
        {
            throw new DataFormatException(path, $"the array '{name}' is {string.Join('×', array.Shape.ToArray())}, "
                + $"and '{Inputs}' has {Plural.Of(rows, "row")}");
        }
        int width = array.Count / rows;
        double[] numbers = array.ToDoubles();
        for (int i = 0; i < width; i++)
        {
            Column column = new(array.Shape.Length == 1 ? name : $"{name}{i}")
            {
                IsText = false,
                IsWhole = array.IsInteger,
            };
            for (int row = 0; row < rows; row++)
                column.Add(numbers[(row * width) + i]);
            yield return column;
        }
    }
}
