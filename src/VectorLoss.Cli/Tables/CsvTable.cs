using System.Text;
using System.Text.RegularExpressions;
using nietras.SeparatedValues;
using VectorLoss.Data;

namespace VectorLoss.Cli.Tables;

/// <summary>
/// Reads a file of separated values with a header: the separator is found out, or named by a line <c>sep=;</c> as
/// spreadsheets write it; cells may be quoted. A column whose first cell is a number holds numbers, another one texts;
/// what is mixed is refused by row and column unless the column is named as one of texts.
/// </summary>
internal sealed partial class CsvTable
{
    private readonly string file;
    private readonly Column[] columns;
    private readonly ColumnUse[] uses;
    private readonly List<int> lines = [];

    private CsvTable(string file, string[] names, ColumnPlan plan)
    {
        this.file = file;
        uses = [.. names.Select(plan(names))];
        columns = [.. names.Zip(uses, (name, use)
            => new Column(name) { IsText = use == ColumnUse.Text ? true : null })];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="plan">What each column is read for.</param>
    /// <exception cref="DataFormatException">The file is missing, has no header or a row of another length, or a column
    /// is mixed.</exception>
    public static Table Read(string path, ColumnPlan plan) => Of(path, Load(path), plan);

    /// <summary>The content of a file.</summary>
    /// <param name="path">How messages call it.</param>
    /// <param name="bytes">The content, in UTF-8.</param>
    /// <param name="plan">What each column is read for.</param>
    internal static Table Of(string path, byte[] bytes, ColumnPlan plan)
    {
        string text = Text(path, bytes);
        Match named = SeparatorLine().Match(text);
        int above = named.Success ? 1 : 0;
        using SepReader reader = Sep.Reader(options => options with
        {
            Sep = named.Success ? new(named.Groups[1].ValueSpan[0]) : null,
            HasHeader = false,
            DisableColCountCheck = true,
        }).FromText(text[named.Length..]);
        CsvTable? table = null;
        foreach (SepReader.Row row in reader)
        {
            string[] cells = new string[row.ColCount];
            for (int i = 0; i < cells.Length; i++)
            {
                cells[i] = Cells.Unquoted(row[i].Span, reader.Spec.Sep.Separator)
                    ?? throw new DataFormatException(path,
                        $"line {above + (table is null ? 1 : row.LineNumberFrom)}, cell {i + 1}: a quote is not "
                        + "closed, or text stands beside the quotes; a cell with quotes of its own stands in quotes, "
                        + "and each of them twice");
            }
            if (table is null)
                table = new(path, Header(path, cells, above + 1), plan);
            else if (cells.Length > 1 || cells[0].Length > 0 || table.columns.Length == 1)
                table.Add(cells, row.LineNumberFrom + above);
        }
        if (table is null || table.lines.Count == 0)
        {
            throw new DataFormatException(path,
                table is null ? "the file is empty" : "there is no row below the header");
        }
        return new(path, table.columns, table.lines, table.lines.Count);
    }

    [GeneratedRegex(@"^""?sep=([,;|\t])""?\r?\n", RegexOptions.IgnoreCase)]
    private static partial Regex SeparatorLine();

    private static string Text(string path, byte[] bytes)
    {
        try
        {
            using StreamReader text = new(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
            return text.ReadToEnd();
        }
        catch (ArgumentException problem)
        {
            throw new DataFormatException(path, "the text is not UTF-8", problem);
        }
    }

    private static byte[] Load(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            string reason = problem switch
            {
                _ when Directory.Exists(path) => "this is a directory",
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                _ => Files.Reason(problem, path),
            };
            throw new DataFormatException(path, reason, problem);
        }
    }

    private static string[] Header(string path, string[] names, int line)
    {
        if (names.All(name => Cells.Number(name) is not null))
            throw new DataFormatException(path, $"there is no header: line {line} holds numbers only");
        if (names is [['#', ' ', ..]])
            throw new DataFormatException(path, $"line {line} is a comment; a table begins with its header");
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0)
                throw new DataFormatException(path, $"column {i + 1} has no name in line {line}");
            if (Array.IndexOf(names, names[i]) < i)
                throw new DataFormatException(path, $"line {line} names the column '{Printable.Cut(names[i])}' twice");
        }
        return names;
    }

    private void Add(string[] cells, int line)
    {
        if (cells.Length != columns.Length)
        {
            throw new DataFormatException(file, $"row {lines.Count + 1} (line {line}) has "
                + $"{Plural.Of(cells.Length, "cell")}, the header has {columns.Length}"
                + (cells[0].StartsWith('#') ? "; a line that begins with # is no comment here" : ""));
        }
        for (int i = 0; i < cells.Length; i++)
        {
            if (uses[i] != ColumnUse.None)
                Add(columns[i], uses[i] == ColumnUse.Text, cells[i], line);
        }
        lines.Add(line);
    }

    private void Add(Column column, bool isNamed, string cell, int line)
    {
        if (Cells.IsMissing(cell))
        {
            column.AddMissing();
            return;
        }
        double? number = Cells.Number(cell);
        bool isNumber = number is not null;
        if (column.IsText is null && Cells.IsDressedNumber(cell))
        {
            throw new DataFormatException(file, $"row {lines.Count + 1} (line {line}), column "
                + $"'{Printable.Cut(column.Name)}': '{Printable.Cut(cell)}' looks like a number; here one is written "
                + "as in -1234.5, without commas, marks between thousands, currency or percent (--categories takes "
                + "columns of texts)");
        }
        column.IsText ??= !isNumber;
        if (number is { } given && !double.IsFinite(given) && !isNamed)
        {
            throw new DataFormatException(file, $"row {lines.Count + 1} (line {line}), column "
                + $"'{Printable.Cut(column.Name)}': '{Printable.Cut(cell)}' is not finite");
        }
        if (isNumber == column.IsText && !isNamed)
        {
            throw new DataFormatException(file, $"row {lines.Count + 1} (line {line}), column "
                + $"'{Printable.Cut(column.Name)}': '{Printable.Cut(cell)}' is {(isNumber ? "a" : "no")} number, and "
                + $"the cells before are {(isNumber ? "texts" : "numbers")} (--categories takes columns of texts)");
        }
        if (column.IsText == true)
            column.Add(cell);
        else
            column.Add(number!.Value);
    }
}
