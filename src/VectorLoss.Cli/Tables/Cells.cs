using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VectorLoss.Cli.Tables;

/// <summary>What the cells of a table mean.</summary>
internal static partial class Cells
{
    // What tools write for a value that is not there.
    private static readonly string[] Missing = ["", "NA", "N/A", "NaN", "null", "None", "?"];

    /// <summary>Whether a cell says that there is no value.</summary>
    public static bool IsMissing(string cell) => Missing.Contains(cell, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The text of a cell without the quotes around it; null where they are not closed, or have text beside them.
    /// </summary>
    /// <param name="raw">What stands between two separators that are in no quotes.</param>
    /// <param name="separator">The separator of the file.</param>
    public static string? Unquoted(ReadOnlySpan<char> raw, char separator)
    {
        ReadOnlySpan<char> cell = raw.Trim();
        if (!cell.Contains('"'))
            return cell.ToString();
        // A quote within a text is a part of it, unless the next one is in another cell: then it took in what is
        // between.
        if (cell[0] != '"')
            return cell.IndexOfAny(separator, '\r', '\n') < 0 ? cell.ToString() : null;
        StringBuilder text = new(cell.Length);
        for (int i = 1; i < cell.Length; i++)
        {
            if (cell[i] == '"' && (++i == cell.Length || cell[i] != '"'))
                return i == cell.Length ? text.ToString().Trim() : null;
            text.Append(cell[i]);
        }
        return null;
    }

    /// <summary>
    /// Whether a cell looks like a number that is not written as one here: with a comma for its point, marks between
    /// thousands, a currency, a percent sign or a minus sign of typographers.
    /// </summary>
    public static bool IsDressedNumber(string cell) => Dressed().IsMatch(cell) && Number(cell) is null;

    [GeneratedRegex(@"^\p{Sc}?\s?[-+−]?\s?\p{Sc}?\s?(\d+(\.\d{3})*,\d+|\d{1,3}([,'’\s]\d{3})*(\.\d*)?|\d+(\.\d*)?)"
        + @"\s?[%‰\p{Sc}]?$")]
    private static partial Regex Dressed();

    /// <summary>The number of a cell, infinite where no double is as large, or null.</summary>
    public static double? Number(string cell)
        => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : Infinity().IsMatch(cell) ? double.PositiveInfinity : null;

    /// <summary>
    /// What decides whether two cells are the same category: the text, without the point and zeros of a whole number,
    /// which tools add where a cell beside it was missing.
    /// </summary>
    public static string Category(string cell) => WholeNumber().Replace(cell, "$1");

    [GeneratedRegex(@"^(-?[0-9]+)\.0+$")]
    private static partial Regex WholeNumber();

    // As C, Python, R and NumPy write it.
    [GeneratedRegex("^[+-]?inf$", RegexOptions.IgnoreCase)]
    private static partial Regex Infinity();
}
