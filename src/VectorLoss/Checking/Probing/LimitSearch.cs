namespace VectorLoss.Checking;

/// <summary>The limit of quotients at steps that halve, by Richardson's extrapolation, with the noise that the
/// quotients show of themselves.</summary>
/// <remarks>
/// <para>Each step gives a candidate, extrapolated from it and the longer steps. Its truncation is the largest distance
/// to three neighbours in the scheme. Its noise is measured: the most that the candidates of all shorter steps are off
/// it, times those steps. The bar is the truncation and the noise over the step. So noise is what the function really
/// does at short steps, be it rounding, cancellation or steps of a plateau, and never less than the rounding of its
/// values.</para>
/// <para>A candidate is contradicted by two successive shorter ones that exclude it with their own, narrower noise:
/// then the function has a structure at the shorter scale, such as a narrow peak, which the longer steps overlook.
/// <see cref="Near"/> is the best that nothing contradicts; <see cref="Far"/> the best of the others, right if what
/// contradicts it is rounding.</para>
/// <para>Sources: L. F. Richardson 1911, doi:10.1098/rsta.1911.0009; C. J. F. Ridders 1982,
/// doi:10.1016/S0141-1195(82)80057-0, who looks at two neighbours; J. J. Moré, S. M. Wild 2011, doi:10.1137/100786125,
/// for noise measured from the function's own values.</para>
/// </remarks>
internal readonly ref struct LimitSearch
{
    /// <summary>How many numbers of memory each quotient takes.</summary>
    public const int Columns = 7;

    private const int Deepest = 5;

    // A contradiction needs this many shorter steps to know its own noise from.
    private const int Support = 5;

    // The noise is the most that was seen, the bar what is usual: the errors of several values, of both signs.
    private const double Typical = 0.5;
    private const double Bars = Derivative.UsualBars;

    private readonly ReadOnlySpan<double> quotients;
    private readonly ReadOnlySpan<double> steps;
    private readonly ReadOnlySpan<double> floors;

    // Of each candidate; the value is NaN where there is none.
    private readonly Span<double> values;
    private readonly Span<double> truncations;
    private readonly Span<double> gains;
    private readonly Span<double> weights;
    private readonly Span<double> noises;
    private readonly Span<double> bars;
    private readonly Span<double> contradicted;

    /// <param name="quotients">The quotients, the longest step first.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="floors">The rounding of the values at each step, times what the quotient makes of it.</param>
    /// <param name="expansion">The powers in the error of the quotients.</param>
    /// <param name="flatFrom">From which step on the function does not move at all; such steps count as noise and
    /// contradict nothing.</param>
    /// <param name="memory"><see cref="Columns"/> numbers for each quotient.</param>
    public LimitSearch(ReadOnlySpan<double> quotients, ReadOnlySpan<double> steps, ReadOnlySpan<double> floors,
        Expansion expansion, int flatFrom, Span<double> memory)
    {
        this.quotients = quotients;
        this.steps = steps;
        this.floors = floors;
        int count = quotients.Length;
        values = memory[..count];
        truncations = memory.Slice(count, count);
        gains = memory.Slice(2 * count, count);
        weights = memory.Slice(3 * count, count);
        noises = memory.Slice(4 * count, count);
        bars = memory.Slice(5 * count, count);
        contradicted = memory.Slice(6 * count, count);
        Extrapolate(expansion);
        Measure();
        Contradict(Math.Min(flatFrom, count - Support));
        Near = Best(among: 0, flatFrom);
        // Too few of the shortest steps do not stand against longer ones: at 0 they are below the last place of 1.
        Limit known = Near.Rung < count - Support ? Near : Best(among: 0, Math.Min(flatFrom, count - Support));
        if (known.Exists && Math.Abs(known.Value - Near.Value) > Bars * (known.Error + Near.Error))
            Near = known;
        Far = Best(among: 1, flatFrom);
        IsOpen = IsContradictedAtLast(Near);
    }

    /// <summary>The best limit that no shorter steps contradict.</summary>
    public Limit Near { get; }

    /// <summary>The best limit of those that shorter steps contradict.</summary>
    public Limit Far { get; }

    /// <summary>Whether the shortest three steps agree, to their rounding, on something else than <see cref="Near"/>:
    /// too few to contradict, and too well to be noise.</summary>
    public bool IsOpen { get; }

    // By what a halved step shrinks an error, of orders 1 to the deepest.
    private static void Ratios(Expansion expansion, Span<double> ratios)
    {
        (double first, double next) = expansion switch
        {
            Expansion.EveryPower => (2.0, 2.0),
            Expansion.EvenPowers => (4, 4),
            _ => (2, 4),
        };
        for (int order = 1; order < ratios.Length; order++)
            (ratios[order], first) = (first, first * next);
    }

    private void Extrapolate(Expansion expansion)
    {
        Span<double> before = stackalloc double[Deepest + 1], now = stackalloc double[Deepest + 1],
            ratios = stackalloc double[Deepest + 1];
        Ratios(expansion, ratios);
        int depth = -1;
        for (int i = 0; i < quotients.Length; i++)
        {
            values[i] = double.NaN;
            now[0] = quotients[i];
            if (!double.IsFinite(now[0]))
            {
                depth = -1;
                continue;
            }
            double gain = 1, least = double.PositiveInfinity;
            for (int order = 1; order <= depth + 1 && order <= Deepest; order++)
            {
                now[order] = now[order - 1] + ((now[order - 1] - before[order - 1]) / (ratios[order] - 1));
                gain *= (ratios[order] + 1) / (ratios[order] - 1);
                if (order > depth)
                    continue;
                double off = Math.Max(Math.Abs(now[order] - now[order - 1]),
                    Math.Max(Math.Abs(now[order] - before[order - 1]), Math.Abs(now[order] - before[order])));
                double bar = off + (gain * floors[i] / steps[i]);
                if (bar < least)
                    (least, values[i], truncations[i], gains[i]) = (bar, now[order], off, gain);
            }
            truncations[i] = Math.Max(truncations[i], Rest(i));
            depth = Math.Min(depth + 1, Deepest);
            now.CopyTo(before);
        }
    }

    // What a quotient lacks that falls by a broken power of the step, as of |x|^1.1: the rest of a geometric series.
    private double Rest(int i)
    {
        const double Slow = 0.75, Least = 1.0 / (1 << 6);
        return Fall(i) is > Slow and < 1 and var ratio && Fall(i - 1) is > Slow and < 1
            ? Math.Abs(quotients[i] - quotients[i - 1]) * ratio / Math.Max(1 - ratio, Least) : 0;
    }

    private double Fall(int i) => i < 2 ? 0 : (quotients[i] - quotients[i - 1]) / (quotients[i - 1] - quotients[i - 2]);

    private void Measure()
    {
        for (int i = 0; i < weights.Length; i++)
            weights[i] = steps[i] / gains[i];
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i], truncation = truncations[i], noise = floors[i];
            for (int k = i + 1; k < values.Length; k++)
            {
                double off = (Math.Abs(values[k] - value) - truncation) * weights[k];
                noise = off > noise ? off : noise;
            }
            noises[i] = noise;
            bars[i] = truncation + (gains[i] * Typical * noise / steps[i]);
        }
    }

    private void Contradict(int end)
    {
        contradicted.Clear();
        for (int i = 0; i < end; i++)
        {
            double value = values[i], allowed = 2 * truncations[i];
            bool before = false;
            for (int k = i + 1; k < end; k++)
            {
                bool excludes = Math.Abs(values[k] - value) > (Bars * bars[k]) + allowed;
                if (excludes && before)
                {
                    contradicted[i] = 1;
                    break;
                }
                before = excludes;
            }
        }
    }

    private bool IsContradictedAtLast(Limit near)
    {
        if (values.Length == 0 || !near.Exists || double.IsNaN(values[^1]))
            return false;
        double rounding = gains[^1] * floors[^1] / steps[^1];
        return truncations[^1] <= 4 * rounding && Math.Abs(values[^1] - near.Value) > 64 * rounding;
    }

    private Limit Best(double among, int end)
    {
        int best = -1;
        for (int i = 0; i < Math.Min(end, values.Length); i++)
            if (!double.IsNaN(values[i]) && contradicted[i] == among && double.IsFinite(bars[i])
                && (best < 0 || bars[i] < bars[best]))
                best = i;
        return best < 0 ? Limit.None : new(values[best], bars[best], noises[best], best);
    }
}
