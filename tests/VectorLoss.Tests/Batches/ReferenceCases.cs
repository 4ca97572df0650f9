using System.Text.Json;

namespace VectorLoss.Tests.Batches;

/// <summary>A case of a reference file in data/vectors.</summary>
internal sealed record ReferenceCase(JsonElement Json)
{
    public static IEnumerable<ReferenceCase> Of(string loss)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Data($"vectors/{loss}.json")));
        foreach (JsonElement one in file.RootElement.GetProperty("cases").EnumerateArray())
            yield return new(one.Clone());
    }

    public string Id => Json.GetProperty("id").GetString()!;

    public string Reduction => Json.GetProperty("options").GetProperty("reduction").GetString()!;

    public double[] Value => Numbers(Json.GetProperty("value").GetProperty("values"));

    public double[] Gradient => Numbers(Json.GetProperty("grad").GetProperty("input"));

    public int Classes => Json.GetProperty("inputs").GetProperty("input").GetProperty("shape")[1].GetInt32();

    public double[]? Input(string name)
        => Json.GetProperty("inputs").TryGetProperty(name, out JsonElement input)
        ? Numbers(input.GetProperty("values")) : null;

    public double Option(string name, double usual)
        => Json.GetProperty("options").TryGetProperty(name, out JsonElement option) ? option.GetDouble() : usual;

    /// <summary>The labels, or null where the targets are distributions.</summary>
    public int[]? Labels
        => Json.GetProperty("inputs").GetProperty("target").GetProperty("shape").GetArrayLength() == 1
        ? [.. Input("target")!.Select(t => (int)t)] : null;

    private static double[] Numbers(JsonElement values) => [.. values.EnumerateArray().Select(value =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString() switch { "Infinity"
                => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => double.NaN }
            : value.GetDouble())];
}
