namespace VectorLoss.Checking;

/// <summary>A look of a dozen evaluations that settles most elements, and leaves the others to a long one.</summary>
/// <remarks>
/// <para>Four to six long steps give a slope to many digits. One short step then must confirm it: so short a step that
/// the rounding of the function just leaves the two digits that matter. A structure that hides from both is lower than
/// the rounding. A slope is confirmed for the point alone if the short quotients to both sides agree, else there may be
/// a kink.</para>
/// </remarks>
internal readonly ref struct QuickLook
{
    private const int Fewest = 4, Most = 6;
    private const double Sharp = 1e-6;
    private readonly LineProbe line;
    private readonly double here;
    private readonly GradientCheckOptions options;
    private readonly double rounding;
    private readonly double part;

    public QuickLook(LineProbe line, double here, GradientCheckOptions options, double rounding, double part)
        => (this.line, this.here, this.options, this.rounding, this.part) = (line, here, options, rounding, part);

    /// <summary>A slope with its bar, the longest of its steps, and what numbers that are rounded alike make of
    /// it.</summary>
    public readonly record struct Slope(double Value, double Error, double Noise, double Step, double Secant,
        double Shift)
    {
        public Estimate Estimate => new(Value, Error + Shift, Noise);

        public bool Excludes(double analytic, double bars, double allowance)
            => Math.Abs(analytic - Value) > (bars * (Error + Shift)) + allowance;
    }

    /// <summary>The verdict, or null where a long look is needed, and why.</summary>
    public (Verdict? Verdict, string Reason) Judge(double analytic, out Slope slope)
    {
        const double Far = 16;
        double longest = Math.ScaleB(1, Math.ILogB(line.Scale) - 4);
        slope = Measure(longest);
        if (!double.IsFinite(analytic) || !IsSharp(slope.Value, slope.Error))
            return default;
        double allowed = rounding + (options.RoundingErrors * line.Unit * Math.Max(slope.Secant, Math.Abs(analytic)));
        if (!slope.Excludes(analytic, options.Bars, allowed))
            return (IsConfirmed(slope, Math.Abs(slope.Value) * Seen) ? Verdict.Pass : null, "");
        // A slope that hardly moves the function may be one step of the rounding of numbers about 1.
        if (Math.Abs(slope.Value) * slope.Step < Math.ScaleB(line.Unit, 8))
            return default;
        if (!slope.Excludes(analytic, Far * options.Bars, allowed) || !IsConfirmed(slope, Math.Abs(slope.Value
            - analytic) / 4))
            return default;
        // An accusation needs a second measurement, with steps that have no common multiple with the first.
        Slope again = Measure(0.7071 * longest);
        if (!again.Excludes(analytic, options.Bars, allowed) || again.Excludes(slope.Value, options.Bars,
            options.Bars * slope.Error))
            return default;
        string? reason = new Explanation(line, here, options).OfConfirmed(slope.Value, slope.Step, slope.Noise,
            analytic);
        return reason is null ? (Verdict.Fail, "outside the error bar") : (Verdict.Inconclusive, reason);
    }

    // The step is chosen so that the rounding of the values, as far as it is known, is a 32nd of what must be seen.
    private bool IsConfirmed(Slope slope, double seen)
    {
        const double Digits = 32, Shorter = 1.0 / 16;
        double step = Math.Max(8 * line.Grain, Digits * line.RoundingOf(here) / seen);
        if (!(step <= Shorter * slope.Step))
            return false;
        Rung rung = line.Pair(Math.ScaleB(1, Math.ILogB(step) + 1));
        return Math.Abs(rung.Right(here) - slope.Value) <= seen && Math.Abs(rung.Left(here) - slope.Value) <= seen;
    }

    // The share of a slope that a short step must show: what the options ask for.
    private double Seen => Math.Clamp(options.Resolution ?? 1.0 / (1 << 10), 1e-6, 1.0 / (1 << 6));

    private bool IsSharp(double value, double error)
        => error < Sharp * Math.Min(Math.Abs(value), part);

    private Slope Measure(double longest)
    {
        Span<double> quotients = stackalloc double[Most], steps = stackalloc double[Most],
            floors = stackalloc double[Most], bends = stackalloc double[Most];
        Span<double> memory = stackalloc double[Most * LimitSearch.Columns];
        Limit limit = Limit.None;
        for (int i = 0; i < Most; i++)
        {
            Rung rung = line.Pair(Math.ScaleB(longest, -i));
            (quotients[i], steps[i], bends[i]) = (rung.Central, rung.Step, rung.Bend(here));
            floors[i] = line.RoundingOf(Math.Max(Math.Abs(here), rung.Largest));
            if (i + 1 < Fewest)
                continue;
            limit = new LimitSearch(quotients[..(i + 1)], steps[..(i + 1)], floors[..(i + 1)], Expansion.EvenPowers,
                i + 1, memory).Near;
            if (IsSharp(limit.Value, limit.Error))
                break;
        }
        if (!limit.Exists)
            return new(double.NaN, double.PositiveInfinity, 0, 0, 0, 0);
        double step = steps[limit.Rung], shift = line.ShiftOf(limit.Value, Math.Abs(bends[limit.Rung]) / step, step);
        return new(limit.Value, limit.Error, limit.Noise, step, Math.Abs(quotients[limit.Rung]), shift);
    }
}
