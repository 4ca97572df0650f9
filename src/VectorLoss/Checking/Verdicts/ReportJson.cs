using System.Globalization;
using System.Text.Json;

namespace VectorLoss.Checking;

/// <summary>A report as a JSON object.</summary>
internal static class ReportJson
{
    public static void Write(Utf8JsonWriter json, GradientReport report)
    {
        json.WriteStartObject();
        json.WriteString("subject", report.Subject);
        json.WriteBoolean("passed", report.Passed);
        json.WriteBoolean("failed", report.Failed);
        json.WriteString("mode", report.Mode == CheckMode.Fast ? "fast" : "exhaustive");
        json.WriteNumber("seed", report.Seed);
        Real(json, "value", report.Value);
        Real(json, "noise", report.Noise);
        Real(json, "leastScale", report.LeastScale);
        Real(json, "mostScale", report.MostScale);
        json.WriteNumber("evaluations", report.Evaluations);
        json.WriteStartObject("verdicts");
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
            json.WriteNumber(verdict.ToString(), report.Count(verdict));
        json.WriteEndObject();
        Lines(json, "remarks", report.Remarks);
        Lines(json, "notes", report.Notes);
        json.WriteStartArray("offenders");
        foreach (Finding finding in report.Offenders.Where(finding => !finding.IsAccepted))
            Write(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("path", finding.Path);
        json.WriteNumber("index", finding.Index);
        json.WriteString("verdict", finding.Verdict.ToString());
        json.WriteString("reason", finding.Reason);
        Real(json, "x", finding.X);
        Real(json, "analytic", finding.Analytic);
        Real(json, "numeric", finding.Numeric.Value);
        Real(json, "error", finding.Numeric.Error);
        Real(json, "scale", finding.Scale);
        Real(json, "noise", finding.Noise);
        Real(json, "left", finding.Left.Value);
        Real(json, "right", finding.Right.Value);
        Real(json, "jump", finding.Jump);
        Real(json, "relativeError", finding.RelativeError);
        Real(json, "ulps", finding.Ulps);
        json.WriteStartObject("witnesses");
        foreach (Testimony witness in finding.Witnesses)
            Real(json, witness.Witness, witness.Value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Lines(Utf8JsonWriter json, string name, IReadOnlyList<string> lines)
    {
        json.WriteStartArray(name);
        foreach (string line in lines)
            json.WriteStringValue(line);
        json.WriteEndArray();
    }

    private static void Real(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }
}
