namespace VectorLoss.Training;

/// <summary>
/// A step along a line that meets the strong Wolfe conditions: f(s) ≤ f(0) + c₁·s·f′(0) and |f′(s)| ≤ c₂·|f′(0)|. An
/// interval that holds such a step shrinks by interpolation with cubics and parabolas. Where the domain of the function
/// ends, the interval ends.
/// </summary>
/// <remarks>
/// Source: J. J. Moré and D. J. Thuente 1994, ACM Transactions on Mathematical Software 20, 286–307. c₁ = 10⁻³ and c₂ =
/// 0.9, as in L-BFGS-B.
/// </remarks>
internal struct WolfeSearch
{
    private const double Decrease = 1e-3, Curvature = 0.9, Narrow = 0.1, Longest = 1e10;

    private readonly double value, slope;
    private Point best, other;
    private double width, widthBefore, low, high;
    private bool isBracketed, isFirstStage;

    /// <summary>Begins at step 0.</summary>
    public WolfeSearch(double value, double slope, double step)
    {
        (this.value, this.slope, Step) = (value, slope, step);
        best = other = new(0, value, slope);
        width = Longest;
        widthBefore = 2 * width;
        (low, high) = (0, 5 * step);
        isFirstStage = true;
    }

    /// <summary>The step to evaluate next; in the end, the one that was found.</summary>
    public double Step { get; private set; }

    /// <summary>The best step so far.</summary>
    public readonly double Best => best.Step;

    /// <summary>Whether the end of the domain cuts the way short.</summary>
    public readonly bool IsCutShort => double.IsPositiveInfinity(other.Value);

    /// <summary>Takes value and slope at <see cref="Step"/>: not finite beyond the domain of the function.</summary>
    /// <returns>True when the search is over: <see cref="Step"/> is good, or nothing better can be told
    /// apart.</returns>
    public bool Advance(double valueAt, double slopeAt)
    {
        if (!double.IsFinite(valueAt) || !double.IsFinite(slopeAt))
            return Retreat();
        double enough = Decrease * slope, line = value + (Step * enough);
        if (isFirstStage && valueAt <= line && slopeAt >= 0)
            isFirstStage = false;
        if (valueAt <= line && Math.Abs(slopeAt) <= Curvature * -slope)
            return true;
        if (IsOver)
            return true;
        if (Step >= Longest && valueAt <= line && slopeAt <= enough)
            return true;
        Point at = new(Step, valueAt, slopeAt);
        if (isFirstStage && valueAt <= best.Value && valueAt > line)
        {
            // Of the function less the line, which has a minimum as long as the first condition fails.
            Point low = best.Less(enough), high = other.Less(enough);
            Step = Interval.Next(ref low, ref high, at.Less(enough), ref isBracketed, this.low, this.high);
            (best, other) = (low.Less(-enough), high.Less(-enough));
        }
        else
        {
            Step = Interval.Next(ref best, ref other, at, ref isBracketed, low, high);
        }
        Shrink();
        return false;
    }

    // How far beyond the domain the step was is unknown, so the next one stays near what is known. The end of the
    // interval has no numbers that could be interpolated.
    private bool Retreat()
    {
        other = new(Step, double.PositiveInfinity, double.NaN);
        isBracketed = true;
        Step = best.Step + (Narrow * (Step - best.Step));
        Enclose();
        return !(Math.Abs(other.Step - best.Step) > 1e-300);
    }

    private void Shrink()
    {
        if (isBracketed)
        {
            if (Math.Abs(other.Step - best.Step) >= 0.66 * widthBefore)
                Step = best.Step + (0.5 * (other.Step - best.Step));
            Enclose();
        }
        else
        {
            low = Step + (1.1 * (Step - best.Step));
            high = Step + (4 * (Step - best.Step));
        }
        Step = Math.Clamp(Step, 0, Longest);
    }

    private void Enclose()
    {
        (widthBefore, width) = (width, Math.Abs(other.Step - best.Step));
        (low, high) = (Math.Min(best.Step, other.Step), Math.Max(best.Step, other.Step));
        // Beside a wall of huge numbers, interpolation leads back to the start.
        if (IsOver)
            Step = best.Step > 0 ? best.Step : Narrow * other.Step;
    }

    private readonly bool IsOver => isBracketed && (Step <= low || Step >= high || high - low <= Narrow * high);

    /// <summary>A step with value and slope.</summary>
    internal readonly record struct Point(double Step, double Value, double Slope)
    {
        /// <summary>The same of the function less a line through 0.</summary>
        public Point Less(double incline) => new(Step, Value - (incline * Step), Slope - incline);
    }
}
