using System.Globalization;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>The rows as lines of at most 120 columns.</summary>
internal static class Table
{
    private const int WorkWidth = 41, PeerWidth = 31;

    public static string Heading
        => Fields("work and shape", "ours µs", "peer", "peer µs", "ratio", "quartiles", "% lim");

    public static string Line(Row row)
    {
        string work = $"{row.Work} {row.Shape}";
        return row.Remark is { } remark ? $"{work,-WorkWidth} {row.Peer}: {remark}"
            : Fields(work, Time(row.OursMicroseconds), row.Peer ?? Rate(row), Time(row.PeerMicroseconds), Ratio(row),
                Quartiles(row), Share(row));
    }

    /// <summary>The same as a line of a table in Markdown.</summary>
    public static string Markdown(Row row) => row.Remark is { } remark
        ? $"| {row.Work} | {row.Shape} | | {row.Peer} | | | | | {remark} |"
        : $"| {row.Work} | {row.Shape} | {Time(row.OursMicroseconds)} | {row.Peer ?? Rate(row)} "
            + $"| {Time(row.PeerMicroseconds)} | {Ratio(row)} | {Quartiles(row)} | {Share(row)} | {row.Limit} |";

    private static string Ratio(Row row) => Text(row.Ratio, "F2");

    private static string Quartiles(Row row)
        => row.RatioQuartiles is [double low, double high] ? $"{Text(low, "F2")}–{Text(high, "F2")}" : "";

    private static string Share(Row row) => Text(100 * row.ShareOfLimit, "F0");

    private static string Rate(Row row) => row.Rate is null ? "" : $"{Text(row.Rate, "F1")} {row.Unit}";

    private static string Fields(
        string work, string ours, string peer, string theirs, string ratio, string spread, string share)
        => $"{work,-WorkWidth} {ours,9} {peer,-PeerWidth} {theirs,9} {ratio,6} {spread,11} {share,5}";

    /// <summary>Four digits or more: what a median of a few rounds is good for.</summary>
    private static string Time(double? microseconds)
        => Text(microseconds, microseconds < 10 ? "F3" : microseconds < 100 ? "F2" : microseconds < 1000 ? "F1" : "F0");

    private static string Text(double? number, string format)
        => number is { } value ? value.ToString(format, CultureInfo.InvariantCulture) : "";
}
