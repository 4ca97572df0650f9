using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>One case of a row.</summary>
/// <param name="Case">Its number, from 0.</param>
/// <param name="Subject">What was drawn.</param>
/// <param name="Error">The largest relative error of its elements; with float, the share of the bound.</param>
/// <param name="Report">The verdicts; null where float results were compared with double ones.</param>
/// <param name="Complaint">What is wrong; empty for nothing.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record CheckCell(int Case, string Subject, double Error, GradientReport? Report, string Complaint,
    double Seconds)
{
    /// <summary>The largest deviation of its elements in error bars; with float, the share of the bound.</summary>
    public double Deviation { get; init; } = Report?.Deviations.Where(bars => !double.IsNaN(bars))
        .DefaultIfEmpty(double.NaN).Max() ?? Error;

    /// <summary>Elements that have a verdict.</summary>
    public int Elements { get; init; } = Report?.Verdicts.Count ?? 0;

    /// <summary>How often the function was evaluated.</summary>
    public long Evaluations { get; init; } = Report?.Evaluations ?? 0;

    /// <summary>The cell of a gradient that was checked.</summary>
    public static CheckCell Of(int at, GradientReport report, double seconds) => new(at, report.Subject,
        report.RelativeErrors.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max(), report,
        report.Passed ? "" : report.ToText(), seconds);

    /// <summary>The cell of a float result that was compared with the double one.</summary>
    public static CheckCell Of(int at, string subject, double share, double seconds) => new(at, subject, share, null,
        share <= 1 ? "" : FormattableString.Invariant(
            $"{subject}: the float kernel is off by {share:G3} times its bound\n"), seconds);
}
