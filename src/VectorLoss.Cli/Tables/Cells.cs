using System.Globalization;
using System.Text.RegularExpressions;

namespace VectorLoss.Cli.Tables;

/// <summary>What the cells of a table mean.</summary>
internal static partial class Cells
{
    // What tools write for a value that is not there.
    private static readonly string[] Missing = ["", "NA", "N/A", "NaN", "null", "None", "?"];

    /// <summary>Whether a cell says that there is no value.</summary>
    public static bool IsMissing(string cell) => Missing.Contains(cell, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a cell looks like a number with a comma for its point, or between thousands.</summary>
    public static bool HasComma(string cell) => NumberWithComma().IsMatch(cell);

    [GeneratedRegex(@"^[+-]?(\d+(\.\d{3})*,\d+|\d{1,3}(,\d{3})+(\.\d+)?)$")]
    private static partial Regex NumberWithComma();

    /// <summary>The number of a cell, infinite where no double is as large, or null.</summary>
    public static double? Number(string cell)
        => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : Infinity().IsMatch(cell) ? double.PositiveInfinity : null;

    // As C, Python, R and NumPy write it.
    [GeneratedRegex("^[+-]?inf$", RegexOptions.IgnoreCase)]
    private static partial Regex Infinity();
}
