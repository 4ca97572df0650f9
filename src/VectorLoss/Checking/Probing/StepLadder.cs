using System.Numerics;

namespace VectorLoss.Checking;

/// <summary>Values of a function at steps that halve, to both sides of a point, and the limits they show.</summary>
internal sealed class StepLadder
{
    private readonly LineProbe line;
    private readonly double here;
    private readonly double noise;
    private readonly List<Rung> rungs = [];
    private double step;
    private double quantum;

    /// <param name="line">The function.</param>
    /// <param name="here">Its value at the point.</param>
    /// <param name="top">The longest step.</param>
    /// <param name="noise">The standard deviation of its rounding, as far as is known.</param>
    public StepLadder(LineProbe line, double here, double top, double noise)
        => (this.line, this.here, step, this.noise) = (line, here, top, noise);

    private readonly record struct Rung(double Up, double Down, double Above, double Below, double Noise)
    {
        public double Reach => (Up + Down) / 2;
    }

    /// <summary>Whether the function gave its value at the point, bit for bit, at every step.</summary>
    public bool IsFlat => rungs.TrueForAll(IsStill);

    /// <summary>The steepest secant that is not made of rounding: what the slope could have been.</summary>
    public double Secant => rungs.Max(rung => Math.Max(
        Rise(rung.Above, Math.Max(quantum, rung.Noise)) / rung.Up,
            Rise(rung.Below, Math.Max(quantum, rung.Noise)) / rung.Down));

    /// <summary>
    /// Where the function stands still at short steps and moves at long ones, the slope that would move it by its
    /// smallest move over the
    /// longest step that did not: rounding may hide any slope below. 0 where it moves at once, or never.
    /// </summary>
    public double Hidden
    {
        get
        {
            int still = rungs.FindLastIndex(rung => !IsStill(rung)) + 1;
            double[] moves = [.. rungs.Take(still).SelectMany(rung => (double[])[rung.Above - here, rung.Below - here])
                .Select(Math.Abs).Where(move => move > 0 && double.IsFinite(move))];
            return still == rungs.Count || moves.Length == 0 ? 0 : moves.Min() / rungs[still].Reach;
        }
    }

    /// <summary>Goes down so many rungs; steps shorter than the grid of numbers around the point are left
    /// out.</summary>
    public StepLadder Descend(int count)
    {
        for (; count > 0; count--, step /= 2)
        {
            double above = line.At(step, out double up), below = line.At(-step, out double down);
            if (up <= 0 || down >= 0)
                break;
            double largest = Math.Max(Math.Abs(here), Math.Max(Finite(above), Finite(below)));
            rungs.Add(new(up, -down, above, below, 2 * Math.Max(noise, line.Unit * largest)));
        }
        quantum = Quantum();
        return this;
    }

    // A small difference of large numbers moves in steps much wider than its own last place, and stands still in
    // between: no
    // rounding is seen at short steps, and no slope. All its values then end in zeros, and where they end is the
    // rounding.
    private double Quantum()
    {
        const int Distinct = 6, LeastDigits = 10;
        double[] values = [.. rungs.SelectMany(rung => (double[])[rung.Above, rung.Below]).Append(here)
            .Where(value => double.IsFinite(value) && value != 0).Distinct()];
        if (values.Length < Distinct)
            return 0;
        double least = values.Min(LastBit), largest = values.Max(Math.Abs);
        return least <= Math.ScaleB(largest, -LeastDigits) ? least : 0;
    }

    private static double LastBit(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value) & 0x7FFF_FFFF_FFFF_FFFF;
        return Math.ScaleB(Math.BitIncrement(Math.Abs(value)) - Math.Abs(value),
            BitOperations.TrailingZeroCount(bits | (1L << 52)));
    }

    /// <summary>The derivative by differences to both sides.</summary>
    public Estimate Central() => Limit(4, (rung, _) => ((rung.Above - rung.Below) / (rung.Up + rung.Down),
        rung.Noise / rung.Reach));

    /// <summary>The derivative by differences to one side.</summary>
    public Estimate OneSided(bool right) => Limit(2, (rung, _) => right
        ? ((rung.Above - here) / rung.Up, 2 * rung.Noise / rung.Up)
        : ((here - rung.Below) / rung.Down, 2 * rung.Noise / rung.Down));

    /// <summary>The value that the function tends to from one side.</summary>
    public Estimate Value(bool right) => Limit(2, (rung, _) => (right ? rung.Above : rung.Below, rung.Noise));

    /// <summary>The derivative on one side's own branch, which need not meet the value at the point.</summary>
    public Estimate Branch(bool right) => Limit(2, (rung, next) => next is not { } half ? (double.NaN, 0) : right
        ? ((rung.Above - half.Above) / (rung.Up - half.Up), 4 * rung.Noise / rung.Up)
        : ((half.Below - rung.Below) / (rung.Down - half.Down), 4 * rung.Noise / rung.Down));

    /// <summary>Whether two one-sided values differ from each other, or from the value at the point, beyond their
    /// bars.</summary>
    public bool Jumps(Estimate below, Estimate above)
    {
        const double Bars = Derivative.UsualBars;
        return !below.Covers(above.Value, Bars, Bars * above.Error) || !below.Covers(here, Bars)
            || !above.Covers(here, Bars);
    }

    private bool IsStill(Rung rung) => rung.Above.Equals(here) && rung.Below.Equals(here);

    private static double Finite(double value) => double.IsFinite(value) ? Math.Abs(value) : 0;

    private Rung At(int rung) => rungs[rung] with { Noise = Math.Max(rungs[rung].Noise, quantum) };

    private double Rise(double value, double noise)
        => double.IsFinite(value) && Math.Abs(value - here) > 4 * noise ? Math.Abs(value - here) : 0;

    private Estimate Limit(double ratio, Func<Rung, Rung?, (double Value, double RoundOff)> quotient)
    {
        var quotients = new (double Value, double RoundOff)[rungs.Count];
        for (int i = 0; i < quotients.Length; i++)
            quotients[i] = quotient(At(i), i + 1 < rungs.Count ? At(i + 1) : null);
        Estimate limit = Extrapolation.Of(quotients, ratio, out int used);
        if (!IsContradicted(limit, quotients, used, ratio))
            return limit;
        Estimate alone = Extrapolation.Of(quotients.AsSpan(used), ratio, out _);
        return alone.Exists ? limit with { Error = Math.Max(limit.Error, Math.Abs(alone.Value - limit.Value)) } : limit;
    }

    // Steps shorter than those that a limit was found from have less truncation. Where they are off by more than their
    // rounding, the function bends between them and the point, or rounds more than was known; the bar then reaches to
    // what the shorter steps alone would say. Such is a slope that moves the value by some units in the last place
    // only, with a kink beyond.
    private static bool IsContradicted(Estimate limit, ReadOnlySpan<(double Value, double RoundOff)> quotients,
        int used, double ratio)
    {
        double truncation = 0;
        for (int i = 0; i < quotients.Length; i++)
        {
            double off = Math.Abs(quotients[i].Value - limit.Value);
            if (i >= used && off - (2 * truncation) > Derivative.UsualBars * quotients[i].RoundOff)
                return true;
            truncation = Math.Max(i < used ? off : 0, truncation) / ratio;
        }
        return false;
    }
}
