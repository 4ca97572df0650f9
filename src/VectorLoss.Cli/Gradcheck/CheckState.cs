using System.Globalization;
using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>How far a check is, kept for who asks from another thread.</summary>
/// <param name="subject">What is checked.</param>
internal sealed class CheckState(string subject) : IProgress<CheckProgress>
{
    private volatile WorkState? state;

    /// <summary>The last that was reported; null before.</summary>
    public WorkState? Last => state;

    public void Report(CheckProgress value) => Report(subject, value.Done, value.Total);

    /// <summary>Reports a count of any kind.</summary>
    public void Report(string what, long done, long total) => state = new(string.Create(CultureInfo.InvariantCulture,
        $"{what}: {done:N0} of {total:N0}"), (double)done / total);
}
