namespace VectorLoss.Checking;

/// <summary>Reads a derivative off a ladder of steps.</summary>
internal sealed class DerivativeReading
{
    private const double Bars = Derivative.UsualBars;

    // A slope over noise must move the function by this many times the noise to count as seen.
    private const double Visible = 8;
    private const double Staircase = 64;

    // What the rounding of three values makes of the bend, which is taken over half of a central step.
    private const double BendGain = 4;

    // A function that stands still at fewer of the shortest steps may do so by chance.
    private const int Plateau = 4;
    private readonly StepLadder ladder;
    private readonly LineProbe line;
    private readonly double here;
    private readonly double[] steps;
    private readonly double[] floors;
    private readonly double[] quotients;
    private readonly LimitSearch.Candidate[] memory;

    public DerivativeReading(StepLadder ladder, LineProbe line, double noise = 0)
    {
        (this.ladder, this.line, here) = (ladder, line, ladder.Here);
        int count = ladder.Count;
        (steps, floors, quotients, memory) = (new double[count], new double[count], new double[count],
            new LimitSearch.Candidate[count]);
        for (int i = 0; i < count; i++)
        {
            steps[i] = ladder[i].Step;
            double largest = Math.Max(Math.Abs(here), ladder[i].Largest);
            floors[i] = Math.Max(Math.Max(line.RoundingOf(largest), noise), Math.Max(ladder.Quantum, ladder.Coarseness * largest) / 2);
        }
    }

    public Derivative Read()
    {
        (Limit limit, Limit rival, bool isOpen) = Search(rung => rung.Central, 1, Expansion.EvenPowers);
        (Limit right, Limit left, bool contradicted) = (Side(above: true, ladder.FlatFrom).Near,
            Side(above: false, ladder.FlatFrom).Near, rival.Exists);
        Limit bend = Search(rung => rung.Bend(here), BendGain, Expansion.OddPowers).Near;
        double jump = Jump();
        if (jump != 0)
            (left, right) = (Branch(below: true), Branch(below: false));
        bool ambiguous = false;
        if (rival.Exists && limit.Exists && (IsRounding(rival.Noise, limit.Rung, 4) || IsOfTheStep(limit)))
        {
            bool isSeen = IsSeen(rival) && IsOfBothSides(rival),
                isApart = Math.Abs(limit.Value - rival.Value) > Math.Abs(limit.Value) / 8;
            ambiguous = isApart && (IsRounding(rival.Noise, limit.Rung, 4) ? !isSeen : isSeen);
            (limit, isOpen) = isSeen && !ambiguous ? (rival, false) : (limit, isOpen);
        }
        if (limit.Exists && jump == 0 && steps[^1] <= 4 * line.Grain)
            limit = limit.WithNoise(EvenNoise(), steps[limit.Rung]);
        double height = 0, width = 0;
        bool rounds = false;
        if (ladder.FlatFrom < ladder.Count - Plateau)
        {
            (height, width) = (ladder.SmallestMove, steps[ladder.FlatFrom]);
            bool isRounding = IsRounding(height, Math.Max(ladder.FlatFrom - 1, 0), 10) 
                || (limit.Exists && IsRoundingOfTheStep(height / Math.Abs(limit.Value)));
            if (limit.Exists && IsSeen(limit) && limit.Error < Math.Abs(limit.Value) / 4
                && (isRounding ? IsOfBothSides(limit) : IsStaircase(limit, height, width)))
                ambiguous = !isRounding;
            else
            {
                if (!isRounding || height / width < limit.Error)
                    limit = new(0, (isRounding ? height : floors[^1]) / width, floors[^1], ladder.FlatFrom);
                ambiguous = isRounding && height > 0;
            }
            rounds = isRounding && height > 0;
        }
        // A plateau has no secant; what there is beyond its end tells what a slope would be.
        int from = limit.Rung == ladder.FlatFrom ? 0 : Math.Max(limit.Rung, 0);
        return new(ToEstimate(limit), ToEstimate(left), ToEstimate(right), jump, limit.Noise,
            ladder.Secant(from, limit.Noise), ladder.FlatFrom == 0, limit.Exists ? steps[limit.Rung] : 0)
        {
            Bend = ToEstimate(bend), IsBent = jump != 0 || IsBent(bend),
            IsOpen = isOpen && jump == 0 && IsNoRounding(limit.Noise),
            IsRounded = rounds, IsContradicted = contradicted, IsAmbiguous = ambiguous, StepHeight = height, StepWidth = width, Grain = line.Grain,
            WidestSecant = ladder.Secant(0, limit.Noise), Floor = floors.Length == 0 ? 0 : floors[from], Variation = ladder.Variation(from - 1),
        };
    }

    private static Estimate ToEstimate(Limit limit) => limit.Exists
        ? new(limit.Value, limit.Error, limit.Noise) : Estimate.None;

    // The relative rounding of one operation: that of float where the values turn out to be floats.
    private double Unit => Math.Max(line.Unit, ladder.Coarseness / 2);

    // Whether a move of this height may be the rounding of the function's intermediate numbers: of those as large as its
    // values, with 13 digits for sums that cancel, or of those about 1 or about x in size.
    private bool IsRounding(double height, int rung, int digits)
    {
        double largest = Math.Max(Math.Abs(here), ladder[rung].Largest), one = height / Unit;
        return height <= Math.Max(Math.ScaleB(line.Unit, 13), 32 * ladder.Coarseness) * largest
            || height <= 4 * ladder.Quantum || IsAbout(one, digits) || IsAbout(one / line.Scale, digits);
    }

    private static bool IsAbout(double ulps, int digits) => ulps >= 0.125 && ulps <= Math.ScaleB(1, digits);

    // Whether plateaus of this width may be the rounding of numbers about x or about 1 that the function makes of x.
    private bool IsRoundingOfTheStep(double width)
        => width <= Math.Max(Math.ScaleB(line.Unit, 13), 32 * ladder.Coarseness) * line.Scale
            || IsAbout(width / Unit, 10);

    // Whether a slope was found at such short steps only that the rounding of a multiple of x may have made it: one that
    // is a whole number of units in the last place where x moves by one.
    private bool IsOfTheStep(Limit limit) => steps[limit.Rung] <= Math.ScaleB(line.Grain, 13);

    // A noise that no rounding of a sensible intermediate number explains, at steps down to neighbouring numbers.
    private bool IsNoRounding(double noise) => ladder.FlatFrom >= ladder.Count - 2 && steps[^1] <= 4 * line.Grain
        && noise > Math.ScaleB(Math.Max(Math.Abs(here), ladder[ladder.Count - 1].Largest), -24);

    // Whether a slope is made of many steps that rise evenly to both sides.
    private bool IsStaircase(Limit limit, double height, double width)
        => Staircase * height <= Math.Abs(limit.Value) * steps[limit.Rung]
            && width * Math.Abs(limit.Value) <= 2 * height
            && Math.Abs(ladder[limit.Rung].Bend(here)) <= Math.Abs(limit.Value) / 2;

    private static bool Agree(Limit side, Limit both) => side.Exists && side.Error < 2 * Math.Abs(both.Value)
        && Math.Abs(side.Value - both.Value) <= 3 * (side.Error + both.Error);

    private bool IsSeen(Limit limit) => Math.Abs(limit.Value) * steps[limit.Rung] >= Visible * limit.Noise;

    private (Limit Near, Limit Far, bool IsOpen) Side(bool above, int flatFrom)
        => Search(above ? rung => rung.Right(here) : rung => rung.Left(here), 2, Expansion.EveryPower, flatFrom);

    // Whether the quotients to each side, for themselves, tend to the slope of both.
    private bool IsOfBothSides(Limit both)
    {
        bool IsOf((Limit Near, Limit Far, bool) side) => Agree(side.Near, both) || Agree(side.Far, both);
        return IsOf(Side(above: true, ladder.FlatAboveFrom)) && IsOf(Side(above: false, ladder.FlatBelowFrom));
    }

    private (Limit Near, Limit Far, bool IsOpen) Search(Func<Rung, double> quotient, double gain, Expansion expansion,
        int? flatFrom = null)
    {
        double[] floor = gain == 1 ? floors : Array.ConvertAll(floors, value => gain * value);
        for (int i = 0; i < quotients.Length; i++)
            quotients[i] = quotient(ladder[i]);
        LimitSearch search = new(quotients, steps, floor, expansion, flatFrom ?? ladder.FlatFrom, memory);
        return (search.Near, search.Far, search.IsOpen);
    }

    // A kink stays as it is at every shorter step, as far as these come out of the rounding.
    private bool IsBent(Limit bend)
    {
        double plateau = ladder.FlatFrom < ladder.Count - Plateau ? ladder.SmallestMove : 0;
        if (!bend.Exists || Math.Abs(bend.Value) <= Bars * bend.Error
            || Math.Abs(bend.Value) * steps[bend.Rung] < Visible * (bend.Noise + plateau))
            return false;
        for (int i = bend.Rung + 1; i < ladder.Count; i++)
        {
            double off = Math.Abs(ladder[i].Bend(here) - bend.Value) * steps[i];
            if (off > Math.Abs(bend.Value) * steps[i] / 2 && off > 8 * floors[i])
                return false;
        }
        return true;
    }

    // What moves both sides alike at the shortest steps, where neither slope nor bend does: rounding.
    private double EvenNoise()
    {
        const int Last = 3;
        double most = 0;
        for (int i = Math.Max(0, ladder.Count - Last); i < ladder.Count; i++)
        {
            double even = Math.Abs(((ladder[i].Above - here) + (ladder[i].Below - here)) / 4);
            most = double.IsFinite(even) ? Math.Max(most, even) : most;
        }
        return most;
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
        return least > 16 * floors[^1] && most <= 1.125 * least && !IsRounding(least, ladder.Count - Last, 10)
            ? end.Above - end.Below : 0;
    }

    // The slope of one side's own branch, which need not meet the value at the point.
    private Limit Branch(bool below)
    {
        for (int i = 0; i < quotients.Length; i++)
            quotients[i] = i + 1 == quotients.Length ? double.NaN : below
                ? (ladder[i + 1].Below - ladder[i].Below) / (ladder[i].Down - ladder[i + 1].Down)
                : (ladder[i].Above - ladder[i + 1].Above) / (ladder[i].Up - ladder[i + 1].Up);
        double[] floor = Array.ConvertAll(floors, value => 4 * value);
        return new LimitSearch(quotients, steps, floor, Expansion.EveryPower, ladder.Count, memory).Near;
    }
}
