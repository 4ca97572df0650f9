using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>What the check of a program found.</summary>
/// <param name="Report">The verdicts.</param>
/// <param name="Workers">How many copies of the program were used.</param>
/// <param name="Stage">Which stage has the wrong backward; null where nothing failed, or the program names no
/// stages.</param>
/// <param name="Notes">What a reader should know beside the verdicts.</param>
internal sealed record ProgramResult(GradientReport Report, int Workers, StageFinding? Stage,
    IReadOnlyList<string> Notes)
{
    /// <summary>The result as text.</summary>
    public string ToText() => Report.ToText() + (Stage is null ? "" : $"  stages: {Stage.Text}\n")
        + string.Concat(Notes.Select(note => $"  note: {note}\n"));

    /// <summary>The result as one JSON object.</summary>
    public string ToJson() => Json.Object(json =>
    {
        json.WriteBoolean("passed", Report.Passed);
        json.WriteString("program", Report.Subject);
        json.WriteNumber("workers", Workers);
        json.WritePropertyName("report");
        Report.WriteJson(json);
        if (Stage is not null)
        {
            json.WriteStartObject("stages");
            json.WriteString("wrong", Stage.Name);
            json.WriteString("text", Stage.Text);
            json.WriteEndObject();
        }
        json.WriteStartArray("notes");
        foreach (string note in Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
    });
}
