namespace VectorLoss.Checking;

/// <summary>Collects verdicts while a check runs, and keeps the worst in full.</summary>
internal sealed class ReportBuilder
{
    private readonly PerturbedFunction function;
    private readonly GradientCheckOptions options;
    private readonly Func<int, string> path;
    private readonly Verdict[] verdicts;
    private readonly double[] errors;
    private readonly double[] deviations;
    private readonly List<Finding> offenders = [];
    private readonly List<string> remarks = [];
    private double resolved;
    private double noise;
    private double least;
    private double most;
    private bool isWrong;

    public ReportBuilder(PerturbedFunction function, GradientCheckOptions options, Func<int, string> path)
    {
        (this.function, this.options, this.path) = (function, options, path);
        verdicts = new Verdict[function.Count];
        errors = new double[function.Count];
        Array.Fill(verdicts, Verdict.Inconclusive);
        Array.Fill(errors, double.NaN);
        deviations = [.. errors];
    }

    /// <summary>How many elements failed so far, in any way.</summary>
    public int Failures { get; private set; }

    /// <summary>Directions a range, in the fast mode.</summary>
    public int Directions { get; set; }

    /// <summary>Something is wrong with the whole: the point or the function changed between two calls.</summary>
    public void Wrong(string remark)
    {
        remarks.Add(remark);
        isWrong = true;
        Failures++;
    }

    /// <summary>Something about the whole stays open.</summary>
    public void Open(string remark) => remarks.Add($"{Verdict.Inconclusive}: {remark}");

    /// <summary>Whether two calls wrote the same bits; if not, the element has its verdict.</summary>
    public bool Accept(int index, double first, double second)
    {
        if (BitConverter.DoubleToInt64Bits(first) == BitConverter.DoubleToInt64Bits(second))
            return true;
        bool unwritten = double.IsNaN(first);
        Add(new(index, function[index], first, Estimate.None, Estimate.None, Estimate.None, 0,
            unwritten ? Verdict.NonFinite : Verdict.NonDeterministic,
            unwritten ? "not written, or added to what the memory held before"
                : FormattableString.Invariant($"the second call gave {second:R}")));
        return false;
    }

    public void Add(Finding finding)
    {
        Note(finding);
        verdicts[finding.Index] = finding.Verdict;
        (errors[finding.Index], deviations[finding.Index]) = (finding.RelativeError, finding.Deviation);
        if (!finding.IsAccepted && finding.Verdict != Verdict.Inconclusive)
            Failures++;
        if (!finding.IsAccepted || offenders.Count < options.Offenders
            || (offenders.Count > 0 && Worse(finding, offenders[^1]) < 0))
            Keep(finding with { Path = path(finding.Index) });
    }

    public void AddRange(int from, int to, Verdict verdict, string reason)
    {
        for (int i = from; i < to; i++)
            if (double.IsNaN(errors[i]) && verdicts[i] is Verdict.Inconclusive)
                verdicts[i] = verdict;
        if (verdict != Verdict.Pass)
            remarks.Add($"{path(from)} to {path(to - 1)}: {verdict}, {reason}");
    }

    /// <summary>A direction passed, and would have shown a part of this size.</summary>
    public void Resolved(Finding direction, double size)
    {
        Note(direction);
        resolved = Math.Max(resolved, size);
    }

    public GradientReport Build(double here, long evaluations, string? thrown) => new()
    {
        Subject = options.Subject,
        Mode = options.Mode,
        Seed = options.Seed,
        Value = here,
        Noise = noise,
        Evaluations = evaluations,
        Verdicts = verdicts,
        RelativeErrors = errors,
        Deviations = deviations,
        Offenders = offenders,
        Remarks = remarks,
        IsWrong = isWrong,
        LeastScale = least,
        MostScale = most,
        Notes = thrown is null ? [] : [$"the function threw at moved points, first {thrown}"],
        Point = [.. Enumerable.Range(0, function.Count).Select(i => function[i])],
        Directions = Directions,
        MissProbability = options.MissProbability,
        Detects = resolved,
    };

    private void Note(Finding finding)
    {
        noise = Math.Max(noise, finding.Noise);
        if (finding.Scale > 0)
            (least, most) = (least == 0 ? finding.Scale : Math.Min(least, finding.Scale),
                Math.Max(most, finding.Scale));
    }

    private void Keep(Finding finding)
    {
        int at = offenders.BinarySearch(finding, Comparer<Finding>.Create(Worse));
        offenders.Insert(at < 0 ? ~at : at, finding);
        if (offenders.Count > options.Offenders)
            offenders.RemoveAt(offenders.Count - 1);
    }

    private static int Worse(Finding a, Finding b)
    {
        int byVerdict = Rank(b.Verdict).CompareTo(Rank(a.Verdict));
        int byError = Size(b).CompareTo(Size(a));
        return byVerdict != 0 ? byVerdict : byError != 0 ? byError : a.Index.CompareTo(b.Index);
    }

    // A right derivative that is small beside its error bar has a relative error of any size.
    private static double Size(Finding finding) => finding.IsAccepted ? finding.Deviation : finding.RelativeError;

    private static int Rank(Verdict verdict) => verdict switch
    {
        Verdict.Pass or Verdict.Kink => 0,
        Verdict.Inconclusive => 1,
        _ => 2,
    };
}
