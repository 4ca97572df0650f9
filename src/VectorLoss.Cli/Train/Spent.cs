namespace VectorLoss.Cli;

/// <summary>Where the seconds of the process went.</summary>
/// <param name="Start">From the start of the process to the first line that loads data.</param>
/// <param name="Load">Reading the data.</param>
internal sealed record Spent(double Start, double Load)
{
    /// <summary>Everything until the summary.</summary>
    public double Total { get; init; }
}
