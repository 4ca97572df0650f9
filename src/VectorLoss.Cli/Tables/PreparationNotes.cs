using System.Text.Json;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Cli.Tables;

/// <summary>What a net's file says of its <see cref="Preparation"/>: one text of its metadata.</summary>
internal static class PreparationNotes
{
    /// <summary>The key in the metadata of a net.</summary>
    public const string Key = "table";

    private const int Format = 1;

    /// <summary>What is written of a preparation.</summary>
    public static string Of(Preparation preparation) => Json.Object(json =>
    {
        json.WriteNumber("format", Format);
        json.WriteString("kind", preparation.Kind.ToString());
        json.WriteBoolean("signs", preparation.HasSigns);
        json.WriteString("missing", preparation.Missing.ToString());
        json.WriteStartArray("quantiles");
        foreach (double level in preparation.Quantiles)
            json.WriteNumberValue(level);
        json.WriteEndArray();
        Write(json, "inputs", preparation.Inputs);
        Write(json, "targets", preparation.Targets);
    });

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<PreparedColumn> columns)
    {
        json.WriteStartArray(name);
        foreach (PreparedColumn column in columns)
            column.WriteTo(json);
        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="Of"/> wrote.</summary>
    /// <param name="file">The model, for messages.</param>
    /// <param name="text">What its metadata says.</param>
    /// <exception cref="DataFormatException">It is damaged, or of a later format.</exception>
    public static Preparation Parse(string file, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            JsonElement format = json.Member("format", JsonValueKind.Number);
            if (!format.TryGetInt32(out int number) || number != Format)
                throw new FormatException($"they are of format {Printable.Cut(format.GetRawText())}, this program "
                    + $"reads {Format}");
            Preparation read = new()
            {
                Inputs = Columns(json, "inputs"),
                Targets = Columns(json, "targets"),
                Kind = json.Choice<TargetKind>("kind"),
                HasSigns = json.Truth("signs"),
                Missing = json.Choice<MissingRule>("missing"),
                Quantiles = [.. json.Member("quantiles", JsonValueKind.Array).EnumerateArray()
                    .Select(level => level.As("quantiles", JsonValueKind.Number).GetDouble())],
            };
            // A target of classes is one column of categories; all others are numbers.
            int categories = read.Targets.Count(column => column.Levels is not null);
            return categories == (read.Kind == TargetKind.Classes ? 1 : 0)
                && (read.Kind != TargetKind.Classes || read.Targets.Count == 1) ? read
                : throw new FormatException($"the targets are no {read.Kind}".ToLowerInvariant());
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            string reason = problem is FormatException ? problem.Message : "this is no JSON";
            throw new DataFormatException(file, $"the notes on its table are damaged: {reason}", problem);
        }
    }

    private static PreparedColumn[] Columns(JsonElement json, string name)
    {
        PreparedColumn[] columns = [.. json.Member(name, JsonValueKind.Array).EnumerateArray()
            .Select(PreparedColumn.Parse)];
        return columns.Length > 0 ? columns : throw new FormatException($"'{name}' is empty");
    }
}
