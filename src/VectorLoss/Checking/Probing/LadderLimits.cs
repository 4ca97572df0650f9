namespace VectorLoss.Checking;

/// <summary>The limits of the difference quotients on a ladder of steps: to both sides, to each, and of what they
/// differ by.</summary>
internal sealed class LadderLimits
{
    /// <summary>By how many times the noise a slope must move the function to count as seen.</summary>
    public const double Visible = 8;

    // What the rounding of three values makes of the bend, which is taken over half of a central step.
    private const double BendGain = 4;
    private readonly StepLadder ladder;
    private readonly double here;
    private readonly double[] steps;
    private readonly double[] floors;
    private readonly double[] enlarged;
    private readonly double[] quotients;
    private readonly double[] memory;

    /// <param name="ladder">The values.</param>
    /// <param name="line">The function.</param>
    /// <param name="noise">A noise that was measured before, or 0.</param>
    public LadderLimits(StepLadder ladder, LineProbe line, double noise)
    {
        (this.ladder, here) = (ladder, ladder.Here);
        int count = ladder.Count;
        (steps, floors, enlarged) = (new double[count], new double[count], new double[count]);
        (quotients, memory) = (new double[count], new double[LimitSearch.Columns * count]);
        for (int i = 0; i < count; i++)
        {
            double largest = Math.Max(Math.Abs(here), ladder[i].Largest);
            steps[i] = ladder[i].Step;
            floors[i] = Math.Max(Math.Max(line.RoundingOf(largest), noise),
                Math.Max(ladder.Quantum, ladder.Coarseness * largest) / 2);
        }
    }

    /// <summary>The best limits of one kind of quotient.</summary>
    /// <param name="Near">The best that nothing contradicts.</param>
    /// <param name="Far">The best of the others.</param>
    /// <param name="IsOpen">Whether the shortest steps show something else.</param>
    public readonly record struct Pair(Limit Near, Limit Far, bool IsOpen);

    /// <summary>The step of a rung.</summary>
    public double StepOf(int rung) => steps[rung];

    /// <summary>Whether a slope moves the function, over its step, well out of the noise.</summary>
    public bool IsSeen(Limit limit) => Math.Abs(limit.Value) * StepOf(limit.Rung) >= Visible * limit.Noise;

    /// <summary>The rounding of the values at a rung.</summary>
    public double FloorOf(int rung) => floors[rung];

    /// <summary>The shortest step, and its rounding; 0 where there is none.</summary>
    public (double Step, double Floor) Last => steps.Length == 0 ? default : (steps[^1], floors[^1]);

    /// <summary>The limits of the central quotients.</summary>
    public Pair Central()
    {
        for (int i = 0; i < quotients.Length; i++)
            quotients[i] = ladder[i].Central;
        return Search(1, Expansion.EvenPowers, ladder.FlatFrom);
    }

    /// <summary>The limits of the quotients to one side.</summary>
    /// <param name="above">Which side.</param>
    /// <param name="flatFrom">From which step on the function stands still, and says nothing of the slope.</param>
    public Pair Side(bool above, int flatFrom)
    {
        for (int i = 0; i < quotients.Length; i++)
            quotients[i] = above ? ladder[i].Right(here) : ladder[i].Left(here);
        return Search(2, Expansion.EveryPower, flatFrom);
    }

    /// <summary>The limit of how much steeper the right side is than the left.</summary>
    public Limit Bend()
    {
        for (int i = 0; i < quotients.Length; i++)
            quotients[i] = ladder[i].Bend(here);
        return Search(BendGain, Expansion.OddPowers, ladder.FlatFrom).Near;
    }

    /// <summary>The slope of one side's own branch, which need not meet the value at the point.</summary>
    public Limit Branch(bool above)
    {
        for (int i = 0; i < quotients.Length; i++)
            quotients[i] = i + 1 == quotients.Length ? double.NaN : above
                ? (ladder[i].Above - ladder[i + 1].Above) / (ladder[i].Up - ladder[i + 1].Up)
                : (ladder[i + 1].Below - ladder[i].Below) / (ladder[i].Down - ladder[i + 1].Down);
        return Search(4, Expansion.EveryPower, ladder.Count).Near;
    }

    /// <summary>Whether the quotients to each side, for themselves, tend to the slope of both.</summary>
    public bool IsOfBothSides(Limit both)
    {
        bool IsOf(Pair side) => Agree(side.Near, both) || Agree(side.Far, both);
        return IsOf(Side(above: true, ladder.FlatAboveFrom)) && IsOf(Side(above: false, ladder.FlatBelowFrom));
    }

    /// <summary>Whether the quotients to each side, for themselves, tend to a slope that is hardly any: less than
    /// short steps of a rounded function would hide. The bar of both, whose values are equal by symmetry, becomes that
    /// of the sides.</summary>
    /// <param name="both">The slope of both sides.</param>
    /// <param name="height">A step of the rounding, out of which the function rises.</param>
    /// <param name="hidden">The slope that such steps hide.</param>
    public bool IsLevel(ref Limit both, double height, double hidden)
    {
        const double Far = 0.5, Risen = 1024;
        Limit right = Side(above: true, ladder.FlatAboveFrom).Near;
        Limit left = Side(above: false, ladder.FlatBelowFrom).Near;
        double error = Math.Max(both.Error, Math.Max(left.Error, right.Error)), most = Far * hidden;
        bool isLevel = ladder.Variation(0) > Risen * height && both.Exists && left.Exists && right.Exists
            && error < most && Math.Abs(both.Value) < most
            && Math.Abs(left.Value - both.Value) <= 3 * error && Math.Abs(right.Value - both.Value) <= 3 * error;
        both = isLevel ? both with { Error = error } : both;
        return isLevel;
    }

    private static bool Agree(Limit side, Limit both) => side.Exists && side.Error < 2 * Math.Abs(both.Value)
        && Math.Abs(side.Value - both.Value) <= 3 * (side.Error + both.Error);

    private Pair Search(double gain, Expansion expansion, int flatFrom)
    {
        for (int i = 0; i < enlarged.Length; i++)
            enlarged[i] = gain * floors[i];
        LimitSearch search = new(quotients, steps, enlarged, expansion, flatFrom, memory);
        return new(search.Near, search.Far, search.IsOpen);
    }
}
