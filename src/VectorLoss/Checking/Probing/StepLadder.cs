using System.Numerics;

namespace VectorLoss.Checking;

/// <summary>Values of a function at steps that halve, to both sides of a point, the longest first, and what they show
/// of the function's rounding.</summary>
internal sealed class StepLadder(LineProbe line, double here)
{
    private readonly List<Rung> rungs = [];

    /// <summary>The value at the point.</summary>
    public double Here => here;

    /// <summary>How many steps there are.</summary>
    public int Count => rungs.Count;

    /// <summary>One step; the first is the longest.</summary>
    public Rung this[int index] => rungs[index];

    /// <summary>The index of the first rung from which on, down to the shortest, the function is the same number bit
    /// for bit; <see cref="Count"/> if there is none.</summary>
    public int FlatFrom { get; private set; }

    /// <summary>The same of one side only.</summary>
    public int FlatAboveFrom { get; private set; }

    /// <inheritdoc cref="FlatAboveFrom"/>
    public int FlatBelowFrom { get; private set; }

    /// <summary>The shortest step that moves the function, where shorter ones do not; else 0.</summary>
    public double LeastStep => FlatFrom > 0 && FlatFrom < rungs.Count ? rungs[FlatFrom - 1].Step : 0;

    /// <summary>Whether all values are above that at the point, or that.</summary>
    public bool IsAbove => rungs.TrueForAll(rung => rung.Above >= here && rung.Below >= here);

    /// <summary>The smallest move of the function away from its value at the point; 0 where it never moves.</summary>
    public double SmallestMove { get; private set; }

    /// <summary>The last binary digit that any of the values has, where that is so far above the last digit of the
    /// format that the values must be rounded to it: those of a function in float, or of a difference of large numbers;
    /// else 0.</summary>
    public double Quantum { get; private set; }

    /// <summary>The relative rounding of values of so few digits; 0 where there is no <see cref="Quantum"/>.</summary>
    public double Coarseness { get; private set; }

    /// <summary>Goes down from a step to another by halves.</summary>
    public StepLadder Descend(double longest, double shortest)
    {
        for (double step = longest; step >= shortest; step /= 2)
            rungs.Add(line.Pair(step));
        Survey();
        return this;
    }

    /// <summary>Adds steps longer than those that there are, by doubling.</summary>
    /// <param name="count">How many.</param>
    /// <param name="whileFlat">Whether to stop four steps after the function has moved.</param>
    public void Widen(int count, bool whileFlat)
    {
        if (rungs.Count == 0)
            return;
        List<Rung> longer = [];
        double step = rungs[0].Step;
        for (int moved = 0; longer.Count < count && moved < 4;)
        {
            step *= 2;
            longer.Insert(0, line.Pair(step));
            moved += whileFlat && !longer[0].IsStill(here) ? 1 : 0;
        }
        rungs.InsertRange(0, longer);
        Survey();
    }

    /// <summary>The steepest secant of steps no longer than one of them, of those that come out of a noise.</summary>
    public double Secant(int from, double noise)
    {
        double steepest = 0;
        for (int i = Math.Max(from, 0); i < rungs.Count; i++)
            steepest = Math.Max(steepest, Math.Max(Rise(rungs[i].Above, noise) / rungs[i].Up,
                Rise(rungs[i].Below, noise) / rungs[i].Down));
        return steepest;
    }

    /// <summary>How far the function gets from its value at the point, over steps no longer than one of them.</summary>
    public double Variation(int from)
    {
        double most = 0;
        for (int i = Math.Max(from, 0); i < rungs.Count; i++)
            most = Math.Max(most, Math.Max(Rise(rungs[i].Above, 0), Rise(rungs[i].Below, 0)));
        return most;
    }

    /// <summary>The nearer end of the plateau: the move of the function there, a step just below, and whether the
    /// function jumps there. Long steps go far beyond it, and do not show that.</summary>
    public (double Height, double Width, bool IsJump) EndOfPlateau()
    {
        const int Halvings = 8, Most = 24;
        (double height, double width) = (SmallestMove, rungs[FlatFrom].Step);
        double outside = FlatFrom > 0 ? rungs[FlatFrom - 1].Step : width;
        for (int i = 0; i < Most && outside > width; i++)
        {
            double middle = width + ((outside - width) / 2), move = line.Pair(middle).LeastMove(here);
            if (double.IsPositiveInfinity(move))
            {
                width = middle;
                continue;
            }
            // Of a continuous function that leaves its plateau by a slope, half the distance is half the move or less.
            if (i >= Halvings)
                return (Math.Min(height, move), width, move > 0.75 * height);
            (outside, height) = (middle, Math.Min(height, move));
        }
        return (height, width, FlatFrom > 0);
    }

    /// <summary>Whether the small moves of the function are whole multiples of one number, as those of a rounded number
    /// are: of a power of two, or, if there are several, of the smallest or a part of it.</summary>
    public bool IsQuantised()
    {
        const int MostParts = 4, Several = 3;
        if (SmallestMove == 0)
            return false;
        int moves = Multiples(Math.ScaleB(1, Math.ILogB(SmallestMove) - 3));
        for (int parts = 1; parts <= MostParts && moves == 0; parts++)
            moves = Multiples(SmallestMove / parts) is var found && found >= Several ? found : 0;
        return moves > 0;
    }

    // How many small moves there are, if all are multiples of a number; else 0.
    private int Multiples(double unit)
    {
        const double Off = 1e-2, Small = 64;
        int moves = 0;
        foreach (Rung rung in rungs)
            foreach (double value in (ReadOnlySpan<double>)[rung.Above, rung.Below])
            {
                double move = Math.Abs(value - here), multiple = move / unit;
                if (!(move > 0 && move < Small * SmallestMove))
                    continue;
                if (Math.Abs(multiple - Math.Round(multiple)) > Off)
                    return 0;
                moves++;
            }
        return moves;
    }

    private double Rise(double value, double noise)
    {
        double rise = Math.Abs(value - here);
        return double.IsFinite(rise) && rise > 4 * noise ? rise : 0;
    }

    private void Survey()
    {
        FlatAboveFrom = rungs.FindLastIndex(rung => rung.Above != here) + 1;
        FlatBelowFrom = rungs.FindLastIndex(rung => rung.Below != here) + 1;
        FlatFrom = Math.Max(FlatAboveFrom, FlatBelowFrom);
        double smallest = double.PositiveInfinity, last = double.PositiveInfinity, finest = double.PositiveInfinity;
        int moves = 0;
        foreach (Rung rung in rungs)
            foreach (double value in (ReadOnlySpan<double>)[rung.Above, rung.Below])
            {
                double move = Math.Abs(value - here);
                if (!double.IsFinite(move) || move == 0)
                    continue;
                moves++;
                smallest = Math.Min(smallest, move);
                double bit = value == 0 ? double.PositiveInfinity : LastBit(value);
                (last, finest) = (Math.Min(last, bit), Math.Min(finest, bit / Math.Abs(value)));
            }
        SmallestMove = moves == 0 ? 0 : smallest;
        // Ten digits fewer than the format has, in all of six values or more, are no coincidence; nor are the 24 digits
        // of float in any, where so few do not come from simple numbers.
        // No format has as few digits as |x − 1| has at 1.
        const int LeastMoves = 6, MostDigits = 43, FloatDigits = 25, SimpleDigits = 14, FewestDigits = 5;
        bool isCoarse = double.IsFinite(finest) && finest >= Math.ScaleB(1, moves >= LeastMoves ? -MostDigits
            : -FloatDigits) && finest <= Math.ScaleB(1, moves >= LeastMoves ? -FewestDigits : -SimpleDigits);
        (Quantum, Coarseness) = isCoarse ? (last, finest) : (0, 0);
    }

    private static double LastBit(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value) & 0x7FFF_FFFF_FFFF_FFFF;
        return Math.ScaleB(Math.BitIncrement(Math.Abs(value)) - Math.Abs(value),
            BitOperations.TrailingZeroCount(bits | (1L << 52)));
    }
}
