namespace VectorLoss.Checking;

/// <summary>Looks for a place where a function jumps between neighbouring numbers.</summary>
internal static class JumpSearch
{
    // Neighbouring numbers within which a function that moves has jumped.
    private const double Few = 4;

    /// <summary>A jump.</summary>
    /// <param name="Height">Its height.</param>
    /// <param name="Near">The nearer of the steps between which it lies.</param>
    /// <param name="Far">The farther of them.</param>
    public readonly record struct Jump(double Height, double Near, double Far)
    {
        /// <summary>How far from the point it is.</summary>
        public double Distance => Math.Abs(Far);

        /// <summary>Whether the function moves little to both sides of the jump: not so beside a pole, and not where it
        /// jumps everywhere.</summary>
        public bool IsAlone(LineProbe line)
        {
            const double Quiet = 1.0 / 8;
            double below = line.ValueAt(Near), above = line.ValueAt(Far), width = Far - Near;
            foreach (int away in (ReadOnlySpan<int>)[4, 8])
                if (!(Math.Abs(line.ValueAt(Near - (away * width)) - below) <= Quiet * Height
                    && Math.Abs(line.ValueAt(Far + (away * width)) - above) <= Quiet * Height))
                    return false;
            return double.IsFinite(Height);
        }
    }

    /// <summary>The largest jump on the way to a step, where the function leaves a straight line most, by bisection. It
    /// ends early, with what is left, where that is less than what counts.</summary>
    /// <param name="line">The function.</param>
    /// <param name="here">Its value at the point.</param>
    /// <param name="step">How far to look, to either side.</param>
    /// <param name="slope">The slope of the straight line.</param>
    /// <param name="least">The smallest jump that counts.</param>
    public static Jump Of(LineProbe line, double here, double step, double slope, double least)
    {
        (double low, double high, double below, double above) = (0, step, here, line.ValueAt(step));
        double size = Math.Abs(step), end = Math.Max(Few * line.Grain, Math.BitIncrement(size) - size);
        while (Math.Abs(high - low) > end && !(Math.Abs(above - below - (slope * (high - low))) <= least))
        {
            double middle = low + ((high - low) / 2), value = line.ValueAt(middle);
            bool isAbove = Math.Abs(above - value - (slope * (high - middle)))
                > Math.Abs(value - below - (slope * (middle - low)));
            (low, high) = isAbove ? (middle, high) : (low, middle);
            (below, above) = isAbove ? (value, above) : (below, value);
        }
        return new(Math.Abs(above - below - (slope * (high - low))), low, high);
    }
}
