using System.Globalization;

namespace VectorLoss.Cli.Tables;

/// <summary>A column of a table: numbers, or categories, each as it was first written.</summary>
internal sealed class Column(string name)
{
    private readonly List<double> numbers = [];
    private readonly List<int> codes = [];
    private readonly List<string> texts = [];
    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>Whether the cells are texts; null while all are missing.</summary>
    public bool? IsText { get; set; }

    /// <summary>Whether the numbers of the file are whole by their type.</summary>
    public bool IsWhole { get; init; }

    /// <summary>A cell as a number; NaN where it is missing.</summary>
    public double Number(int row) => numbers[row];

    /// <summary>A cell as a text; null where it is missing.</summary>
    public string? Text(int row) => IsText == true ? codes[row] < 0 ? null : texts[codes[row]]
        : double.IsNaN(numbers[row]) ? null : numbers[row].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Whether a cell is missing.</summary>
    public bool IsMissing(int row) => IsText == true ? codes[row] < 0 : double.IsNaN(numbers[row]);

    public void AddMissing() => Add(double.NaN, -1);

    public void Add(double number) => Add(number, -1);

    public void Add(string text)
    {
        string category = Cells.Category(text);
        if (!known.TryGetValue(category, out int code))
        {
            known.Add(category, code = texts.Count);
            texts.Add(text);
        }
        Add(double.NaN, code);
    }

    // Both lists are kept until it is known what the column is: cells before the first that says so are missing.
    private void Add(double number, int code)
    {
        if (IsText != true)
            numbers.Add(number);
        if (IsText != false)
            codes.Add(code);
    }
}
