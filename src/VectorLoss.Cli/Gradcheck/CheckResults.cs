using System.Globalization;
using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>What the check of losses and ops found, and the same as text and JSON.</summary>
/// <param name="seed">The seed of the first case.</param>
/// <param name="single">Whether float results were compared, and not gradients checked.</param>
internal sealed class CheckResults(int seed, bool single)
{
    private readonly List<CheckRow> rows = [];

    /// <summary>The rows, in the order in which they were checked.</summary>
    public IReadOnlyList<CheckRow> Rows => rows;

    /// <summary>Whether nothing is wrong or inconclusive.</summary>
    public bool Passed => Cells.All(cell => cell.Complaint == "");

    /// <summary>How many gradients or float results were looked at.</summary>
    public int Count => Cells.Count();

    /// <summary>The reports of gradients that did not pass.</summary>
    public IReadOnlyList<GradientReport> Complaints => [.. Reports.Where(report => !report.Passed)];

    private IEnumerable<CheckCell> Cells => rows.SelectMany(row => row.Cells);

    private IEnumerable<GradientReport> Reports => Cells.Select(cell => cell.Report).OfType<GradientReport>();

    /// <summary>Adds a case to the row of a name.</summary>
    public void Add(string name, CheckCell cell)
    {
        CheckRow? row = rows.Find(row => row.Name == name);
        if (row is null)
            rows.Add(row = new(name));
        row.Cells.Add(cell);
    }

    /// <summary>All in one line.</summary>
    public string Summary => (Passed ? "passed: " : "NOT PASSED: ") + (single
        ? $"{Plural.Of(Count, "float result")} within their derived bounds of double, seeds from {seed}"
        : $"{Plural.Of(Count, "gradient")} of {Plural.Of(rows.Count, "argument")} of losses and ops, "
            + $"{Plural.Of(Cells.Sum(cell => (long)cell.Elements), "element")}, "
            + $"{Plural.Of(Cells.Sum(cell => cell.Evaluations), "evaluation")}, seeds from {seed}");

    /// <summary>What is wrong, and the summary.</summary>
    public string ToText() => string.Concat(Cells.Select(cell => cell.Complaint)) + Summary + "\n";

    /// <summary>The same as one JSON object.</summary>
    public string ToJson() => Json.Object(json =>
    {
        json.WriteBoolean("passed", Passed);
        json.WriteNumber("seed", seed);
        json.WriteNumber("gradients", Count);
        json.WriteNumber("elements", Cells.Sum(cell => (long)cell.Elements));
        json.WriteNumber("evaluations", Cells.Sum(cell => cell.Evaluations));
        json.WriteStartObject("largestRelativeError");
        foreach (CheckRow row in rows)
            json.Real(row.Name, row.Worst);
        json.WriteEndObject();
        json.WriteStartArray("complaints");
        foreach (GradientReport report in Complaints)
            report.WriteJson(json);
        json.WriteEndArray();
        json.WriteStartArray("floats");
        foreach (CheckCell cell in Cells.Where(cell => cell.Report is null && cell.Complaint != ""))
            json.WriteStringValue(cell.Complaint.TrimEnd());
        json.WriteEndArray();
    });
}
