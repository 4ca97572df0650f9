namespace VectorLoss.Checking;

/// <summary>A gradient that did not pass.</summary>
/// <param name="report">Why.</param>
public sealed class GradientCheckException(GradientReport report) : Exception(report.ToText())
{
    /// <summary>The verdicts.</summary>
    public GradientReport Report => report;
}
