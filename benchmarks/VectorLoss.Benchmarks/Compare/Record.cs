using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What stays of a run: its rows as JSON, and a page that also says how and where they were made.</summary>
internal static class Record
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Json(IReadOnlyList<Row> rows) => JsonSerializer.Serialize(rows, json) + "\n";

    /// <summary>Writes YYYY-MM-DD-machine.md and .json, with what else tells the run from others in the name.</summary>
    public static void Write(
        string directory, CompareOptions options, string[] heading, IReadOnlyList<Row> rows, string[] footing)
    {
        string date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string variant = (options.Quick ? "-quick" : "") + (options.Avx2 ? "-avx2" : "")
            + (options.Threads == 1 ? "" : $"-{options.Threads}-threads")
            + (options.Filter is null ? "" : $"-{string.Concat(options.Filter.Where(char.IsLetterOrDigit))}");
        string path = Path.Combine(directory, $"{date}-{Machine.TypeName()}{variant}");
        File.WriteAllText($"{path}.json", Json(rows));
        File.WriteAllLines($"{path}.md",
        [
            $"# {date}: `{Command(options)}`", "", .. heading, "", .. footing, "",
            "| work | shape | ours µs | peer | peer µs | ratio | quartiles | % of limit | limit |",
            "| --- | --- | ---: | --- | ---: | ---: | --- | ---: | --- |",
            .. rows.Where(row => row.Threads > 0).Select(Table.Markdown),
        ]);
        Console.WriteLine($"Record: {path}.md and .json");
    }

    private static string Command(CompareOptions options)
        => "compare" + (options.Quick ? " --quick" : "") + (options.Avx2 ? " --avx2" : "")
            + $" --threads {options.Threads}"
            + (options.Filter is null ? "" : $" --filter \"{options.Filter}\"");
}
