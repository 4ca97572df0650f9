using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VectorLoss.Checking;

/// <summary>What a check found: a verdict on every element, and the worst of them in full.</summary>
public sealed class GradientReport
{
    // Two exact derivatives differ by rounding alone: 2⁻⁴⁰ of the largest element leaves 13 bits to the sums of both.
    private const double WitnessBound = 1.0 / (1L << 40);
    private const int Shown = 8;

    internal GradientReport()
    {
    }

    /// <summary>What was checked.</summary>
    public required string Subject { get; init; }

    /// <summary>Whether coordinates or directions were looked at.</summary>
    public required CheckMode Mode { get; init; }

    /// <summary>The seed of the directions.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The function at the point.</summary>
    public required double Value { get; init; }

    /// <summary>The standard deviation of the function's rounding.</summary>
    public required double Noise { get; init; }

    /// <summary>How often the function was evaluated.</summary>
    public required long Evaluations { get; init; }

    /// <summary>The point.</summary>
    public required IReadOnlyList<double> Point { get; init; }

    /// <summary>The verdict on every element.</summary>
    public required IReadOnlyList<Verdict> Verdicts { get; init; }

    /// <summary>The relative error of every element that was looked at by itself, NaN of the others: the data of a heat
    /// map.</summary>
    public required IReadOnlyList<double> RelativeErrors { get; init; }

    /// <summary>The worst elements, worst first.</summary>
    public required IReadOnlyList<Finding> Offenders { get; init; }

    /// <summary>What is wrong with the whole rather than with an element.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>In the fast mode, the directions asked of a range.</summary>
    public required int Directions { get; init; }

    /// <summary>
    /// In the fast mode: an element is missed with at most <see cref="MissProbability"/> when its error times
    /// max(|x|, the median of |x|) is above this.
    /// </summary>
    public required double Detects { get; init; }

    /// <summary>In the fast mode, the largest probability of missing such an element.</summary>
    public required double MissProbability { get; init; }

    /// <summary>Whether every element passed, or is a kink with a right derivative.</summary>
    public bool Passed => Remarks.Count == 0 && Verdicts.All(verdict => verdict is Verdict.Pass or Verdict.Kink);

    /// <summary>Whether something is wrong for certain: inconclusive is not.</summary>
    public bool Failed => Count(Verdict.Fail) + Count(Verdict.NonFinite) + Count(Verdict.NonDeterministic) > 0
        || Remarks.Any(remark => !remark.Contains(nameof(Verdict.Inconclusive), StringComparison.Ordinal));

    /// <summary>How many elements have a verdict.</summary>
    public int Count(Verdict verdict) => Verdicts.Count(each => each == verdict);

    /// <summary>The report as plain text.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"{Subject}: {(Passed ? "passed" : Failed ? "FAILED" : "INCONCLUSIVE")}, {Tally()}; "
            + $"f = {Value:G6}, rounding {Noise:G2}, {Evaluations:N0} evaluations");
        if (Mode == CheckMode.Fast)
            text.Append(CultureInfo.InvariantCulture,
                $"; {Directions} directions: an error above "
                + $"{Detects:G2}/max(|x|, median |x|) is missed with p ≤ {MissProbability:G2}");
        text.AppendLine();
        foreach (Finding finding in Offenders.Where(finding => !finding.IsAccepted))
            text.AppendLine(Line(finding));
        foreach (string remark in Remarks.Take(Shown))
            text.Append("  ").AppendLine(remark);
        return text.ToString();
    }

    /// <summary>The same as one JSON object; NaN and infinities are strings.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("subject", Subject);
        json.WriteBoolean("passed", Passed);
        json.WriteString("mode", Mode == CheckMode.Fast ? "fast" : "exhaustive");
        json.WriteNumber("seed", Seed);
        Real(json, "value", Value);
        Real(json, "noise", Noise);
        json.WriteNumber("evaluations", Evaluations);
        json.WriteStartObject("verdicts");
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
            json.WriteNumber(verdict.ToString(), Count(verdict));
        json.WriteEndObject();
        json.WriteStartArray("remarks");
        foreach (string remark in Remarks)
            json.WriteStringValue(remark);
        json.WriteEndArray();
        json.WriteStartArray("offenders");
        foreach (Finding finding in Offenders.Where(finding => !finding.IsAccepted))
            Write(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The point as a C# collection expression, for a test that repeats the check; only its first 64
    /// elements.</summary>
    public string Literal()
    {
        string shown = string.Join(", ", Point.Take(64).Select(Literal));
        return Point.Count <= 64 ? $"[{shown}]" : $"[{shown} /* and {Point.Count - 64} more */]";
    }

    /// <summary>The report with what another witness says of the gradient; where it disagrees, a remark names the
    /// witness.</summary>
    /// <param name="witness">Its name.</param>
    /// <param name="values">Its gradient.</param>
    /// <param name="analytic">The gradient that was checked.</param>
    internal GradientReport With(string witness, double[] values, double[] analytic)
    {
        double size = analytic.Concat(values).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max(),
            bound = WitnessBound * size;
        // A witness whose formula is 0·∞ at a point says nothing there.
        bool Agrees(int i) => Math.Abs(values[i] - analytic[i]) <= bound || Verdicts[i] == Verdict.Kink
            || double.IsNaN(values[i]);
        int[] apart = [.. Enumerable.Range(0, values.Length).Where(i => !Agrees(i))];
        string[] remarks = [.. apart.Take(Shown).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"element {i}: {witness} say {values[i]:R}, the analytic derivative is {analytic[i]:R}; "
            + $"differences side with {(Verdicts[i] == Verdict.Pass ? "it" : "the witness or neither")}"))];
        return With(remarks, [.. Offenders.Select(finding => finding with
            { Witnesses = [.. finding.Witnesses, new(witness, values[finding.Index], Agrees(finding.Index))] })]);
    }

    /// <summary>The report with further remarks on the whole.</summary>
    internal GradientReport With(IReadOnlyList<string> remarks, IReadOnlyList<Finding>? offenders = null) => new()
    {
        Subject = Subject, Mode = Mode, Seed = Seed, Value = Value, Noise = Noise, Evaluations = Evaluations,
            Point = Point,
        Verdicts = Verdicts, RelativeErrors = RelativeErrors, Remarks = [.. Remarks, .. remarks],
            Offenders = offenders ?? Offenders,
        Directions = Directions, Detects = Detects, MissProbability = MissProbability,
    };

    private string Tally() => string.Join(", ", Enum.GetValues<Verdict>().Where(verdict => Count(verdict) > 0)
        .Select(verdict => $"{Count(verdict)} {verdict}"));

    private string Line(Finding finding)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"  {finding.Path}: {finding.Verdict} ({finding.Reason}); x = {finding.X:R}, "
            + $"analytic {finding.Analytic:R}, numeric {finding.Numeric}, left {finding.Left}, "
            + $"right {finding.Right}, relative error {finding.RelativeError:G3}, {finding.Ulps:G3} ulp");
        string witnesses = string.Concat(finding.Witnesses.Select(witness => string.Create(CultureInfo.InvariantCulture,
            $"\n    {witness.Witness}: {witness.Value:R}{(witness.Agrees ? "" : "  <- disagrees")}")));
        return $"{text}{witnesses}\n    seed {Seed}; double[] x = {Literal()};";
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

    private static void Real(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private static string Literal(double value) => double.IsNaN(value) ? "double.NaN"
        : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
