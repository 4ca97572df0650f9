using VectorLoss.Checking;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>Tables of derivatives that were measured: both values, the error bar, and what the deviation is in
/// bars.</summary>
internal static class ErrorTable
{
    private const string Head = "<th scope=\"col\">element</th><th scope=\"col\">analytic</th>"
        + "<th scope=\"col\">measured</th><th scope=\"col\">error bar</th><th scope=\"col\">relative error</th>"
        + "<th scope=\"col\">verdict</th><th scope=\"col\">deviation</th></tr>";

    /// <summary>The worst element of each row.</summary>
    public static void Worst(Markup page, IReadOnlyList<CheckRow> rows)
    {
        page.Raw("<h2>The worst element of each argument</h2><div class=\"scroll\" tabindex=\"0\"><table><tr>")
            .Raw("<th scope=\"col\">argument</th><th scope=\"col\">case</th>").Raw(Head);
        foreach (CheckRow row in rows)
            if (Worst(row) is var (cell, finding))
                Line(page, row.Name, cell.Case, finding);
        page.Raw("</table></div>");
    }

    /// <summary>Elements that passed although their relative error is large, with what explains it.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="rows">What was found.</param>
    /// <param name="conspicuous">The relative error from which on an element is listed.</param>
    /// <param name="most">How many are listed.</param>
    public static void Explained(Markup page, IReadOnlyList<CheckRow> rows, double conspicuous, int most)
    {
        (CheckRow Row, CheckCell Cell, Finding Finding)[] found = [.. rows.SelectMany(row => row.Cells
            .Where(cell => cell.Report is { Passed: true }).SelectMany(cell => cell.Report!.Offenders
                .Where(finding => finding.RelativeError > conspicuous).Take(1).Select(finding => (row, cell, finding))))
            .OrderByDescending(each => each.finding.RelativeError)];
        if (found.Length == 0)
            return;
        page.Add($"<h2>Large relative errors that passed: {found.Length}</h2><p>The measurement of each has an error ")
            .Add($"bar that is wide beside the derivative itself, so its digits say nothing against it. ")
            .Add($"{(found.Length > most ? $"The largest {most} are shown." : "")}</p>")
            .Raw("<div class=\"scroll\" tabindex=\"0\"><table><tr>")
            .Raw("<th scope=\"col\">argument</th><th scope=\"col\">case</th>").Raw(Head);
        foreach ((CheckRow row, CheckCell cell, Finding finding) in found.Take(most))
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
            .OrderByDescending(cell => cell.Complaint != "").ThenByDescending(cell => cell.Error).FirstOrDefault();
        return cell is null ? null : (cell, cell.Report!.Offenders[0]);
    }

    private static void Line(Markup page, string name, int at, Finding finding)
    {
        page.Add($"<tr><th scope=\"row\">{name}</th><td>{at}</td>");
        Cells(page, finding);
    }

    private static void Cells(Markup page, Finding finding) => page
        .Add($"<td>{finding.Path}</td><td>{Figures.Show(finding.Analytic)}</td>")
        .Add($"<td>{Figures.Show(finding.Numeric.Value)}</td><td>{Figures.Show(finding.Numeric.Error)}</td>")
        .Add($"<td>{Figures.Show(finding.RelativeError)}</td>")
        .Add($"<td class=\"{(finding.IsAccepted ? "yes" : "no")}\"><strong>{finding.Verdict.ToString()}</strong></td>")
        .Add($"<td>{Deviation(finding)}</td></tr>\n");

    private static string Deviation(Finding finding)
    {
        double apart = Math.Abs(finding.Analytic - finding.Numeric.Value), bar = finding.Numeric.Error;
        string reason = finding.Reason == "" ? "" : $"; {finding.Reason}";
        return finding.Verdict == Verdict.Kink ? finding.Reason
            : apart == 0 ? $"none{reason}"
            : bar > 0 ? $"{Figures.Rough(apart / bar)} error bars{reason}" : $"{Figures.Show(apart)}{reason}";
    }
}
