namespace VectorLoss.Checking;

/// <summary>Writes a gradient into memory that holds something else.</summary>
internal delegate void GradientWriter(Span<double> gradient);

/// <summary>One check from beginning to end.</summary>
internal static class Checker
{
    public static GradientReport Run(PerturbedFunction field, GradientWriter write, GradientCheckOptions options, Func<int,
        string>? path = null)
    {
        double here = field.Here();
        double[] gradient = new double[field.Count], again = new double[field.Count];
        gradient.AsSpan().Fill(double.NaN);
        write(gradient);
        again.AsSpan().Fill(12345.678);
        write(again);
        ReportBuilder report = new(field, options, path ?? (index => $"x[{index}]"));
        double anew = field.Here();
        if (!field.IsIntact)
            report.Changed("the point was written to");
        if (!Same(anew, here))
            report.Changed($"the function gave {here:R}, then {anew:R}");
        Judge judge = new(field, here, gradient, options);
        bool[] steady = new bool[gradient.Length];
        for (int i = 0; i < gradient.Length; i++)
            steady[i] = report.Accept(i, gradient[i], again[i]);
        if (options.Mode == CheckMode.Fast)
            new FastCheck(field, judge, gradient, steady, options, report).Run();
        else
            Exhaust(field, judge, gradient, steady, options, report);
        return report.Build(here, judge.Noise);
    }

    private static void Exhaust(PerturbedFunction field, Judge judge, double[] gradient, bool[] steady,
        GradientCheckOptions options, ReportBuilder report)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            if (steady[i])
                report.Add(field.Evaluations < options.MaxEvaluations ? judge.Coordinate(i, gradient[i])
                    : NotExamined(field, i, gradient[i]));
            if ((i & 63) == 63 || i == gradient.Length - 1)
                options.Progress?.Report(new(i + 1, gradient.Length, field.Evaluations));
        }
    }

    private static Finding NotExamined(PerturbedFunction field, int index, double analytic) => new(
        index, field[index], analytic, Estimate.None, Estimate.None, Estimate.None, 0, Verdict.Inconclusive,
            "the budget of evaluations was spent");

    private static bool Same(double a, double b)
        => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
