namespace VectorLoss.Checking;

/// <summary>Measures the derivative along lines of a field and says what that means for the analytic value.</summary>
internal sealed class Judge
{
    private readonly PerturbedFunction field;
    private readonly GradientCheckOptions options;
    private readonly double here;
    private readonly double resolution;
    private readonly double size;
    private readonly double gradientSize;
    private readonly double upstream;

    /// <param name="field">The function at its point.</param>
    /// <param name="here">Its value there.</param>
    /// <param name="gradient">The analytic gradient.</param>
    /// <param name="options">The options.</param>
    public Judge(PerturbedFunction field, double here, ReadOnlySpan<double> gradient, GradientCheckOptions options)
    {
        (this.field, this.here, this.options) = (field, here, options);
        resolution = options.Resolution ?? (field.Unit > 1e-10 ? 2e-2 : 1e-6);
        size = MedianSize(field);
        upstream = field.Upstream;
        foreach (double element in gradient)
            gradientSize = double.IsFinite(element) ? Math.Max(gradientSize, Math.Abs(element)) : gradientSize;
        Noise = Math.Max(field.Rounding, NoiseAlongAll());
    }

    /// <summary>The standard deviation of the function's rounding.</summary>
    public double Noise { get; }

    /// <summary>The usual size of a coordinate: what a coordinate of 0 is moved by a share of.</summary>
    public double Size => size;

    /// <summary>The verdict on one coordinate.</summary>
    public Finding Coordinate(int index, double analytic)
    {
        double x = field[index];
        return Line(new(field, index), index, x, analytic, Math.Max(Math.Abs(x), size), new(gradientSize, null));
    }

    /// <summary>The verdict on a direction, of which the analytic derivative is given.</summary>
    /// <param name="direction">The direction, in steps that the coordinates can be moved by.</param>
    /// <param name="first">The coordinate that its first component belongs to.</param>
    /// <param name="analytic">The analytic derivative along it.</param>
    /// <param name="norm">The Euclidean norm of the parts that it is the sum of.</param>
    /// <param name="largest">The largest element of the gradient, in the same steps: the resolution is a share of
    /// it.</param>
    public Finding Direction(ReadOnlyMemory<double> direction, int first, double analytic, double norm, double largest)
        => Line(new(field, first, direction), -1, 0, analytic, 1, new(norm, largest / (2 * options.Bars)));

    /// <summary>By how much a value may differ from a finding and still pass.</summary>
    public double Tolerance(Finding finding, double norm) => (options.Bars * finding.Numeric.Error) + Allowance(norm);

    /// <summary>What the rounding of the analytic value, and what the resolution, are shares of.</summary>
    private readonly record struct Sizes(double Rounding, double? Resolution);

    private Finding Line(LineProbe line, int index, double x, double analytic, double scale, Sizes sizes)
    {
        Finding Make(Derivative slope, Verdict verdict, string reason = "")
            => new(index, x, analytic, slope.Central, slope.Left, slope.Right, slope.Jump, verdict, reason);

        Derivative first = Derivative.Glance(line, here, scale / 16, Noise);
        // The value of a function that does not move says nothing of its rounding; 0 is such a one.
        if (first.IsFlat)
            sizes = sizes with { Rounding = Math.Max(sizes.Rounding, upstream) };
        double allowance = Allowance(sizes.Rounding);
        if (double.IsFinite(analytic) && !first.IsKink(options.Bars) && Agrees(first.Central, analytic, allowance)
            && (IsSharp(first, sizes) || IsStill(first, analytic, scale)))
            return Make(first, Verdict.Pass, Still(first));
        if (IsPlainlyWrong(line, first, analytic, scale, sizes))
            return Make(first, Verdict.Fail, "outside the error bar");
        Derivative slope = Derivative.Along(line, here, x, index < 0 ? scale : Math.Max(size, 1), Noise, 0.35);
        if (!double.IsFinite(analytic))
            return Make(slope, Verdict.NonFinite, $"the analytic derivative is {analytic}");
        if (slope.IsKink(options.Bars))
            return AtKink(slope, analytic, allowance, Make);
        if (!slope.Central.Exists)
            return AtEdge(slope, analytic, sizes, Make);
        if (Agrees(slope.Central, analytic, allowance))
            return IsSharp(slope, sizes) || IsStill(slope, analytic, scale)
                ? Make(slope, Verdict.Pass, Still(slope))
                : Make(slope, Verdict.Inconclusive, "the error bar is wider than the resolution");
        if (slope.Central.Value == 0 && Math.Abs(analytic) <= slope.Hidden)
            return Make(slope, Verdict.Inconclusive, "the function moves in steps that would hide this slope");
        if (IsWithinRounding(slope, analytic, scale))
            return Make(slope, Verdict.Inconclusive, "a bend within the rounding of the function would explain it");
        // An accusation needs a second measurement, with steps that have no common multiple with the first.
        Derivative again = Derivative.Along(line, here, x, index < 0 ? scale : Math.Max(size, 1), slope.Noise, 0.2718);
        if (again.IsKink(options.Bars))
            return AtKink(again, analytic, allowance, Make);
        if (Agrees(again.Central, analytic, allowance))
            return Make(again, Verdict.Inconclusive, "two measurements with different steps disagree");
        return again.Central.Exists && again.Central.Covers(slope.Central.Value, options.Bars,
            options.Bars * slope.Central.Error)
            ? Make(slope, Verdict.Fail, "outside the error bar")
            : Make(slope, Verdict.Inconclusive, "two measurements with different steps disagree");
    }

    // Two short looks that agree with each other and exclude the value by far settle the matter.
    private bool IsPlainlyWrong(LineProbe line, Derivative first, double analytic, double scale, Sizes sizes)
    {
        const double Far = 16;
        bool Excludes(Derivative slope) => slope.Central.Exists && !slope.IsKink(options.Bars)
            && !slope.Central.Covers(analytic, Far * options.Bars, Allowance(sizes.Rounding));
        if (!double.IsFinite(analytic) || !Excludes(first) || IsWithinRounding(first, analytic, scale))
            return false;
        Derivative second = Derivative.Glance(line, here, 0.7071 * scale / 16,
            Math.Max(Noise, line.Noise(here, scale)));
        return Excludes(second) && second.Central.Covers(first.Central.Value, options.Bars,
            options.Bars * first.Central.Error);
    }

    // Long steps know the slope to more digits than the values near the point have, on the word that the function bends
    // nowhere between. A kink so near that no value shows it breaks that word. So only what a plain quotient would
    // notice, at the step ∛u that suits it best, is accused.
    private bool IsWithinRounding(Derivative slope, double analytic, double scale)
        => Math.Abs(analytic - slope.Central.Value) <= options.Bars * Math.Max(slope.Noise, field.Unit * Math.Abs(here))
            / (Math.Cbrt(field.Unit) * scale);

    private Finding AtKink(Derivative slope, double analytic, double allowance, Func<Derivative, Verdict, string,
        Finding> make)
    {
        string kind = slope.Jump == 0 ? "the slope jumps" : "the value jumps";
        if (!slope.Left.Exists || !slope.Right.Exists)
            return make(slope, Verdict.Inconclusive, $"{kind}, and a limit from one side was not found");
        double low = Math.Min(slope.Left.Value, slope.Right.Value),
            high = Math.Max(slope.Left.Value, slope.Right.Value);
        double bar = (options.Bars * Math.Max(slope.Left.Error, slope.Right.Error)) + allowance;
        if (analytic < low - bar || analytic > high + bar)
            return make(slope, Verdict.Fail, $"{kind}; not between the limits from both sides");
        double least = Math.Clamp(0, low, high);
        return options.Convention == KinkConvention.LeastNorm && Math.Abs(analytic - least) > bar
            ? make(slope, Verdict.Fail, $"{kind}; between the limits, but the derivative of least size is declared")
            : make(slope, Verdict.Kink, kind);
    }

    // At the edge of its domain a function has one side only.
    private Finding AtEdge(Derivative slope, double analytic, Sizes sizes, Func<Derivative, Verdict, string,
        Finding> make)
    {
        Estimate side = slope.Left.Exists ? slope.Left : slope.Right;
        Derivative seen = slope with { Central = side };
        if (!side.Exists)
            return make(seen, double.IsFinite(here) ? Verdict.Inconclusive : Verdict.NonFinite,
                "the function is not finite around the point");
        if (!Agrees(side, analytic, Allowance(sizes.Rounding)))
            return make(seen, Verdict.Fail, "outside the error bar, from the one side where the function is finite");
        return IsSharp(seen, sizes)
            ? make(seen, Verdict.Pass, "from the one side where the function is finite")
            : make(seen, Verdict.Inconclusive, "the error bar is wider than the resolution");
    }

    private double Allowance(double largest) => options.RoundingErrors * field.Unit * largest;

    private bool Agrees(Estimate measured, double analytic, double allowance)
        => measured.Exists && measured.Covers(analytic, options.Bars, allowance);

    // Along a coordinate the secant counts too: at a minimum all of the gradient may be 0, and is known well enough.
    private bool IsSharp(Derivative slope, Sizes sizes) => slope.Central.Error <= resolution
        * (sizes.Resolution ?? Math.Max(Math.Max(gradientSize, slope.Secant), Math.Abs(slope.Central.Value)));

    // Over the longest step neither the function nor what the analytic value says of it comes out of the rounding.
    private static bool IsStill(Derivative slope, double analytic, double scale)
        => slope.Secant == 0 && (analytic == 0 || Math.Abs(analytic) * scale <= slope.Noise);

    private static string Still(Derivative slope) => slope.Secant == 0
        ? "the function does not change beyond its rounding" : "";

    private double NoiseAlongAll()
    {
        var all = new double[field.Count];
        for (int i = 0; i < all.Length; i++)
            all[i] = (i % 2 == 0 ? 1 : -1) * Math.Max(Math.Abs(field[i]), size);
        return double.IsFinite(here) && all.Length > 0 ? new LineProbe(field, 0, all.AsMemory()).Noise(here, 1) : 0;
    }

    private static double MedianSize(PerturbedFunction field)
    {
        double[] sizes = [.. Enumerable.Range(0, field.Count).Select(i => Math.Abs(field[i])).Where(x => x > 0
            && double.IsFinite(x))];
        if (sizes.Length == 0)
            return 1;
        Array.Sort(sizes);
        return sizes[sizes.Length / 2];
    }
}
