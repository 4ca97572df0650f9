namespace VectorLoss.Checking;

/// <summary>Directions instead of coordinates, with a stated probability of missing a fault, and bisection to the
/// fault.</summary>
/// <remarks>
/// <para>A direction has the components vᵢ = ±mᵢ·|xᵢ|, with a random sign and mᵢ uniform in [½, 3⁄2]. A gradient with
/// errors eᵢ disagrees with the measured derivative along v by D = Σ eᵢvᵢ, and is noticed when |D| exceeds the
/// tolerance τ of the measurement. Let the element 1 be wrong by so much that |e₁|·|x₁| &gt; 2τ. Hold everything else
/// still, whatever the other errors are: D = c ± m₁|e₁x₁|, and |D| ≤ τ only if ±m₁|e₁x₁| falls into an interval of
/// length 2τ. The two signs lie further apart than that, so it holds one of them, which has probability ½, and m₁ then
/// falls into a piece of length 2τ/|e₁x₁| &lt; 1 of an interval of length 1. So one direction misses with probability
/// below ½, and K independent ones with less than 2⁻ᴷ: K = ⌈log₂(1/p)⌉.</para>
/// <para>A direction that is inconclusive, or that meets a kink, is no evidence: the range is split in two, down to
/// single coordinates if it must be.</para>
/// </remarks>
internal sealed class FastCheck
{
    private readonly PerturbedFunction field;
    private readonly Judge judge;
    private readonly double[] gradient;
    private readonly bool[] steady;
    private readonly GradientCheckOptions options;
    private readonly ReportBuilder report;
    private readonly Random random;
    private readonly double[] direction;
    private readonly int directions;
    private readonly double usual;

    public FastCheck(PerturbedFunction field, Judge judge, double[] gradient, bool[] steady, GradientCheckOptions options,
        ReportBuilder report, double usual)
    {
        this.usual = usual;
        (this.field, this.judge, this.gradient, this.steady, this.options, this.report) = (field, judge, gradient,
            steady, options, report);
        random = RandomVector.Source(options.Seed);
        direction = new double[field.Count];
        directions = DirectionsFor(options.MissProbability);
        report.Directions = directions;
    }

    /// <summary>K = ⌈log₂(1/p)⌉, at least 1.</summary>
    public static int DirectionsFor(double missProbability)
        => Math.Max(1, (int)Math.Ceiling(-Math.Log2(missProbability)));

    public void Run()
    {
        if (field.Count > 0)
            Range(0, field.Count);
    }

    private void Range(int from, int to)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        if (to - from == 1)
        {
            Single(from);
            return;
        }
        if (field.Evaluations >= options.MaxEvaluations || report.Failures >= options.Offenders)
        {
            report.AddRange(from, to, Verdict.Inconclusive, report.Failures >= options.Offenders
                ? "not looked at: enough elements failed" : "the budget of evaluations was spent");
            return;
        }
        for (int k = 0; k < directions; k++)
        {
            Finding finding = Ask(from, to);
            if (finding.Verdict == Verdict.Pass)
                continue;
            int middle = from + ((to - from) / 2), failed = report.Failures;
            // The half that disagrees first: who wants one offender need not wait for the acquittal of the other half.
            bool leftFirst = finding.Verdict != Verdict.Fail || middle - from == 1
                || Ask(from, middle).Verdict == Verdict.Fail;
            Range(leftFirst ? from : middle, leftFirst ? middle : to);
            Range(leftFirst ? middle : from, leftFirst ? to : middle);
            if (finding.Verdict == Verdict.Fail && report.Failures == failed)
                report.AddRange(from, to, Verdict.Inconclusive, "the whole disagrees, and its halves do not");
            return;
        }
        report.AddRange(from, to, Verdict.Pass, "");
        options.Progress?.Report(new(to, field.Count, field.Evaluations));
    }

    private void Single(int index)
    {
        if (steady[index])
            report.Add(judge.Line(new(field, index, LineProbe.SizeOf(field[index], usual)), index, field[index],
                gradient[index]));
    }

    private Finding Ask(int from, int to)
    {
        direction.AsSpan(from, to - from).Clear();
        double slope = 0, squares = 0;
        for (int i = from; i < to; i++)
        {
            double size = 0.5 + random.NextDouble(), sign = random.Next(2) == 0 ? -1 : 1;
            double reach = LineProbe.SizeOf(field[i], usual);
            if (!steady[i])
                continue;
            direction[i] = sign * size * reach;
            double part = gradient[i] * direction[i];
            slope += part;
            squares += part * part;
        }
        double rounding = options.RoundingErrors * field.Unit * Math.Sqrt(squares);
        Finding finding = judge.Line(new(field, from, 1, direction.AsMemory(from, to - from)), -1, 0, slope, rounding);
        if (finding.Verdict == Verdict.Pass)
            report.Resolved(2 * (judge.Tolerance(finding) + rounding));
        return finding;
    }
}
