using System.Globalization;
using VectorLoss.Checking;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>The page of a gradient check: a map of deviations in error bars with a named row for each argument, and the
/// worst of each row as a table.</summary>
internal static class GradcheckPage
{
    private const int Pictures = 8, MostSide = 48;

    private static readonly string Agrees =
        $"Up to {Derivative.UsualBars} error bars of the measurement are agreement.";

    /// <summary>The page of losses and ops.</summary>
    /// <param name="summary">All in one line.</param>
    /// <param name="rows">What was found.</param>
    /// <param name="single">Whether float results were compared, and not gradients checked.</param>
    public static string Of(string summary, IReadOnlyList<CheckRow> rows, bool single)
    {
        var body = new Markup();
        body.Add($"<p>{summary}.</p>\n");
        if (rows.Count > 0)
            Overview(rows, single).Write(body, "f0");
        if (!single)
            ErrorTable.Worst(body, rows);
        Complaints(body, [.. rows.SelectMany(row => row.Cells).Where(cell => cell.Complaint != "")]);
        return Page.Whole(Words.English, "Gradient check", [], body);
    }

    /// <summary>The page of a program: a map of each of its arrays.</summary>
    public static string Of(ProgramResult result, ProgramPoint point)
    {
        var body = new Markup();
        body.Add($"<pre tabindex=\"0\"><code>{result.ToText()}</code></pre><div class=\"figures\">\n");
        int number = 0;
        foreach (NamedArray array in point.Arrays.Where(array => array.Values.Length > 0))
        {
            int columns = array.Shape is [.., > 1 and var last] && array.Shape.Length > 1 ? last : 0;
            ByElement(array.Name, point.Arguments.Of(array.Name, result.Report.Deviations.ToArray()),
                point.Arguments.Of(array.Name, result.Report.Verdicts.ToArray()), columns)
                .Write(body, $"f{number++}");
        }
        body.Raw("</div>");
        ErrorTable.Elements(body, result.Report);
        return Page.Whole(Words.English, "Gradient check", [], body);
    }

    private static ErrorMap Overview(IReadOnlyList<CheckRow> rows, bool single)
    {
        int cases = rows.Max(row => row.Cells.Max(cell => cell.Case)) + 1;
        double?[,] deviations = new double?[rows.Count, cases];
        bool[,] wrong = new bool[rows.Count, cases];
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (CheckCell cell in rows[row].Cells)
                (deviations[row, cell.Case], wrong[row, cell.Case]) = (cell.Deviation, cell.Complaint != "");
        }
        return new ErrorMap(single ? "The largest share of the bound in each case"
            : "The largest deviation in each case, in error bars", [.. rows.Select(row => row.Name)], "case",
            deviations)
        {
            Scale = Decades.OfBars,
            Wrong = wrong,
            Caption = single ? "Float results against double ones, as a share of the bound that error analysis gives."
                : $"Analytic derivatives against measured ones. {Agrees} A framed cell did not pass.",
        };
    }

    private static ErrorMap ByElement(string name, ReadOnlySpan<double> deviations, ReadOnlySpan<Verdict> verdicts,
        int columns)
    {
        int wide = columns > 0 ? columns : Math.Min(MostSide, (int)Math.Ceiling(Math.Sqrt(deviations.Length))),
            rows = (deviations.Length + wide - 1) / wide;
        double?[,] cells = new double?[rows, wide];
        bool[,] wrong = new bool[rows, wide];
        for (int i = 0; i < deviations.Length; i++)
            (cells[i / wide, i % wide], wrong[i / wide, i % wide])
                = (deviations[i], verdicts[i] is not (Verdict.Pass or Verdict.Kink));
        return new ErrorMap($"{name}: the deviation of each element, in error bars",
            [.. Enumerable.Range(0, rows).Select(row => (row * (columns > 0 ? 1 : wide)).ToString(
                CultureInfo.InvariantCulture))], columns > 0 ? "column" : "element", cells)
        {
            Scale = Decades.OfBars,
            Wrong = wrong,
            Caption = $"{Agrees} A framed element did not pass.",
        };
    }

    private static void Complaints(Markup body, IReadOnlyList<CheckCell> wrong)
    {
        if (wrong.Count == 0)
            return;
        body.Raw("<h2>What did not pass</h2><div class=\"figures\">\n");
        int number = 1;
        foreach (GradientReport report in wrong.Select(cell => cell.Report).OfType<GradientReport>().Take(Pictures))
            ByElement(report.Subject, report.Deviations.ToArray(), report.Verdicts.ToArray(), 0)
                .Write(body, $"f{number++}");
        body.Raw("</div>");
        foreach (CheckCell cell in wrong)
            body.Add($"<pre tabindex=\"0\"><code>{cell.Complaint}</code></pre>");
    }
}
