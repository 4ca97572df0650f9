namespace VectorLoss.Checking;

/// <summary>Writes a gradient into memory that holds something else.</summary>
internal delegate void GradientWriter(Span<double> gradient);

/// <summary>One check from beginning to end.</summary>
internal static class Checker
{
    // Elements that one thread judges before the verdicts are collected.
    private const int Chunk = 64;

    /// <summary>Checks a gradient.</summary>
    /// <param name="copies">The function at its point, once for each thread.</param>
    /// <param name="write">Writes the gradient under test.</param>
    /// <param name="options">The options.</param>
    /// <param name="path">Names an element.</param>
    public static GradientReport Run(IReadOnlyList<PerturbedFunction> copies, GradientWriter write,
        GradientCheckOptions options, Func<int, string> path)
    {
        options.Validate();
        PerturbedFunction first = copies[0];
        double here = first.Here();
        double[] gradient = new double[first.Count], again = new double[first.Count];
        gradient.AsSpan().Fill(double.NaN);
        write(gradient);
        again.AsSpan().Fill(12345.678);
        write(again);
        ReportBuilder report = new(first, options, path);
        double anew = first.Here();
        if (!first.IsIntact)
            report.Wrong("the point was written to");
        if (BitConverter.DoubleToInt64Bits(anew) != BitConverter.DoubleToInt64Bits(here))
            report.Wrong(FormattableString.Invariant($"the function gave {here:R}, then {anew:R}"));
        if (gradient.Length == 0)
            report.Open("x has no elements, so nothing was checked");
        bool[] steady = new bool[gradient.Length];
        for (int i = 0; i < gradient.Length; i++)
            steady[i] = report.Accept(i, gradient[i], again[i]);
        CheckContext check = new(copies, here, gradient, steady, options, report);
        if (options.Mode == CheckMode.Fast)
            new FastCheck(check).Run();
        else
            Exhaust(check);
        return report.Build(here, check.Evaluations, copies.Select(copy => copy.Thrown).FirstOrDefault(thrown
            => thrown is not null));
    }

    private static void Exhaust(CheckContext check)
    {
        Finding?[] findings = new Finding?[Chunk * check.Copies.Count];
        for (int from = 0; from < check.Count; from += findings.Length)
        {
            int count = Math.Min(findings.Length, check.Count - from);
            check.Share(count, (copy, piece) =>
            {
                check.Options.Cancellation.ThrowIfCancellationRequested();
                int index = from + piece;
                findings[piece] = !check.IsSteady(index) ? null
                    : check.IsSpent ? NotExamined(copy, index, check.Gradient[index]) : check.Element(copy, index);
            });
            foreach (Finding? finding in findings.AsSpan(0, count))
                if (finding is not null)
                    check.Report.Add(finding);
            check.Options.Progress?.Report(new(from + count, check.Count, check.Evaluations));
        }
    }

    private static Finding NotExamined(PerturbedFunction copy, int index, double analytic) => new(index, copy[index],
        analytic, Estimate.None, Estimate.None, Estimate.None, 0, Verdict.Inconclusive,
        "the budget of evaluations was spent");
}
