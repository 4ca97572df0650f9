using System.Globalization;

namespace VectorLoss.Cli.Tables;

/// <summary>What the cells of a table mean.</summary>
internal static class Cells
{
    // What tools write for a value that is not there.
    private static readonly string[] Missing = ["", "NA", "N/A", "NaN", "null", "None", "?"];

    /// <summary>Whether a cell says that there is no value.</summary>
    public static bool IsMissing(string cell) => Missing.Contains(cell, StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of a cell, infinite where no double is as large, or null.</summary>
    public static double? Number(string cell)
        => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
