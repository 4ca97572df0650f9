using System.Globalization;
using System.Text;

namespace VectorLoss.Checking;

/// <summary>A report as plain text.</summary>
internal static class ReportText
{
    private const int ShownRemarks = 8;

    public static string Of(GradientReport report)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{report.Subject}: {Verdict(report)}{Tally(report)}; ")
            .Append(CultureInfo.InvariantCulture, $"f = {report.Value:G6}, rounding {report.Noise:G2}");
        if (report.MostScale > 0)
            text.Append(CultureInfo.InvariantCulture, $", resolved at steps of {report.LeastScale:G2}")
                .Append(report.MostScale > report.LeastScale
                    ? string.Create(CultureInfo.InvariantCulture, $" to {report.MostScale:G2}") : "");
        text.Append(CultureInfo.InvariantCulture, $", {report.Evaluations:N0} evaluations");
        // What the directions would have shown is a promise of a pass, and of no other outcome.
        if (report.Mode == CheckMode.Fast && report.Passed && report.Detects > 0)
            text.Append(CultureInfo.InvariantCulture, $"; {report.Directions} directions: an element that is off by ")
                .Append(CultureInfo.InvariantCulture, $"more than {report.Detects:G2}/|x| is missed with probability ")
                .Append(CultureInfo.InvariantCulture, $"{report.MissProbability:G2} at most");
        text.AppendLine();
        Finding[] offenders = [.. report.Offenders.Where(finding => !finding.IsAccepted)];
        foreach (Finding finding in offenders)
            text.AppendLine(Line(finding));
        foreach (string remark in report.Remarks.Take(ShownRemarks))
            text.Append("  ").AppendLine(remark);
        foreach (string note in report.Notes)
            text.Append("  note: ").AppendLine(note);
        if (offenders.Length > 0)
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  seed {report.Seed}; double[] x = {report.Literal()};");
        return text.ToString();
    }

    private static string Verdict(GradientReport report)
        => report.Passed ? "passed" : report.Failed ? "FAILED" : "INCONCLUSIVE";

    private static string Tally(GradientReport report) => string.Concat(Enum.GetValues<Verdict>()
        .Where(verdict => report.Count(verdict) > 0).Select(verdict => $", {report.Count(verdict)} {verdict}"));

    private static string Line(Finding finding)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"  {finding.Path}: {finding.Verdict} ({finding.Reason}); ")
            .Append(CultureInfo.InvariantCulture, $"x = {finding.X:R}, analytic {finding.Analytic:R}, ")
            .Append(CultureInfo.InvariantCulture, $"numeric {finding.Numeric}");
        if (finding.Scale > 0)
            text.Append(CultureInfo.InvariantCulture, $" at steps of {finding.Scale:G2}");
        if (finding.Verdict == Checking.Verdict.Kink || !finding.Numeric.Exists || finding.HasSides)
            text.Append(CultureInfo.InvariantCulture, $", left {finding.Left}, right {finding.Right}");
        text.Append(CultureInfo.InvariantCulture, $", relative error {finding.RelativeError:G3}");
        foreach (Testimony witness in finding.Witnesses)
            text.Append(CultureInfo.InvariantCulture,
                $"\n    {witness.Witness}: {witness.Value:R}{(witness.Agrees ? "" : "  <- disagrees")}");
        return text.ToString();
    }
}
