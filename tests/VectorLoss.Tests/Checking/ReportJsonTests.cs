using System.Text.Json;
using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>A report for programs has every fact of the report.</summary>
public class ReportJsonTests
{
    private static readonly double[] Point = [1, 2, 3];

    [Theory]
    [InlineData(CheckMode.Exhaustive, "exhaustive")]
    [InlineData(CheckMode.Fast, "fast")]
    public void The_whole_is_told_in_numbers(CheckMode mode, string word)
    {
        GradientReport report = Report(2, mode);
        JsonElement json = Json(report);
        Assert.Equal(("three squares", false, true, word), (json.GetProperty("subject").GetString(),
            json.GetProperty("passed").GetBoolean(), json.GetProperty("failed").GetBoolean(),
            json.GetProperty("mode").GetString()));
        Assert.Equal((7, report.Evaluations),
            (json.GetProperty("seed").GetInt32(), json.GetProperty("evaluations").GetInt64()));
        Assert.Equal([report.Value, report.Noise, report.LeastScale, report.MostScale],
            ((string[])["value", "noise", "leastScale", "mostScale"])
                .Select(name => json.GetProperty(name).GetDouble()));
        Assert.Equal(14, report.Value);
        Assert.True(report.Noise > 0 && report.LeastScale > 0 && report.MostScale >= report.LeastScale);
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
            Assert.Equal(report.Count(verdict), json.GetProperty("verdicts").GetProperty($"{verdict}").GetInt32());
        Assert.Equal(1, report.Count(Verdict.Fail));
        Assert.Equal(report.Remarks, Texts(json, "remarks"));
        Assert.Equal(report.Notes, Texts(json, "notes"));
    }

    [Fact]
    public void Offenders_are_told_with_all_that_was_measured_and_what_passed_is_not()
    {
        double[] wrong = [2, 8, 6], right = [2, 4, 6];
        GradientReport report = Report(2, CheckMode.Exhaustive).With("another", right, wrong);
        JsonElement json = Json(report), told = Assert.Single(json.GetProperty("offenders").EnumerateArray());
        Finding finding = report.Offenders[0];
        Assert.True(report.Offenders.Count > 1);
        Assert.Equal(("x[1]", 1, "Fail", finding.Reason), (told.GetProperty("path").GetString(),
            told.GetProperty("index").GetInt32(), told.GetProperty("verdict").GetString(),
            told.GetProperty("reason").GetString()));
        Assert.Equal([2, 8, finding.Numeric.Value, finding.Numeric.Error, finding.Scale, finding.Noise,
                finding.Left.Value, finding.Right.Value, finding.Jump, finding.RelativeError, finding.Ulps],
            ((string[])["x", "analytic", "numeric", "error", "scale", "noise", "left", "right", "jump",
                "relativeError", "ulps"]).Select(name => Number(told, name)));
        Assert.Equal(4, told.GetProperty("witnesses").GetProperty("another").GetDouble());
        Assert.Contains(report.Remarks, remark => Texts(json, "remarks").Contains(remark));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void What_JSON_has_no_number_for_is_a_word(double factor, string word)
        => Assert.Equal(word, Json(Report(factor, CheckMode.Exhaustive)).GetProperty("offenders")[0]
            .GetProperty("analytic").GetString());

    // The second slope times a factor.
    private static GradientReport Report(double factor, CheckMode mode) => GradientCheck.Run(
        x => (x[0] * x[0]) + (x[1] * x[1]) + (x[2] * x[2]),
        (x, slopes) => (slopes[0], slopes[1], slopes[2]) = (2 * x[0], factor * 2 * x[1], 2 * x[2]), Point,
        new() { Subject = "three squares", Seed = 7, Mode = mode });

    private static JsonElement Json(GradientReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
            report.WriteJson(writer);
        return JsonDocument.Parse(stream.ToArray()).RootElement.Clone();
    }

    private static double Number(JsonElement json, string name) => json.GetProperty(name) is var value
        && value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!,
            System.Globalization.CultureInfo.InvariantCulture) : json.GetProperty(name).GetDouble();

    private static IEnumerable<string?> Texts(JsonElement json, string name)
        => json.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
