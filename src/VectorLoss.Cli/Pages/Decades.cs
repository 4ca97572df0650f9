using System.Globalization;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>A scale of colours for errors: one step for each power of ten.</summary>
/// <param name="Low">The exponent of the lightest decade.</param>
/// <param name="High">The exponent of the darkest decade.</param>
internal readonly record struct Decades(int Low, int High)
{
    // Errors of double lie between the last bit and everything; a longer scale would be too fine to be told by eye.
    private const int Lowest = -17, Highest = 2;

    /// <summary>A scale for deviations in error bars: what agrees is light, and all that is far off is dark.</summary>
    public static Decades OfBars { get; } = new(-3, 3);

    /// <summary>A scale that holds all errors.</summary>
    public static Decades Around(double?[,] errors)
    {
        int[] found = [.. errors.Cast<double?>().OfType<double>().Where(error => error > 0 && double.IsFinite(error))
            .Select(Exponent)];
        int low = found.Length == 0 ? -1 : found.Min(), high = found.Length == 0 ? 0 : found.Max();
        return new(low, Math.Max(high, low + 1));
    }

    /// <summary>The share of the dark colour, in per cent.</summary>
    public int Share(double error) => error == 0 ? 0
        : (int)Math.Round(100.0 * (Math.Clamp(Exponent(error), Low, High) - Low + 1) / (High - Low + 1));

    /// <summary>The scale in words.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"Colours from 0 and 1e{Low} to 1e{High}.");

    /// <summary>Draws the scale across the top of a picture.</summary>
    public void Write(Markup page, double width)
    {
        const double Side = 12, Top = 8;
        int steps = High - Low + 2, every = Math.Max(1, (int)Math.Ceiling(steps * 34 / (width - 20)));
        double wide = Math.Min(34, (width - 20) / steps);
        for (int i = 0; i < steps; i++)
        {
            page.Add($"<rect class=\"cell\" style=\"--v:{(i == 0 ? 0 : Share(Math.Pow(10, Low + i - 1)))}%\" ")
                .Add($"x=\"{10 + (i * wide)}\" y=\"{Top}\" width=\"{wide - 1}\" height=\"{Side}\"></rect>");
            if (i == 0 || ((i - 1) % every == 0 && (i > 1 || wide > 22)))
                page.Add($"<text x=\"{10 + ((i + 0.5) * wide)}\" y=\"{Top + Side + 14}\" text-anchor=\"middle\">")
                    .Add($"{(i == 0 ? "0" : Figures.PowerOfTen(Low + i - 1))}</text>");
        }
    }

    private static int Exponent(double error)
        => Math.Clamp((int)Math.Floor(Math.Log10(error) + 1e-9), Lowest, Highest);
}
