namespace VectorLoss.Checking;

/// <summary>The derivative of a function of one number, with an error bar, from both sides and from each.</summary>
/// <remarks>
/// The quotients divide by the distance that was really moved. The steps halve from the size of the point, or more,
/// down to the distance of neighbouring numbers, so nobody has to choose a step: see <see cref="LimitSearch"/> for how
/// the scale is found at which the function varies and its rounding does not hide that. See <see
/// cref="NumericalGradient"/> for plain quotients.
/// </remarks>
/// <param name="Central">The derivative from differences to both sides.</param>
/// <param name="Left">The limit of the slope from below.</param>
/// <param name="Right">The limit of the slope from above.</param>
/// <param name="Jump">How far the value jumps at the point: the limit from above less that from below; 0 where it is
/// continuous.</param>
/// <param name="Noise">What the function's rounding, or a structure too narrow to resolve, moves its values
/// by.</param>
/// <param name="Secant">The steepest secant seen, over steps up to <paramref name="Scale"/>.</param>
/// <param name="IsFlat">Whether the function was the same number, bit for bit, everywhere that was looked at.</param>
/// <param name="Scale">The step at which the derivative was resolved; 0 where it was not.</param>
public sealed record Derivative(Estimate Central, Estimate Left, Estimate Right, double Jump, double Noise,
    double Secant, bool IsFlat, double Scale)
{
    /// <summary>How many bars count as agreement when none are given.</summary>
    public const double UsualBars = 4;

    /// <summary>How much steeper the right side is than the left, measured at once.</summary>
    internal Estimate Bend { get; init; } = Estimate.None;

    /// <summary>Whether every step, down to the shortest, shows the bend or the jump of a kink at the point.</summary>
    internal bool IsBent { get; init; }

    /// <summary>Whether the function stands still at short steps because of its rounding.</summary>
    internal bool IsRounded { get; init; }

    /// <summary>The steepest secant of all steps.</summary>
    internal double WidestSecant { get; init; }

    /// <summary>Whether the shortest steps, too few to be sure, say something else.</summary>
    internal bool IsOpen { get; init; }

    /// <summary>Whether there is a kink, but so near the point that too few steps lie between.</summary>
    internal bool IsBesideKink { get; init; }

    /// <summary>Whether the noise is higher than the rounding of any sensible number.</summary>
    internal bool IsStructure { get; init; }

    /// <summary>Whether longer steps say something else.</summary>
    internal bool IsContradicted { get; init; }

    /// <summary>Whether the function moves in steps, and it cannot be told if these are its own or its
    /// rounding.</summary>
    internal bool IsAmbiguous { get; init; }

    /// <summary>The height of the steps that the function moves in, if it stands still at short steps; else
    /// 0.</summary>
    internal double StepHeight { get; init; }

    /// <summary>The longest step over which the function stands still.</summary>
    internal double StepWidth { get; init; }

    /// <summary>The shortest step that moves the point.</summary>
    internal double Grain { get; init; }

    /// <summary>The rounding of the function's values, which the noise should not be far above.</summary>
    internal double Floor { get; init; }

    /// <summary>The part of the bar of <see cref="Central"/> that allows for rounded intermediate numbers whose errors
    /// are alike at neighbouring points: differences do not show them.</summary>
    internal double Shift { get; init; }

    /// <summary>Whether the value at the point is 0 and no other is below: that of a perfect fit.</summary>
    internal bool IsLeast { get; init; }

    /// <summary>By how much the slope changes, over the step at which it was resolved, with each unit of x.</summary>
    internal double Curvature { get; init; }

    /// <summary>How far the function gets from its value at the point, up to twice the scale.</summary>
    internal double Variation { get; init; }

    /// <summary>The same, of all steps.</summary>
    internal double WidestVariation { get; init; }

    /// <summary>The derivative of a function at a point.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The point.</param>
    public static Derivative Of(Func<double, double> function, double x)
    {
        ArgumentNullException.ThrowIfNull(function);
        PerturbedObjective moved = new(at => function(at[0]), [x]);
        return Search(new(moved, 0, LineProbe.SizeOf(x, 1)), moved.Here(), needsSides: true);
    }

    /// <summary>Whether the two sides have different slopes, beyond so many bars, or different values.</summary>
    public bool IsKink(double bars = UsualBars) => IsBent && (Jump != 0 || (Left.Exists && Right.Exists
        && Bend.Exists && Math.Abs(Bend.Value) > bars * Bend.Error));

    /// <summary>Looks at all steps from the size of the point down to the distance of neighbouring numbers.</summary>
    internal static Derivative Search(LineProbe line, double here, bool needsSides = false)
    {
        const int MostSteps = 110;
        StepLadder ladder = new StepLadder(line, here).Descend(line.Longest,
            Math.Max(line.Grain, Math.ScaleB(line.Longest, -MostSteps)));
        Derivative found = new DerivativeReading(ladder, line, 0, needsSides).Read();
        if (found.IsResolved && !line.IsTiny)
            return found;
        int missing = line.Scale < 0.5 ? -1 - Math.ILogB(line.Longest) : 0;
        if (missing > 0)
            ladder.Widen(missing, whileFlat: false);
        if (ladder.FlatFrom <= 1)
            ladder.Widen(12, whileFlat: true);
        return new DerivativeReading(ladder, line, 0, needsSides).Read();
    }

    private bool IsResolved => IsBent || (!IsAmbiguous && !IsFlat && StepHeight == 0
        && !IsContradicted
        && Central.Error - Shift <= 1e-4 * Math.Abs(Central.Value));
}
