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
    /// <summary>The files of paths, and all of directories by name; each once, however often it is named.</summary>
    /// <exception cref="DataFormatException">A file cannot be read, or is not of this shape.</exception>
    public static IEnumerable<ReferenceFile> In(params IEnumerable<string> paths)
        => Files.Distinct(paths.SelectMany(Names)).Select(Read).ToArray();

    private static IEnumerable<string> Names(string path)
    {
        string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*.json") : [path];
        if (files.Length == 0)
            throw new DataFormatException(path, "the directory has no *.json");
        return files.Order(StringComparer.Ordinal);
    }

    /// <summary>The content of a file.</summary>
    /// <param name="path">How messages call it.</param>
    /// <param name="bytes">The content.</param>
    internal static ReferenceFile Of(string path, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            string loss = Text("loss", root.Member("loss", JsonValueKind.String));
            bool isRounded = root.TryGetProperty("rounded", out _) && root.Truth("rounded");
            double within = root.TryGetProperty("within", out JsonElement own) ? Number("within", own) : 0;
            return new(loss, [.. root.Member("cases", JsonValueKind.Array).EnumerateArray()
                .Select(element => Case(element) with { IsRounded = isRounded, Within = within })]);
        }
        catch (JsonException problem)
        {
            string place = $"line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}";
            throw new DataFormatException(path, bytes.IsEmpty ? "the file is empty"
                : $"these are no reference values: what begins at {place} is no JSON", problem);
        }
        catch (FormatException problem)
        {
            throw new DataFormatException(path, $"these are no reference values: {problem.Message}", problem);
        }
        catch (InvalidOperationException problem)
        {
            // The one thing that the parser lets through and refuses when it is asked for.
            throw new DataFormatException(path, "these are no reference values: half of a surrogate pair in a text",
                problem);
        }
    }

    private static ReferenceFile Read(string path)
    {
        try
        {
            return Of(path, File.ReadAllBytes(path));
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
    }

    /// <summary>
    /// One case: an object with <c>id</c>, <c>options</c>, <c>inputs</c>, <c>value</c> and <c>grad</c>.
    /// </summary>
    public static ReferenceCase Case(JsonElement element)
    {
        (Dictionary<string, double> options, Dictionary<string, string> words) = Options(element, "options");
        return new(Text("id", element.Member("id", JsonValueKind.String)), options, words,
            Named(element, "inputs", Array), Array("value", element.Member("value", JsonValueKind.Object)),
            Named(element, "grad", Numbers));
    }

    /// <summary>The members of an object that are numbers, and those that are words.</summary>
    public static (Dictionary<string, double> Options, Dictionary<string, string> Words) Options(
        JsonElement owner, string member)
    {
        Dictionary<string, double> options = [];
        Dictionary<string, string> words = [];
        foreach (JsonProperty option in owner.Member(member, JsonValueKind.Object).EnumerateObject())
        {
            JsonElement value = option.Value;
            string name = Printable.Cut(option.Name);
            if (value.ValueKind == JsonValueKind.String)
                words[name] = Text(name, value);
            else if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                options[name] = value.GetBoolean() ? 1 : 0;
            else if (value.ValueKind != JsonValueKind.Null)
                options[name] = Number(name, value);
        }
        return (options, words);
    }

    private static Dictionary<string, T> Named<T>(JsonElement owner, string name, Func<string, JsonElement, T> read)
    {
        Dictionary<string, T> members = [];
        foreach (JsonProperty member in owner.Member(name, JsonValueKind.Object).EnumerateObject())
        {
            string key = Printable.Cut(member.Name);
            if (!members.TryAdd(key, read(key, member.Value)))
                throw new FormatException($"'{name}' has '{key}' twice");
        }
        return members;
    }

    // Names of the file are printed, and a file may hold anything.
    private static string Text(string name, JsonElement element)
        => Printable.Cut(element.As(name, JsonValueKind.String).GetString()!);

    /// <summary>Numbers with their shape.</summary>
    public static LossArray Array(string name, JsonElement element)
    {
        int[] shape = [.. element.Member("shape", JsonValueKind.Array).EnumerateArray().Select(length
            => length.ValueKind == JsonValueKind.Number && length.TryGetInt32(out int value) && value >= 0 ? value
                : throw new FormatException($"the shape of '{name}' is no list of lengths"))];
        double[] values = Numbers(name, element.Member("values", JsonValueKind.Array));
        double count = shape.Aggregate(1.0, (product, length) => product * length);
        return count == values.Length ? new(shape, values) : throw new FormatException(
            $"'{name}' has {Plural.Of(values.Length, "value")} for the shape [{string.Join(", ", shape)}]");
    }

    private static double[] Numbers(string name, JsonElement element)
        => [.. element.As(name, JsonValueKind.Array).EnumerateArray().Select(number => Number(name, number))];

    // JSON has no infinities and no NaN, so that these are texts.
    private static double Number(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return element.As(name, JsonValueKind.Number).GetDouble();
        string text = element.GetString()!;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
            : throw new FormatException($"'{Printable.Cut(text)}' in '{name}' is no number");
    }
}
