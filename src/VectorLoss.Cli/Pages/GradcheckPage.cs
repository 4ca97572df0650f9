using System.Globalization;
using VectorLoss.Checking;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>The page of a gradient check: a map of relative errors with a named row for each argument, the worst of
/// each row as a table, and what explains large errors that passed.</summary>
internal static class GradcheckPage
{
    // Half the digits of a double: what is worse than this and passed deserves a word.
    private const double Conspicuous = 1e-8;
    private const int MostExplained = 40, Pictures = 8, MostSide = 48;

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
        {
            ErrorTable.Worst(body, rows);
            ErrorTable.Explained(body, rows, Conspicuous, MostExplained);
        }
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
            ByElement(array.Name, point.Arguments.Of(array.Name, result.Report.RelativeErrors.ToArray()),
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
        double?[,] errors = new double?[rows.Count, cases];
        bool[,] wrong = new bool[rows.Count, cases];
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (CheckCell cell in rows[row].Cells)
                (errors[row, cell.Case], wrong[row, cell.Case]) = (cell.Error, cell.Complaint != "");
        }
        return new ErrorMap(single ? "The largest share of the bound in each case"
            : "The largest relative error in each case", [.. rows.Select(row => row.Name)], "case", errors)
        {
            Wrong = wrong,
            Caption = single ? "Float results against double ones, as a share of the bound that error analysis gives."
                : "Analytic derivatives against measured ones. A framed cell did not pass. A dark cell without a frame "
                    + "is a derivative too small for the error bar of its measurement; the tables below give both.",
        };
    }

    private static ErrorMap ByElement(string name, ReadOnlySpan<double> errors, ReadOnlySpan<Verdict> verdicts,
        int columns)
    {
        int wide = columns > 0 ? columns : Math.Min(MostSide, (int)Math.Ceiling(Math.Sqrt(errors.Length))),
            rows = (errors.Length + wide - 1) / wide;
        double?[,] cells = new double?[rows, wide];
        bool[,] wrong = new bool[rows, wide];
        for (int i = 0; i < errors.Length; i++)
            (cells[i / wide, i % wide], wrong[i / wide, i % wide])
                = (errors[i], verdicts[i] is not (Verdict.Pass or Verdict.Kink));
        return new ErrorMap($"{name}: the relative error of each element",
            [.. Enumerable.Range(0, rows).Select(row => (row * (columns > 0 ? 1 : wide)).ToString(
                CultureInfo.InvariantCulture))], columns > 0 ? "column" : "element", cells)
        {
            Wrong = wrong,
            Caption = "A framed element did not pass.",
        };
    }

    private static void Complaints(Markup body, IReadOnlyList<CheckCell> wrong)
    {
        if (wrong.Count == 0)
            return;
        body.Raw("<h2>What did not pass</h2><div class=\"figures\">\n");
        int number = 1;
        foreach (GradientReport report in wrong.Select(cell => cell.Report).OfType<GradientReport>().Take(Pictures))
            ByElement(report.Subject, report.RelativeErrors.ToArray(), report.Verdicts.ToArray(), 0)
                .Write(body, $"f{number++}");
        body.Raw("</div>");
        foreach (CheckCell cell in wrong)
            body.Add($"<pre tabindex=\"0\"><code>{cell.Complaint}</code></pre>");
    }
}
