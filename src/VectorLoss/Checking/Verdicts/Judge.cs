namespace VectorLoss.Checking;

/// <summary>Measures the derivative along lines of a function and says what that means for the analytic
/// value.</summary>
/// <remarks>
/// The order of the decision, the first that holds:
/// <code>
/// quick look: sharp, confirmed by a short step, agrees ........ Pass
/// quick look: sharp, confirmed, excludes, a second one too .... Fail, Inconclusive if another thing explains it
/// analytic value is 0, the function the same number ........... Pass
/// long look, over all steps:
///   analytic value not finite ................................. NonFinite
///   kink or jump at the point ................................. Kink, Fail if outside both limits, Inconclusive
///                                                               if so steep that it would look like the jump
///   one side only: steeper between the nearest numbers ........ Inconclusive
///                  else ....................................... from that side: Pass, Fail
///   nothing around the point is finite ........................ Inconclusive, NonFinite if the point is neither
///   the same number everywhere ................................ Fail if the slope would move it, else Inconclusive
///   agrees with the slope: bar narrow ......................... Pass
///                          bar wide, or steps ambiguous ....... Inconclusive
///                          0 would agree too, and it is not 0 . Inconclusive
///   agrees with what steps of a plateau may hide .............. Inconclusive
///   oscillates, or rounds, by most of its range ............... Inconclusive
///   a kink within the rounding would explain it ............... Inconclusive
///   near a least value, numbers rounded alike would ........... Inconclusive
///   jumps nearby, or other numbers that are rounded, would .... Inconclusive
///   a second measurement, with other steps: excludes .......... Fail
///                                           else .............. Inconclusive
/// </code>
/// </remarks>
internal sealed class Judge
{
    private readonly GradientCheckOptions options;
    private readonly double here;
    private readonly double upstream;

    /// <param name="here">The value of the function at the point.</param>
    /// <param name="upstream">The largest number that the analytic gradient was made of, where that is known, else
    /// 0.</param>
    /// <param name="options">The options.</param>
    public Judge(double here, double upstream, GradientCheckOptions options)
        => (this.here, this.upstream, this.options) = (here, upstream, options);

    /// <summary>The verdict on the derivative along one line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="index">The coordinate, −1 for a direction.</param>
    /// <param name="x">The coordinate's value.</param>
    /// <param name="analytic">The analytic derivative along it.</param>
    /// <param name="rounding">What the analytic derivative may have been rounded by, in all.</param>
    /// <param name="part">The size of a part of it that must be seen.</param>
    public Finding Line(LineProbe line, int index, double x, double analytic, double rounding = 0,
        double part = double.PositiveInfinity)
    {
        if (!double.IsFinite(here))
            return new(index, x, analytic, Estimate.None, Estimate.None, Estimate.None, 0, Verdict.NonFinite,
                FormattableString.Invariant($"the function is {here} at the point"));
        QuickLook.Slope slope = default;
        (Verdict? quick, string why) = line.IsTiny ? default
            : new QuickLook(line, here, options, rounding, part).Judge(analytic, out slope);
        if (quick is { } settled)
            return new(index, x, analytic, slope.Estimate, slope.Estimate, slope.Estimate, 0, settled, why)
            { Scale = slope.Step, Noise = slope.Noise, Bar = Bar(slope.Estimate.Error, slope.Secant) };
        if (analytic == 0 && IsStill(line))
            return new(index, x, analytic, new(0, 0, 0), Estimate.None, Estimate.None, 0, Verdict.Pass,
                "the function does not change");
        Derivative found = Derivative.Search(line, here);
        (Verdict verdict, string reason) = new LongLook(line, here, found, options, upstream).Judge(analytic, rounding);
        Estimate shown = found.Central.Exists ? found.Central : found.Left.Exists ? found.Left : found.Right;
        return new(index, x, analytic, shown, found.Left, found.Right, found.Jump, verdict, reason)
        {
            Scale = found.Scale,
            Noise = found.Noise,
            Bar = Bar(shown.Error, found.Secant),
            HasSides = found.IsKink(options.Bars) || !found.Central.Exists,
        };

        double Bar(double error, double secant) => error + ((rounding
            + (options.RoundingErrors * line.Unit * Math.Max(secant, Math.Abs(analytic)))) / options.Bars);
    }

    // The function gives one number, bit for bit, at steps of very different sizes, and far away.
    private bool IsStill(LineProbe line)
    {
        double longest = Math.ScaleB(1, Math.ILogB(line.Scale));
        foreach (double step in (ReadOnlySpan<double>)[Math.ScaleB(longest, -4), Math.ScaleB(longest, -14),
            Math.ScaleB(longest, -24), Math.Max(16 * line.Grain, Math.ScaleB(longest, -44)), longest / 2,
            Math.Max(longest, 1)])
            if (!line.Pair(step).IsStill(here))
                return false;
        return !line.RisesFarAway(here);
    }
}
