using System.Text.Json;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>The tables of other libraries, for programs.</summary>
internal static class PeerJson
{
    /// <summary>What a loss is called elsewhere.</summary>
    public static string Of(LossCard card) => Json.Object(json =>
    {
        json.WriteString("loss", card.Name);
        Write(json, PeerBook.Of(card));
    }) + "\n";

    /// <summary>The losses of another library.</summary>
    public static string Of(Peer peer, IEnumerable<PeerLine> lines)
        => Json.Object(json => Write(json, lines.Select(line => (peer, line)))) + "\n";

    private static void Write(Utf8JsonWriter json, IEnumerable<(Peer Peer, PeerLine Line)> lines)
    {
        json.WriteStartArray("peers");
        foreach ((Peer peer, PeerLine line) in lines)
        {
            json.WriteStartObject();
            json.WriteString("peer", peer.Name);
            json.WriteString("version", peer.Version);
            json.WriteString("date", peer.Date);
            json.WriteString("known", peer.Known(line));
            json.WriteString("name", line.Name);
            json.WriteString("loss", line.Loss);
            json.WriteBoolean("nearest", line.IsNear);
            json.WriteString("here", line.Here);
            json.WriteString("defaults", line.Defaults);
            json.WriteString("mean", line.Mean);
            json.WriteString("differs", line.Differs);
            json.WriteStartArray("measured");
            foreach (PeerCase found in line.Cases)
                Write(json, found);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PeerCase found)
    {
        json.WriteStartObject();
        json.WriteString("of", found.Measured.Id);
        Numbers(json, "value", found.Measured.Value.Values);
        if (found.Right is { } right)
            Numbers(json, "right", right.Values);
        json.WriteEndObject();
    }

    // JSON has no NaN and no infinities; as in the reference vectors, they are their names.
    private static void Numbers(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
                json.WriteNumberValue(value);
            else
                json.WriteStringValue(LossCommand.Text(value));
        }
        json.WriteEndArray();
    }
}
