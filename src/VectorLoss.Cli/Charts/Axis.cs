namespace VectorLoss.Cli.Charts;

/// <summary>Numbers on one side, pixels on the other: linear or logarithmic, with ticks that people choose.</summary>
/// <param name="Low">The smallest number shown.</param>
/// <param name="High">The largest number shown.</param>
/// <param name="Log">Whether equal steps are equal ratios; then <paramref name="Low"/> is above 0.</param>
/// <param name="From">The pixel of <paramref name="Low"/>.</param>
/// <param name="To">The pixel of <paramref name="High"/>.</param>
internal readonly record struct Axis(double Low, double High, bool Log, double From, double To)
{
    private const double Level = 1e-6;

    private static readonly int[] PowerSteps = [1, 2, 3, 5, 10, 20, 50, 100, 200];

    /// <summary>The pixel of a number; it need not lie on the axis.</summary>
    public double Place(double value)
    {
        double share = Log
            ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
            : (value - Low) / (High - Low);
        return From + (share * (To - From));
    }

    /// <summary>Whether a number can be shown: finite, in range, and above 0 on a logarithmic axis.</summary>
    public bool Holds(double value) => value >= Low && value <= High;

    /// <summary>An axis that shows all the numbers, with some air, or from power of ten to power of ten.</summary>
    public static Axis Around(IEnumerable<double> values, bool log, bool exact, double from, double to)
    {
        double[] shown = [.. values.Where(value => double.IsFinite(value) && (!log || value > 0))];
        (double low, double high) = shown.Length == 0 ? (log ? 1 : 0, log ? 10 : 1) : (shown.Min(), shown.Max());
        if (log)
        {
            low = exact ? low : Math.Pow(10, Math.Floor(Math.Log10(low) + 1e-9));
            high = exact ? high : Math.Pow(10, Math.Ceiling(Math.Log10(high) - 1e-9));
            return new(low, high > low ? high : low * 10, true, from, to);
        }
        // What differs in the seventh digit alone is drawn as a level line, under labels that can be read.
        if (high - low <= Level * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            double middle = (low + high) / 2, room = middle == 0 ? 1 : Math.Abs(middle) / 2;
            (low, high) = (middle - room, middle + room);
        }
        double air = exact ? 0 : (high - low) * 0.04;
        // A quantity that starts at zero starts at the frame: no air below it.
        return new(low == 0 ? 0 : low - air, high + air, false, from, to);
    }

    /// <summary>Where to write which number.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks(int wanted) => Log ? Powers(wanted) : Round(wanted);

    private List<(double, string)> Round(int wanted)
    {
        double rough = (High - Low) / wanted;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        int decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 15);
        bool raised = Math.Max(Math.Abs(Low), Math.Abs(High)) is >= 1e5 or < 1e-3;
        var ticks = new List<(double, string)>();
        for (double i = Math.Ceiling((Low / step) - 1e-9) + 0.0; i * step <= High + (step * 1e-9); i++)
            ticks.Add((i * step, raised ? Figures.Show(i * step) : Figures.Fixed(i * step, decimals)));
        return ticks;
    }

    private List<(double, string)> Powers(int wanted)
    {
        int first = (int)Math.Ceiling(Math.Log10(Low) - 1e-9);
        int last = (int)Math.Floor(Math.Log10(High) + 1e-9);
        int rough = Math.Max(1, (int)Math.Ceiling((last - first) / (double)wanted));
        int every = Array.Find(PowerSteps, step => step >= rough);
        var ticks = new List<(double, string)>();
        for (int exponent = (int)Math.Ceiling(first / (double)every) * every; exponent <= last; exponent += every)
            ticks.Add((Math.Pow(10, exponent), Figures.PowerOfTen(exponent)));
        if (ticks.Count > 2)
            return ticks;
        foreach (double digit in (double[])[2, 5])
        {
            for (int exponent = first - 1; exponent <= last; exponent++)
            {
                double value = digit * Math.Pow(10, exponent);
                if (Holds(value))
                    ticks.Add((value, Figures.Show(value)));
            }
        }
        return ticks;
    }
}
