using System.Globalization;

namespace VectorLoss.Cli;

/// <summary>Counts with their noun.</summary>
internal static class Plural
{
    /// <summary>"1 thread", "2 threads", "1,234 threads".</summary>
    public static string Of(long count, string noun, string? plural = null)
        => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? noun : plural ?? noun + "s")}");
}
