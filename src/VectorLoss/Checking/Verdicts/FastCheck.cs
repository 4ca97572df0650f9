namespace VectorLoss.Checking;

/// <summary>Directions instead of coordinates, with a stated probability of missing a fault, and bisection to the
/// fault.</summary>
/// <remarks>
/// <para>A direction has the components vᵢ = ±mᵢ·sᵢ, with the size sᵢ of the coordinate, a random sign and mᵢ uniform
/// in [½, 3⁄2]. A gradient with errors eᵢ disagrees with the measured derivative along v by D = Σ eᵢvᵢ, and is noticed
/// when |D| exceeds the tolerance τ of the measurement. Let the element 1 be wrong by so much that |e₁|·s₁ &gt; 2τ.
/// Hold everything else still, whatever the other errors are: D = c ± m₁|e₁s₁|, and |D| ≤ τ only if ±m₁|e₁s₁| falls
/// into an interval of length 2τ. The two signs lie further apart than that, so it holds one of them, which has
/// probability ½, and m₁ then falls into a piece of length 2τ/|e₁s₁| &lt; 1 of an interval of length 1. So one
/// direction misses with probability below ½, and K independent ones with less than 2⁻ᴷ: K = ⌈log₂(1/p)⌉.</para>
/// <para>The size sᵢ is |xᵢ|, so that coordinates of different units take part alike; see
/// <see cref="LineProbe.SizeOf"/>.</para>
/// <para>A direction that is inconclusive, or that meets a kink, is no evidence: the range is split in two, down to
/// single coordinates if it must be.</para>
/// </remarks>
internal sealed class FastCheck
{
    private readonly CheckContext check;
    private readonly ReportBuilder report;
    private readonly double[][] memory;
    private readonly int directions;
    private ulong counted;

    public FastCheck(CheckContext check)
    {
        (this.check, report) = (check, check.Report);
        memory = [.. check.Copies.Select(_ => new double[check.Count])];
        directions = DirectionsFor(check.Options.MissProbability);
        report.Directions = directions;
    }

    /// <summary>K = ⌈log₂(1/p)⌉, at least 1.</summary>
    public static int DirectionsFor(double missProbability)
        => Math.Max(1, (int)Math.Ceiling(-Math.Log2(missProbability)));

    public void Run()
    {
        if (check.Count > 0)
            Range(0, check.Count);
    }

    private void Range(int from, int to)
    {
        check.Options.Cancellation.ThrowIfCancellationRequested();
        if (to - from == 1)
        {
            if (check.IsSteady(from))
                report.Add(check.Element(check.Copies[0], from));
            return;
        }
        if (check.IsSpent || report.Failures >= check.Options.Offenders)
        {
            report.AddRange(from, to, Verdict.Inconclusive, report.Failures >= check.Options.Offenders
                ? "not looked at: enough elements failed" : "the budget of evaluations was spent");
            return;
        }
        for (int asked = 0; asked < directions; asked += check.Copies.Count)
            if (Ask(from, to, Math.Min(check.Copies.Count, directions - asked)) is { } doubt)
            {
                Split(from, to, doubt == Verdict.Fail);
                return;
            }
        report.AddRange(from, to, Verdict.Pass, "");
        check.Options.Progress?.Report(new(to, check.Count, check.Evaluations));
    }

    private void Split(int from, int to, bool disagrees)
    {
        int middle = from + ((to - from) / 2), failed = report.Failures;
        // The half that disagrees first: who wants one offender need not wait for the acquittal of the other half.
        bool leftFirst = !disagrees || middle - from == 1 || Ask(from, middle, 1) == Verdict.Fail;
        Range(leftFirst ? from : middle, leftFirst ? middle : to);
        Range(leftFirst ? middle : from, leftFirst ? to : middle);
        if (disagrees && report.Failures == failed)
            report.AddRange(from, to, Verdict.Inconclusive, "the whole disagrees, and its halves do not");
    }

    // The first verdict, of some directions at once, that is no pass; null if all pass.
    private Verdict? Ask(int from, int to, int count)
    {
        var drawn = new Direction[count];
        for (int k = 0; k < count; k++)
            drawn[k] = Direction.Draw(check, Numbered(counted + (ulong)k), from, to, memory[k]);
        var findings = new Finding[count];
        check.Share(count, (copy, k) => findings[k] = check.Direction(copy, drawn[k]));
        for (int k = 0; k < count; k++)
        {
            counted++;
            if (findings[k].Verdict != Verdict.Pass)
                return findings[k].Verdict;
            report.Resolved(findings[k], 2 * check.ToleranceOf(findings[k], drawn[k]));
        }
        return null;
    }

    // A direction depends on how many counted before it, not on how many were asked at once: the verdicts are then the
    // same for any number of copies.
    private Random Numbered(ulong number)
    {
        // The golden ratio of 2⁶⁴ spreads the numbers over the bits of a seed.
        const ulong Spread = 0x9E3779B97F4A7C15;
        return RandomVector.Source(unchecked(check.Options.Seed + (number * Spread)));
    }
}
