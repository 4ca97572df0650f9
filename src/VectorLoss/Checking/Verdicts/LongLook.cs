namespace VectorLoss.Checking;

/// <summary>What a derivative that was measured at all steps says of the analytic value.</summary>
internal sealed class LongLook(LineProbe line, double here, Derivative found, GradientCheckOptions options,
    double upstream)
{
    // By how many places of x rounded numbers may act as if the point had moved.
    private const double MostPlaces = 64;
    private const double OfSecant = 1e-6; // Slopes of a smaller share of the steepest secant are hardly any.

    private readonly double bars = options.Bars;

    private bool IsFloat => line.Unit > 1e-10;

    private double Allowance => options.RoundingErrors * line.Unit;

    // What rounding errors of the analytic value's own numbers may make of it. Near the least of a fit, where the slope
    // is hardly any, that is more than of the value: a rounded number acts as if the point had moved.
    private double Rounded(double size)
        => (Allowance * size) + (found.IsLeast ? RoundedPlace : 0);

    private double RoundedPlace => double.IsFinite(found.Curvature) ? MostPlaces * line.Shift * found.Curvature : 0;

    // Whether the secants, over the step at which the slope was resolved, are much steeper than it.
    private bool IsNearLeast => Math.Abs(found.Central.Value) < found.Secant / 8;

    /// <summary>The verdict, and why.</summary>
    public (Verdict Verdict, string Reason) Judge(double analytic, double rounding)
    {
        if (!double.IsFinite(analytic))
            return (Verdict.NonFinite, $"the analytic derivative is {analytic}");
        if (found.IsFlat)
            return AtRest(analytic);
        double allowance = rounding + Rounded(Math.Max(found.Secant, Math.Abs(analytic)));
        if (found.IsKink(bars))
            return AtKink(analytic, allowance);
        if (!found.Central.Exists)
            return AtEdge(analytic, allowance);
        if (IsNoise())
            return (Verdict.Inconclusive, FormattableString.Invariant(
                $"the function jumps about by {found.Noise:G2} at all steps, most of its range: it oscillates too ")
                + "fast to resolve, or is noise");
        if (found.IsBesideKink && Math.Abs(analytic - found.Central.Value) <= Math.Abs(found.Bend.Value))
            return (Verdict.Inconclusive, "a kink lies between the point and the nearest numbers that show a slope");
        if (found.IsOpen)
            return (Verdict.Inconclusive, "the shortest steps show another slope, and are too few to be sure of it");
        if (Agrees(found.Central, analytic, allowance))
            return found.IsAmbiguous && !(options.Resolution > 0) ? (Verdict.Inconclusive, Steps())
                : Math.Abs(analytic) > OfSecant * found.WidestSecant && Agrees(found.Central, 0, allowance)
                ? (Verdict.Inconclusive, "a slope of 0 would agree as well")
                : IsSharp(found.Central, analytic) ? (Verdict.Pass, "")
                : IsStill(analytic) ? (Verdict.Pass, "the function does not change beyond its rounding")
                : (Verdict.Inconclusive, Wide());
        string? reason = Disagreement(analytic, allowance) ?? new Explanation(line, here, options)
            .Of(found.Central.Value, found.Scale, found.Noise, analytic);
        return reason is null ? Accuse(analytic, allowance) : (Verdict.Inconclusive, reason);
    }

    private (Verdict, string) AtRest(double analytic)
    {
        // Beyond the size of x a function may be saturated, so longer steps without a change say nothing of the slope.
        // What is 0 to the last bit may be a difference of numbers about 1.
        double height = here == 0 ? line.Unit : line.LastPlace(here);
        double hidden = height / Math.Min(found.Scale, line.Scale);
        return analytic == 0 ? (Verdict.Pass, "the function does not change")
            : Math.Abs(analytic) <= Math.Max(bars * hidden, Allowance * upstream)
            ? (Verdict.Inconclusive, FormattableString.Invariant(
                $"the function does not change, and its last digit would hide slopes up to {hidden:G2}"))
            : (Verdict.Fail, "the function does not change");
    }

    private (Verdict, string) AtKink(double analytic, double allowance)
    {
        string kind = found.Jump == 0 ? "the slope jumps" : "the value jumps";
        if (!found.Left.Exists || !found.Right.Exists)
            return (Verdict.Inconclusive, $"{kind}, and a limit from one side was not found");
        double low = Math.Min(found.Left.Value, found.Right.Value), high = Math.Max(found.Left.Value,
            found.Right.Value);
        double bar = (bars * Math.Max(found.Left.Error, found.Right.Error)) + allowance;
        if (analytic < low - bar || analytic > high + bar)
            return IsWithinGrain(analytic)
                ? (Verdict.Inconclusive, $"{kind}; this slope would do so between neighbouring numbers")
                : (Verdict.Fail, $"{kind}; not between the limits from both sides");
        double least = Math.Clamp(0, low, high);
        return options.Convention == KinkConvention.LeastNorm && Math.Abs(analytic - least) > bar
            ? (Verdict.Fail, $"{kind}; between the limits, but the derivative of least size is declared")
            : (Verdict.Kink, kind);
    }

    // At the edge of its domain a function has one side only.
    private (Verdict, string) AtEdge(double analytic, double allowance)
    {
        Estimate side = found.Left.Exists ? found.Left : found.Right;
        if (!side.Exists)
            return (double.IsFinite(here) ? Verdict.Inconclusive : Verdict.NonFinite,
                "the function is not finite around the point");
        if (IsSteeperNearby(side))
            return (Verdict.Inconclusive, "between the nearest numbers, too few to tell, the function is steeper");
        if (!Agrees(side, analytic, allowance))
            return (Verdict.Fail, "outside the error bar, from the one side where the function is finite");
        return IsSharp(side, analytic) ? (Verdict.Pass, "from the one side where the function is finite")
            : (Verdict.Inconclusive, Wide());
    }

    // Whether the shortest steps all leave a slope to the same side, well out of its bar and of the rounding: a few
    // numbers away from the end of a logarithm the slope is that of the nearest ones.
    private bool IsSteeperNearby(Estimate slope)
    {
        const int Steps = 5;
        const double Places = 8;
        double least = (Math.Abs(slope.Value) / 4) + (bars * slope.Error);
        int above = 0, below = 0;
        for (int i = 0; i < Steps; i++)
        {
            Rung rung = line.Pair(Math.ScaleB(found.Grain, i));
            double off = (found.Left.Exists ? rung.Left(here) : rung.Right(here)) - slope.Value;
            bool isOut = Math.Abs(off) > least && Math.Abs(off) * rung.Step > Places * line.LastPlace(here);
            (above, below) = (above + (isOut && off > 0 ? 1 : 0), below + (isOut && off < 0 ? 1 : 0));
        }
        return Math.Max(above, below) == Steps;
    }

    // Why a value outside the bar may be right after all, or null.
    private string? Disagreement(double analytic, double allowance)
    {
        double off = Math.Abs(analytic - found.Central.Value);
        if (found.IsAmbiguous && !(off > Math.Max(bars * Hidden, Allowance * upstream) + allowance))
            return Steps();
        if (found.IsStructure && Math.Abs(analytic) * found.Grain > found.Noise / 4
            && Math.Abs(analytic) > 16 * Math.Abs(found.Central.Value))
            return "this slope would move the function, between neighbouring numbers, by more than its noise: an "
                + "oscillation too fast to resolve";
        if (off <= (bars * found.Central.Error) + allowance + (BendWithin() / 2))
            return "a kink within the rounding of the function would explain it";
        return IsNearLeast && off <= (bars * found.Central.Error) + allowance + RoundedPlace
            ? "numbers that are rounded alike near the point would explain it" : null;
    }

    // A slope so steep that it makes of the distance to the next number as much as the jump that was seen.
    private bool IsWithinGrain(double analytic)
        => found.Jump != 0 && analytic * found.Jump > 0 && Math.Abs(analytic) * found.Grain > Math.Abs(found.Jump) / 4;

    // On a plateau of its own a function does not bend, and what bends it lies beyond; rounding may hide a bend.
    private double BendWithin() => found.StepWidth > 0 && !found.IsRounded ? 0
        : found.Bend.Exists ? Math.Abs(found.Bend.Value) + (2 * found.Bend.Error)
        : found.IsRounded ? Hidden : double.PositiveInfinity;

    // The slopes that the steps of a plateau hide.
    private double Hidden => found.StepWidth > 0 ? found.StepHeight / Math.Min(found.StepWidth, line.Scale)
        : double.PositiveInfinity;

    private (Verdict, string) Accuse(double analytic, double allowance)
    {
        // Steps that have no common multiple with the first.
        const double Other = 0.7766;
        StepLadder ladder = new StepLadder(line, here).Descend(Other * 8 * found.Scale, Math.Max(line.Grain,
            Other * found.Scale / 64));
        Derivative again = new DerivativeReading(ladder, line, found.Noise).Read();
        // The shift belongs to the step of the first measurement.
        double error = Math.Max(again.Central.Error - again.Shift + found.Shift, found.Central.Error);
        return again.Central.Exists && !(Math.Abs(again.Central.Value - analytic) <= (bars * error) + allowance)
            && Math.Abs(again.Central.Value - found.Central.Value) <= 2 * bars * error
            ? (Verdict.Fail, "outside the error bar")
            : (Verdict.Inconclusive, "two measurements with different steps disagree");
    }

    private bool Agrees(Estimate measured, double analytic, double allowance)
        => measured.Exists && measured.Covers(analytic, bars, allowance);

    // Beside the slope itself, the secants count: at a minimum the slope may be 0, and is known well enough.
    private bool IsSharp(Estimate measured, double analytic)
    {
        const double Own = 5e-4, OfSecantInFloat = 2e-3;
        // The shift counts only where the value needs it.
        bool needsShift = !measured.Covers(analytic, bars, (Allowance * found.Secant) - (bars * found.Shift));
        double error = measured.Error - (needsShift ? 0 : found.Shift);
        if (error <= (options.Resolution ?? Own) * Math.Abs(measured.Value))
            return true;
        double most = (options.Resolution ?? (IsFloat ? OfSecantInFloat : OfSecant)) * found.WidestSecant;
        bool counts = !found.IsRounded || IsFloat || options.Resolution > 0 || Hidden <= most;
        return counts && measured.Covers(analytic, 1, Rounded(found.Secant))
            && error + (BendWithin() / 2) <= most;
    }

    // The noise is far above the rounding of the values, and the function gets hardly further than it.
    private bool IsNoise() => found.Noise > 1024 * found.Floor && found.Noise > found.Variation / 16;

    // Over the longest step the function does not come far out of its rounding, and nobody says that it would.
    private bool IsStill(double analytic) => analytic == 0 && found.WidestVariation <= 16 * found.Noise
        && !line.RisesFarAway(here, found.Noise);

    private string Wide() => found.StepHeight > 0 ? Steps() : FormattableString.Invariant(
        $"the error bar is wider than the resolution: the function rounds by {found.Noise:G2}");

    private string Steps() => found.StepWidth == 0 ? "the function is smooth over a tiny part of x and jumps between, "
        + "as a quotient of numbers that cancel does: longer steps show another slope" : FormattableString.Invariant(
        $"the function moves in steps of height {found.StepHeight:G2} and stands still over {found.StepWidth:G2}: ")
        + FormattableString.Invariant($"slopes up to {Hidden:G2} would hide");
}
