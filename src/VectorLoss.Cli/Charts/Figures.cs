using System.Globalization;

namespace VectorLoss.Cli.Charts;

/// <summary>Numbers as a reader wants them: few digits, powers of ten raised, no culture.</summary>
internal static class Figures
{
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>
    /// A number with at most <paramref name="digits"/> significant digits; ×10ⁿ outside 0.001 … 100,000.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">The digits that mean something. What stands before the point is never rounded away.</param>
    public static string Show(double value, int digits = 5)
    {
        double size = Math.Abs(value);
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "−∞";
        if (size != 0 && (size < 1e-3 || size >= 1e5))
            return Scientific(value, digits);
        int before = size == 0 ? 1 : (int)Math.Floor(Math.Log10(size)) + 1;
        string places = new('#', Math.Clamp(digits - before, 0, 15));
        return Minus(value.ToString($"0.{places}", CultureInfo.InvariantCulture));
    }

    /// <summary>One significant digit: for the size of an error.</summary>
    public static string Rough(double value) =>
        Show(double.Parse(value.ToString("E0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>A power of ten: 0.001 to 1,000 in full, the rest as 10ⁿ.</summary>
    public static string PowerOfTen(int exponent) => exponent is >= -3 and <= 3
        ? Math.Pow(10, exponent).ToString("0.###", CultureInfo.InvariantCulture)
        : "10" + Superscript(exponent);

    /// <summary>A number with as many decimals as its neighbours on an axis need.</summary>
    public static string Fixed(double value, int decimals)
    {
        string text = (Math.Round(value, decimals) + 0.0).ToString("F" + decimals, CultureInfo.InvariantCulture);
        return Minus(text);
    }

    private static string Scientific(double value, int digits)
    {
        string places = new('#', Math.Clamp(digits - 1, 0, 3));
        string[] parts = value.ToString($"0.{places}E+0", CultureInfo.InvariantCulture).Split('E');
        string power = "10" + Superscript(int.Parse(parts[1], CultureInfo.InvariantCulture));
        return parts[0] switch { "1" => power, "-1" => Minus("-") + power, _ => Minus(parts[0]) + "×" + power };
    }

    private static string Superscript(int exponent)
    {
        string digits = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
        return (exponent < 0 ? "⁻" : "") + string.Concat(digits.Select(digit => Raised[digit - '0']));
    }

    private static string Minus(string text) => text.Replace('-', '−');
}
