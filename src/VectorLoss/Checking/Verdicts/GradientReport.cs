using System.Globalization;
using System.Text.Json;

namespace VectorLoss.Checking;

/// <summary>What a check found: a verdict on every element, and the worst of them in full.</summary>
public sealed record GradientReport
{
    // Two exact derivatives differ by rounding alone: 2⁻⁴⁰ of the largest element leaves 13 bits to the sums of both.
    internal const double WitnessBound = 1.0 / (1L << 40);
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

    /// <summary>The most that rounding, or a structure too narrow to resolve, was seen to move the function's values
    /// by.</summary>
    public required double Noise { get; init; }

    /// <summary>How often the function was evaluated.</summary>
    public required long Evaluations { get; init; }

    /// <summary>The point.</summary>
    public required IReadOnlyList<double> Point { get; init; }

    /// <summary>The verdict on every element.</summary>
    public required IReadOnlyList<Verdict> Verdicts { get; init; }

    /// <summary>The relative error of every element that was looked at by itself, NaN of the others.</summary>
    public required IReadOnlyList<double> RelativeErrors { get; init; }

    /// <summary>The <see cref="Finding.Deviation"/> of every element that was looked at by itself, NaN of the others:
    /// the data of a heat map.</summary>
    public required IReadOnlyList<double> Deviations { get; init; }

    /// <summary>The worst elements, worst first: those that did not pass by relative error, the others by
    /// deviation.</summary>
    public required IReadOnlyList<Finding> Offenders { get; init; }

    /// <summary>What is wrong, or stays open, with the whole rather than with an element.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>What a reader should know of how the check was made; no complaint.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The shortest of the steps at which derivatives were resolved; 0 if none was. A direction of the fast
    /// mode has steps relative to the point.</summary>
    public double LeastScale { get; init; }

    /// <summary>The longest of the steps at which derivatives were resolved; 0 if none was.</summary>
    public double MostScale { get; init; }

    /// <summary>In the fast mode, the directions asked of a range.</summary>
    public required int Directions { get; init; }

    /// <summary>
    /// In the fast mode: an element is missed with at most <see cref="MissProbability"/> when its error times |x| is
    /// above this. For an x that is 0, or less than the median |x| but by no more than a factor of 1,024, that median
    /// takes the place of |x|. 0 where no direction passed.
    /// </summary>
    public required double Detects { get; init; }

    /// <summary>In the fast mode, the largest probability of missing such an element.</summary>
    public required double MissProbability { get; init; }

    /// <summary>Whether a remark on the whole is a failure.</summary>
    internal bool IsWrong { get; init; }

    /// <summary>Whether every element passed, or is a kink with a right derivative.</summary>
    public bool Passed => Remarks.Count == 0 && Verdicts.All(verdict => verdict is Verdict.Pass or Verdict.Kink);

    /// <summary>Whether something is wrong for certain: inconclusive is not.</summary>
    public bool Failed => IsWrong
        || Count(Verdict.Fail) + Count(Verdict.NonFinite) + Count(Verdict.NonDeterministic) > 0;

    /// <summary>How many elements have a verdict.</summary>
    public int Count(Verdict verdict) => Verdicts.Count(each => each == verdict);

    /// <summary>The report as plain text.</summary>
    public string ToText() => ReportText.Of(this);

    /// <summary>The report as plain text, as <see cref="ToText"/> gives it.</summary>
    public override string ToString() => ToText();

    /// <summary>The same as one JSON object; NaN and infinities are strings.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        ReportJson.Write(json, this);
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
    /// <param name="allowed">What each element may be off by beside the rounding of sums, or null for nothing.</param>
    internal GradientReport With(string witness, double[] values, double[] analytic, double[]? allowed = null)
    {
        double size = analytic.Concat(values).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max(),
            bound = WitnessBound * size;
        // A witness whose formula is 0·∞ at a point says nothing there.
        bool Agrees(int i) => Math.Abs(values[i] - analytic[i]) <= Math.Max(bound, allowed?[i] ?? 0)
            || Verdicts[i] == Verdict.Kink || double.IsNaN(values[i]);
        int[] apart = [.. Enumerable.Range(0, values.Length).Where(i => !Agrees(i))];
        string[] remarks = [.. apart.Take(Shown).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"element {i}: {witness} say {values[i]:R}, the analytic derivative is {analytic[i]:R}; "
            + $"differences side with {(Verdicts[i] == Verdict.Pass ? "it" : "the witness or neither")}"))];
        return With(remarks) with
        {
            Offenders = [.. Offenders.Select(finding => finding with
            {
                Witnesses = [.. finding.Witnesses, new(witness, values[finding.Index], Agrees(finding.Index))],
            })],
        };
    }

    /// <summary>The report in which exact derivatives decide where differences could not tell.</summary>
    /// <param name="isExact">Whether the derivative by an element is the exact one.</param>
    internal GradientReport Settled(Func<int, bool> isExact)
    {
        Verdict Of(int i, Verdict verdict) => verdict == Verdict.Inconclusive && isExact(i) ? Verdict.Pass : verdict;
        return this with
        {
            Verdicts = [.. Verdicts.Select((verdict, i) => Of(i, verdict))],
            Offenders = [.. Offenders.Select(finding => finding with
            {
                Verdict = Of(finding.Index, finding.Verdict),
            })],
        };
    }

    /// <summary>The report with further remarks on what is wrong with the whole.</summary>
    internal GradientReport With(IReadOnlyList<string> remarks)
        => this with { Remarks = [.. Remarks, .. remarks], IsWrong = IsWrong || remarks.Count > 0 };

    private static string Literal(double value) => double.IsNaN(value) ? "double.NaN"
        : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
