namespace VectorLoss.Checking;

/// <summary>Writes a gradient into memory that holds something else.</summary>
internal delegate void GradientWriter(Span<double> gradient);

/// <summary>One check from beginning to end.</summary>
internal static class Checker
{
    public static GradientReport Run(PerturbedFunction function, GradientWriter write, GradientCheckOptions options,
        Func<int, string>? path = null) => Run([function], write, options, path);

    /// <summary>Checks on one thread for each copy of the function.</summary>
    public static GradientReport Run(IReadOnlyList<PerturbedFunction> copies, GradientWriter write,
        GradientCheckOptions options, Func<int, string>? path = null)
    {
        PerturbedFunction field = copies[0];
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
        Judge judge = new(field, here, options);
        bool[] steady = new bool[gradient.Length];
        for (int i = 0; i < gradient.Length; i++)
            steady[i] = report.Accept(i, gradient[i], again[i]);
        if (options.Mode == CheckMode.Fast)
            new FastCheck(field, judge, gradient, steady, options, report, UsualSize(field)).Run();
        else
            new ExhaustiveCheck(copies, judge, gradient, steady, options, UsualSize(field)).Run(report);
        return report.Build(here);
    }

    private static bool Same(double a, double b)
        => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    // The median of the sizes that are not 0.
    private static double UsualSize(PerturbedFunction field)
    {
        double[] sizes = [.. Enumerable.Range(0, field.Count).Select(i => LineProbe.SizeOf(field[i], 0))
            .Where(size => size > 0)];
        if (sizes.Length == 0)
            return 1;
        Array.Sort(sizes);
        return sizes[sizes.Length / 2];
    }
}
