using VectorLoss.Checking;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>The page of a gradient check: a heat map of relative errors, by case and, where something is wrong, by
/// coordinate.</summary>
internal static class GradcheckPage
{
    private const int Pictures = 8;

    public static string Of(string summary, IReadOnlyList<(string Name, double[] Errors)> worst,
        IReadOnlyList<GradientReport> complaints)
    {
        var body = new Markup();
        body.Add($"<p>{summary}.</p><div class=\"figures\">\n");
        int number = 0, cases = worst.Count == 0 ? 0 : worst.Max(row => row.Errors.Length);
        if (cases > 0)
            Overview(worst, cases).Write(body, $"f{number++}");
        foreach (GradientReport report in complaints.Take(Pictures))
            ByCoordinate(report).Write(body, $"f{number++}");
        body.Raw("</div>");
        foreach (GradientReport report in complaints)
            body.Add($"<pre tabindex=\"0\"><code>{report.ToText()}</code></pre>");
        return Page.Whole(Words.English, "Gradient check", [], body);
    }

    private static HeatMap Overview(IReadOnlyList<(string Name, double[] Errors)> worst, int cases)
    {
        double[,] errors = new double[worst.Count, cases];
        for (int row = 0; row < worst.Count; row++)
            for (int column = 0; column < worst[row].Errors.Length; column++)
                errors[row, column] = worst[row].Errors[column];
        return new HeatMap("The largest relative error of each case", "loss or op", "case", errors)
        {
            Log = true,
            Caption = "Analytic derivatives against extrapolated differences, on a logarithmic scale. "
                + "A small derivative beside large ones has few digits in the differences, "
                + "and its own error bar.",
            Says = (row, column, error) => $"{worst[row].Name}, case {column}: {Figures.Show(error)}",
        };
    }

    private static HeatMap ByCoordinate(GradientReport report)
    {
        int columns = (int)Math.Ceiling(Math.Sqrt(report.RelativeErrors.Count)),
            rows = (report.RelativeErrors.Count + columns - 1) / columns;
        double[,] errors = new double[rows, columns];
        for (int i = 0; i < report.RelativeErrors.Count; i++)
            errors[i / columns, i % columns] = report.RelativeErrors[i];
        return new HeatMap(report.Subject, "row", "column", errors)
        {
            Log = true,
            Says = (row, column, error) => $"element {(row * columns) + column}: {Figures.Show(error)}",
        };
    }
}
