using System.Globalization;
using System.Text.Json;
using VectorLoss.Catalogue;
using VectorLoss.Data;

namespace VectorLoss.Cli;

/// <summary>
/// Reference values of one loss: a JSON object with <c>loss</c>, <c>source</c> and <c>cases</c>, and <c>rounded</c>:
/// true where each number is the exact result, rounded once. <c>within</c> says how far the recorded numbers are from
/// the mathematics, relative to 1 and to themselves, where their source computes another formula.
/// </summary>
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
            bool isRounded = root.TryGetProperty("rounded", out JsonElement rounded) && rounded.GetBoolean();
            double within = root.TryGetProperty("within", out JsonElement own) ? own.GetDouble() : 0;
            return new(Text(root.GetProperty("loss")), [.. root.GetProperty("cases").EnumerateArray()
                .Select(element => Case(element) with { IsRounded = isRounded, Within = within })]);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, problem switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => "permission denied",
                _ => problem.Message,
            });
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException)
        {
            throw new DataFormatException(path, $"these are no reference values: {problem.Message}");
        }
    }

    private static ReferenceCase Case(JsonElement element)
    {
        Dictionary<string, double> options = [];
        Dictionary<string, string> words = [];
        foreach (JsonProperty option in element.GetProperty("options").EnumerateObject())
        {
            JsonElement value = option.Value;
            string name = Printable.Cut(option.Name);
            if (value.ValueKind == JsonValueKind.String)
                words[name] = Text(value);
            else if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                options[name] = value.GetBoolean() ? 1 : 0;
            else if (value.ValueKind != JsonValueKind.Null)
                options[name] = value.GetDouble();
        }
        return new(Text(element.GetProperty("id")), options, words,
            Named(element.GetProperty("inputs"), Array), Array(element.GetProperty("value")),
            Named(element.GetProperty("grad"), Numbers));
    }

    private static Dictionary<string, T> Named<T>(JsonElement element, Func<JsonElement, T> read)
        => element.EnumerateObject().ToDictionary(member => Printable.Cut(member.Name), member => read(member.Value));

    // Names of the file are printed, and a file may hold anything.
    private static string Text(JsonElement element) => Printable.Cut(element.GetString()
        ?? throw new FormatException("null stands where a name is wanted"));

    private static LossArray Array(JsonElement element)
    {
        int[] shape = [.. element.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
        double[] values = Numbers(element.GetProperty("values"));
        long count = shape.Aggregate(1L, (product, length) => product * length);
        return count == values.Length ? new(shape, values)
            : throw new FormatException($"{values.Length} values for the shape [{string.Join(", ", shape)}]");
    }

    private static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(number
        => number.ValueKind == JsonValueKind.String
        ? double.Parse(number.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
        : number.GetDouble())];
}
