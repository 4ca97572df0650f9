using System.Text.Json;

namespace VectorLoss.Data;

/// <summary>The JSON header of a safetensors file: parsed by its three fixed levels, without recursion.</summary>
internal static class SafetensorsHeader
{
    internal const string MetadataKey = "__metadata__";

    private const int MaxRank = 64;

    /// <summary>
    /// Reads names, types, shapes and offsets; whether the offsets fit together is <see cref="CheckLayout"/>'s
    /// question.
    /// </summary>
    internal static List<TensorEntry> Parse(ReadOnlySpan<byte> text, string file, IDictionary<string, string> metadata)
    {
        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 3 });
        var entries = new List<TensorEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expect(ref json, JsonTokenType.StartObject, file);
        while (NextName(ref json, file) is { } name)
        {
            if (!names.Add(name))
                throw new DataFormatException(file, $"the name {Excerpt.Of(name)} stands twice in the header");
            Expect(ref json, JsonTokenType.StartObject, file);
            if (name == MetadataKey)
                ParseMetadata(ref json, file, metadata);
            else
                entries.Add(ParseTensor(ref json, file, name));
        }
        // The reader refuses anything but white space after the closing brace.
        json.Read();
        return entries;
    }

    /// <summary>
    /// Sorts by place and holds the rules: from 0, without gap or overlap, to the last byte; sizes as the shapes say.
    /// </summary>
    internal static void CheckLayout(List<TensorEntry> entries, long dataLength, string file)
    {
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long end = 0;
        foreach (TensorEntry entry in entries)
        {
            if (entry.Begin != end || entry.End < entry.Begin)
            {
                string place = $"lies at [{entry.Begin}, {entry.End}) where {end} is next";
                throw Wrong(file, entry.Name, $"{place}: gaps and overlaps are refused");
            }
            if (entry.Length > Array.MaxLength)
                throw Wrong(file, entry.Name, $"more than {Array.MaxLength} bytes");
            if (!ShapeArithmetic.TryCount(entry.Shape, out long count) || !Fills(entry, count))
            {
                string shape = ShapeArithmetic.Name(entry.Shape);
                throw Wrong(file, entry.Name, $"shape {shape} does not take {entry.Length} bytes");
            }
            end = entry.End;
        }
        if (end != dataLength)
        {
            string kind = end > dataLength ? "truncated" : "overlong";
            string reason = $"{kind}: the tensors end at byte {end} of the data, {dataLength} are there";
            throw new DataFormatException(file, reason);
        }
    }

    // Of a type that the format did not name yet, nobody knows the size.
    private static bool Fills(TensorEntry entry, long count)
        => TensorType.Bits(entry.Type) is not { } bits || count * bits == entry.Length * 8;

    private static void ParseMetadata(ref Utf8JsonReader json, string file, IDictionary<string, string> metadata)
    {
        while (NextName(ref json, file) is { } key)
        {
            Expect(ref json, JsonTokenType.String, file);
            if (!metadata.TryAdd(key, json.GetString()!))
                throw new DataFormatException(file, $"the metadata key {Excerpt.Of(key)} stands twice");
        }
    }

    private static TensorEntry ParseTensor(ref Utf8JsonReader json, string file, string name)
    {
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (NextName(ref json, file) is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(ref json, JsonTokenType.String, file);
                    type = json.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(ref json, file, name, MaxRank, int.MaxValue);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(ref json, file, name, 2, long.MaxValue);
                    break;
                default:
                    throw Wrong(file, name, $"the key {Excerpt.Of(key)} is unknown or stands twice");
            }
        }
        return type is not null && shape is not null && offsets is { Count: 2 }
            ? new TensorEntry(name, [.. shape.Select(n => (int)n)], type, offsets[0], offsets[1])
            : throw Wrong(file, name, "dtype, shape or data_offsets is missing");
    }

    private static List<long> ParseNumbers(ref Utf8JsonReader json, string file, string name, int most, long limit)
    {
        var numbers = new List<long>();
        Expect(ref json, JsonTokenType.StartArray, file);
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            if (numbers.Count == most || !json.TryGetInt64(out long number) || number < 0 || number > limit)
                throw Wrong(file, name, "a shape or offset is not a whole number in range");
            numbers.Add(number);
        }
        return json.TokenType == JsonTokenType.EndArray ? numbers : throw Unexpected(json.TokenType, file);
    }

    private static string? NextName(ref Utf8JsonReader json, string file)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.PropertyName => json.GetString(),
            JsonTokenType.EndObject => null,
            var other => throw Unexpected(other, file),
        };
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType wanted, string file)
    {
        json.Read();
        if (json.TokenType != wanted)
            throw Unexpected(json.TokenType, file);
    }

    private static DataFormatException Wrong(string file, string tensor, string reason)
        => new(file, $"tensor {Excerpt.Of(tensor)}: {reason}");

    private static DataFormatException Unexpected(JsonTokenType found, string file)
        => new(file, $"the header has {found} where the format wants something else");
}
