using VectorLoss.Checking;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>Tables of derivatives that were measured: both values, the error bar, and the deviation in bars.</summary>
internal static class ErrorTable
{
    // The verdict stands where a narrow screen shows it without scrolling.
    private const string Head = "<th scope=\"col\">verdict</th><th scope=\"col\">element</th>"
        + "<th scope=\"col\">analytic</th>"
        + "<th scope=\"col\">measured</th><th scope=\"col\">error bar</th><th scope=\"col\">deviation in bars</th>"
        + "<th scope=\"col\">relative error</th></tr>";

    /// <summary>The worst element of each row.</summary>
    public static void Worst(Markup page, IReadOnlyList<CheckRow> rows)
    {
        page.Raw("<h2>The worst element of each argument</h2><p>The deviation in error bars decides. A derivative ")
            .Raw("that is small beside its bar agrees with a relative error of any size: its digits are not known.</p>")
            .Raw("<div class=\"scroll\" tabindex=\"0\"><table><tr>")
            .Raw("<th scope=\"col\">argument</th><th scope=\"col\">case</th>").Raw(Head);
        foreach (CheckRow row in rows)
            if (Worst(row) is var (cell, finding))
                Line(page, row.Name, cell.Case, finding);
        page.Raw("</table></div>");
    }

    /// <summary>The elements of one report that are kept in full.</summary>
    public static void Elements(Markup page, GradientReport report)
    {
        page.Raw("<h2>The worst elements</h2><div class=\"scroll\" tabindex=\"0\"><table><tr>").Raw(Head);
        foreach (Finding finding in report.Offenders)
        {
            page.Raw("<tr>");
            Cells(page, finding);
        }
        page.Raw("</table></div>");
    }

    private static (CheckCell, Finding)? Worst(CheckRow row)
    {
        // Offenders are sorted, the worst first; a case that did not pass is worse than any that did.
        CheckCell? cell = row.Cells.Where(cell => cell.Report is { Offenders.Count: > 0 })
            .OrderByDescending(cell => cell.Complaint != "").ThenByDescending(cell => cell.Deviation).FirstOrDefault();
        return cell is null ? null : (cell, cell.Report!.Offenders[0]);
    }

    private static void Line(Markup page, string name, int at, Finding finding)
    {
        page.Add($"<tr><th scope=\"row\">{name}</th><td>{at}</td>");
        Cells(page, finding);
    }

    private static void Cells(Markup page, Finding finding) => page
        .Add($"<td class=\"{(finding.IsAccepted ? "yes" : "no")}\"><strong>{finding.Verdict.ToString()}</strong>")
        .Add($"{(finding.Reason == "" ? "" : $": {finding.Reason}")}</td>")
        .Add($"<td>{finding.Path}</td><td>{Figures.Show(finding.Analytic)}</td>")
        .Add($"<td>{Figures.Show(finding.Numeric.Value)}</td><td>{Figures.Show(finding.Bar, 2)}</td>")
        .Add($"<td>{Figures.Show(finding.Deviation, 2)}</td><td>{Figures.Show(finding.RelativeError, 2)}</td></tr>\n");
}
