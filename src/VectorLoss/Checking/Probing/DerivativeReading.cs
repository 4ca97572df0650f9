namespace VectorLoss.Checking;

/// <summary>Reads a derivative off a ladder of steps.</summary>
/// <remarks>
/// The order of the reading:
/// <code>
/// central limit that nothing contradicts ............ the slope
///   contradicted ones, and what does may be rounding: the slope of the long steps, if both sides show it
/// the value stays away at the shortest steps ........ a jump, and the slopes of both branches
/// the function stands still at short steps:
///   steps that may be rounding, a slope above them .. that slope, if both sides show it
///   steps that may be rounding, longer ones level ... 0, as at a minimum, if both sides show it
///   a staircase of another height ................... the same slopes, but they cannot be told from 0
///   rounding, no slope above ........................ 0, with the bar that the steps would hide
///   else ............................................ 0, a plateau of the function's own
/// </code>
/// </remarks>
/// <param name="ladder">The values.</param>
/// <param name="line">The function.</param>
/// <param name="noise">A noise that was measured before.</param>
/// <param name="needsSides">Whether the slopes from both sides are wanted where there is no kink.</param>
internal sealed class DerivativeReading(StepLadder ladder, LineProbe line, double noise = 0, bool needsSides = false)
{
    private const double Bars = Derivative.UsualBars;

    // A function that stands still at fewer of the shortest steps may do so by chance.
    private const int Plateau = 4;

    // How much steeper than the steps of a plateau a slope is that they cannot be the rounding of.
    private const double Steeper = 1024;

    private const int Few = 6; // Steps too few to tell a slope of their own.
    private readonly LadderLimits limits = new(ladder, line, noise);
    private readonly RoundingGuess rounding = new(ladder, line);
    private readonly double here = ladder.Here;

    private readonly record struct Slope(Limit Limit, bool IsAmbiguous, bool IsOpen, bool IsRounded, double Height,
        double Width);

    private bool HasPlateau => ladder.FlatFrom < ladder.Count - Plateau;

    public Derivative Read()
    {
        LadderLimits.Pair central = limits.Central();
        double jump = Jump();
        Slope slope = Trusted(central);
        if (slope.Limit.Exists && jump == 0 && limits.Last.Step <= 4 * line.Grain)
            slope = slope with { Limit = slope.Limit.WithNoise(EvenNoise(), limits.StepOf(slope.Limit.Rung)) };
        slope = HasPlateau ? OnPlateau(slope) : slope;
        return Build(slope, jump, limits.Bend()) with { IsContradicted = central.Far.Exists };
    }

    private Derivative Build(Slope slope, double jump, Limit bend)
    {
        Limit limit = slope.Limit;
        int unbent = HasBend(bend) ? FirstUnbent(bend) : -1;
        bool isBent = jump != 0 || unbent == ladder.Count;
        // A plateau has no secant; what there is beyond its end tells what a slope would be.
        int from = limit.Rung == ladder.FlatFrom ? 0 : Math.Max(limit.Rung, 0);
        double variation = ladder.Variation(from - 1);
        double shift = Shift(limit, rounding.IsWidth(ladder.LeastStep) ? ladder.LeastStep : 0);
        bool isStructure = rounding.IsNone(limit.Noise, variation), hasSides = needsSides || isBent || !limit.Exists;
        return new(ToEstimate(limit with { Error = limit.Error + shift }),
            ToEstimate(hasSides ? Side(above: false, jump) : limit),
            ToEstimate(hasSides ? Side(above: true, jump) : limit), jump, limit.Noise,
            ladder.Secant(from, limit.Noise), ladder.FlatFrom == 0, limit.Exists ? limits.StepOf(limit.Rung) : 0)
        {
            Bend = ToEstimate(bend),
            Shift = shift,
            Curvature = Curvature(limit),
            IsLeast = here == 0 && ladder.IsAbove,
            IsBent = isBent,
            IsBesideKink = !isBent && unbent >= Math.Max(0, ladder.Count - Few),
            IsAmbiguous = slope.IsAmbiguous,
            IsOpen = slope.IsOpen && jump == 0 && isStructure,
            IsStructure = isStructure,
            IsRounded = slope.IsRounded,
            StepHeight = slope.Height,
            StepWidth = slope.Width,
            Grain = line.Grain,
            WidestSecant = ladder.Secant(0, limit.Noise),
            Variation = variation,
            WidestVariation = ladder.Variation(0),
            Floor = ladder.Count == 0 ? 0 : limits.FloorOf(from),
        };
    }

    private double Shift(Limit limit, double still) => !limit.Exists || limit.Value == 0 ? 0
        : line.ShiftOf(limit.Value, Curvature(limit), limits.StepOf(limit.Rung), still);

    private double Curvature(Limit limit)
        => limit.Exists ? Math.Abs(ladder[limit.Rung].Bend(here)) / limits.StepOf(limit.Rung) : 0;

    private Limit Side(bool above, double jump)
        => jump != 0 ? limits.Branch(above) : limits.Side(above, ladder.FlatFrom).Near;

    private static Estimate ToEstimate(Limit limit) => limit.Exists
        ? new(limit.Value, limit.Error, limit.Noise) : Estimate.None;

    private Slope Trusted(LadderLimits.Pair central)
    {
        (Limit limit, bool isAmbiguous) = LimitChoice.Of(central, ladder, limits, line, rounding);
        return new(limit, isAmbiguous, central.IsOpen && limit == central.Near, false, 0, 0);
    }

    private Slope OnPlateau(Slope slope)
    {
        Limit limit = slope.Limit;
        (double height, double width, bool isJump) = ladder.EndOfPlateau();
        // Beyond the size of x a function may be saturated.
        double reach = Math.Min(width, line.Scale), hidden = height / reach;
        // A function that leaves its plateau by a slope, much steeper than the steps of its rounding would be, has it.
        bool isLeft = !isJump && limit.Exists && limits.IsSeen(limit)
            && Math.Abs(limit.Value) * reach > Steeper * height;
        bool isRounding = !isLeft
            && ((isJump && rounding.IsTread(height))
                || rounding.IsHeight(height, Math.Max(ladder.FlatFrom - 1, 0))
                || (limit.Exists && rounding.IsWidth(height / Math.Abs(limit.Value))));
        bool isStaircase = !isLeft && !isRounding && isJump && Staircase.GoesOn(ladder, line, height, width);
        bool isStepped = isRounding || isStaircase;
        bool isSlope = limit.Exists && limits.IsSeen(limit) && limit.Error < Math.Abs(limit.Value) / 4
            && isStepped && limits.IsOfBothSides(limit);
        bool isLevel = !isSlope && isStepped && limits.IsLevel(ref limit, height, hidden);
        bool isRounded = isStepped && height > 0 && !isLevel;
        if (!isSlope && !isLevel && (!isStepped || hidden < limit.Error))
            limit = new(0, isRounded ? hidden : limits.Last.Floor / reach, limits.Last.Floor, ladder.FlatFrom);
        return slope with
        {
            Limit = limit,
            IsAmbiguous = isSlope ? isStaircase : isRounded,
            IsRounded = isRounded,
            Height = height,
            Width = width,
        };
    }

    // A bend that comes out of the rounding, and out of the steps of a plateau.
    private bool HasBend(Limit bend)
    {
        double plateau = HasPlateau ? ladder.SmallestMove : 0, size = Math.Abs(bend.Value);
        return bend.Exists && size > Bars * bend.Error
            && size * limits.StepOf(bend.Rung) >= LadderLimits.Visible * (bend.Noise + plateau);
    }

    // The longest of the steps below that of a bend which do not show it, as far as they come out of the rounding. A
    // kink at the point is shown by all, one beside it not by the shortest few.
    private int FirstUnbent(Limit bend)
    {
        double size = Math.Abs(bend.Value);
        for (int i = bend.Rung + 1; i < ladder.Count; i++)
        {
            double off = Math.Abs(ladder[i].Bend(here) - bend.Value) * limits.StepOf(i);
            if (off > size * limits.StepOf(i) / 2 && off > 8 * limits.FloorOf(i))
                return i;
        }
        return ladder.Count;
    }

    // What moves both sides alike at the shortest steps, where neither slope nor bend does: rounding. What falls to a
    // quarter with each halved step is the curvature of the function.
    private double EvenNoise()
    {
        const int Last = 3, Falling = 6;
        (double most, double before, bool isFalling) = (0, double.PositiveInfinity, ladder.Count >= Falling);
        for (int i = Math.Max(0, ladder.Count - Falling); i < ladder.Count; i++)
        {
            double even = Math.Abs(((ladder[i].Above - here) + (ladder[i].Below - here)) / 4);
            (isFalling, before) = (isFalling && even <= 0.4 * before, even);
            most = double.IsFinite(even) && i + Last >= ladder.Count ? Math.Max(most, even) : most;
        }
        return isFalling ? 0 : most;
    }

    // The value jumps where it stays away from that at the point, at steps that shrink by 2⁷.
    private double Jump()
    {
        const int Last = 8;
        double least = double.PositiveInfinity, most = 0;
        if (ladder.Count < Last)
            return 0;
        for (int i = ladder.Count - Last; i < ladder.Count; i++)
        {
            double off = Math.Max(Math.Abs(ladder[i].Above - here), Math.Abs(ladder[i].Below - here));
            (least, most) = (Math.Min(least, off), Math.Max(most, off));
        }
        Rung end = ladder[ladder.Count - 1];
        return least > 16 * limits.Last.Floor && double.IsFinite(least) && most <= 1.125 * least
            && !rounding.IsHeight(least, ladder.Count - Last) ? end.Above - end.Below : 0;
    }
}
