using System.Globalization;

namespace VectorLoss.Cli;

/// <summary>Lengths of time, as people say them.</summary>
internal static class Durations
{
    private const double Minute = 60, Hour = 3600, Day = 86400;

    /// <summary>"45 s", "12 min", "3.5 h", "60 days".</summary>
    public static string Text(double seconds) => seconds switch
    {
        < 100 => Text($"{seconds:F0} s"),
        < 100 * Minute => Text($"{seconds / Minute:F0} min"),
        < 100 * Hour => Text($"{seconds / Hour:F1} h"),
        _ => Text($"{seconds / Day:N0} days"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
