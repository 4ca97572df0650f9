using System.Globalization;
using System.Text;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>The tables of other libraries, for people.</summary>
internal static class PeerText
{
    private const int NameWidth = 12;
    private const int MostNumbers = 4;

    /// <summary>What a loss is called elsewhere, and what differs.</summary>
    public static string Of(LossCard card, int columns)
    {
        StringBuilder text = new();
        foreach ((Peer peer, PeerLine line) in PeerBook.Of(card))
        {
            text.Append(Layout.Hanging("", $"{line.Name} · {peer.TitleOf(line)}", columns));
            Append(text, line, columns);
        }
        return text.Length > 0 ? text.ToString()
            : Layout.Hanging("", $"Nothing is recorded of {card.Name} in other libraries.", columns);
    }

    /// <summary>The losses of another library, and what they are here.</summary>
    public static string Of(Peer peer, IReadOnlyList<PeerLine> lines, int columns)
    {
        StringBuilder text = new(Layout.Hanging("", peer.Title, columns) + "\n");
        foreach (PeerLine line in lines)
        {
            text.Append(Layout.Hanging("", line.Name, columns));
            Append(text, line, columns);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, PeerLine line, int columns)
    {
        void Field(string name, string value)
        {
            if (value.Length > 0)
                text.Append(Layout.Hanging(Layout.Pad("  " + name, NameWidth), value, columns));
        }
        Field("here", line.Here);
        Field("defaults", line.Defaults);
        Field("mean", line.Mean);
        Field("differs", line.Differs);
        Field("measured", string.Join("; ", line.Cases.Select(Measured)));
        text.Append('\n');
    }

    // "all ignored: NaN", "log 0: NaN, right 0"
    private static string Measured(PeerCase found) => $"{found.Measured.Id}: {Numbers(found.Measured.Value.Values)}"
        + (found.Right is { } right ? $", right and here {Numbers(right.Values)}" : "");

    private static string Numbers(double[] values)
    {
        string shown = string.Join(", ", values.Take(MostNumbers)
            .Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
        return values.Length == 1 ? shown : $"[{shown}{(values.Length > MostNumbers ? ", …" : "")}]";
    }
}
