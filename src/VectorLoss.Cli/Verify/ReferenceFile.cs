using System.Globalization;
using System.Text.Json;
using VectorLoss.Catalogue;
using VectorLoss.Data;

namespace VectorLoss.Cli;

/// <summary>One case of a <see cref="ReferenceFile"/>.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Options">Numeric options; true and false are 1 and 0.</param>
/// <param name="Words">Options that are words: <c>reduction</c>, <c>target_kind</c>.</param>
/// <param name="Inputs">Arrays by name.</param>
/// <param name="Value">The recorded value.</param>
/// <param name="Gradients">The recorded gradients of the sum of all values, by input.</param>
internal sealed record ReferenceCase(string Id, Dictionary<string, double> Options, Dictionary<string, string> Words,
    Dictionary<string, LossArray> Inputs, LossArray Value, Dictionary<string, double[]> Gradients);

/// <summary>Reference values of one loss: a JSON object with <c>loss</c>, <c>source</c> and <c>cases</c>.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Cases">Its cases.</param>
internal sealed record ReferenceFile(string Loss, ReferenceCase[] Cases)
{
    /// <summary>The file of a path, or all of a directory by name.</summary>
    /// <exception cref="DataFormatException">A file cannot be read, or is not of this shape.</exception>
    public static IEnumerable<ReferenceFile> In(string path)
    {
        string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*.json") : [path];
        if (files.Length == 0)
            throw new DataFormatException(path, "the directory has no *.json");
        return files.Order(StringComparer.Ordinal).Select(Read).ToArray();
    }

    private static ReferenceFile Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            return new(root.GetProperty("loss").GetString()!, [.. root.GetProperty("cases").EnumerateArray().Select(Case)]);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new DataFormatException(path, problem is IOException ? problem.Message : $"these are no reference values: {problem.Message}");
        }
    }

    private static ReferenceCase Case(JsonElement element)
    {
        Dictionary<string, double> options = [];
        Dictionary<string, string> words = [];
        foreach (JsonProperty option in element.GetProperty("options").EnumerateObject())
        {
            if (option.Value.ValueKind == JsonValueKind.String)
                words[option.Name] = option.Value.GetString()!;
            else if (option.Value.ValueKind != JsonValueKind.Null)
                options[option.Name] = option.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? option.Value.GetBoolean() ? 1 : 0 : option.Value.GetDouble();
        }
        return new(element.GetProperty("id").GetString()!, options, words,
            element.GetProperty("inputs").EnumerateObject().ToDictionary(input => input.Name, input => Array(input.Value)),
            Array(element.GetProperty("value")),
            element.GetProperty("grad").EnumerateObject().ToDictionary(gradient => gradient.Name, gradient => Numbers(gradient.Value)));
    }

    private static LossArray Array(JsonElement element)
    {
        int[] shape = [.. element.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
        double[] values = Numbers(element.GetProperty("values"));
        long count = shape.Aggregate(1L, (product, length) => product * length);
        return count == values.Length ? new(shape, values) : throw new FormatException($"{values.Length} values for the shape [{string.Join(", ", shape)}]");
    }

    private static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(number => number.ValueKind == JsonValueKind.String
        ? double.Parse(number.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
        : number.GetDouble())];
}
