using VectorLoss.Data;

namespace VectorLoss.Cli.Tables;

/// <summary>Rows of named columns from a file.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="columns">All of the same length.</param>
/// <param name="lines">The line of the file at which each row begins; null where a file has no lines.</param>
/// <param name="rows">How many rows there are.</param>
internal sealed class Table(string file, IReadOnlyList<Column> columns, IReadOnlyList<int>? lines, int rows)
{
    public string File => file;

    public IReadOnlyList<Column> Columns => columns;

    public IEnumerable<string> Names => columns.Select(column => column.Name);

    public int Rows => rows;

    /// <summary>The column of a name, or null.</summary>
    public Column? Find(string name) => columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The column of a name that an option or a model has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="user">What names it.</param>
    /// <exception cref="UserError">There is none.</exception>
    public Column Get(string name, string user) => Find(name) ?? throw new UserError(
        $"{user}: {file} has no column '{Printable.Cut(name)}'{Nearest.Hint(name, Names)}");

    /// <summary>A message on a cell.</summary>
    public DataFormatException Wrong(int row, Column column, string reason)
        => new(file, $"{Place(row)}, column '{Printable.Cut(column.Name)}': {reason}");

    /// <summary>Where a row stands.</summary>
    public string Place(int row) => lines is null ? $"row {row + 1}" : $"row {row + 1} (line {lines[row]})";
}
