namespace VectorLoss.Checking;

/// <summary>A limit of difference quotients, and where it was found.</summary>
/// <param name="Value">The limit; NaN if there is none.</param>
/// <param name="Error">The error bar; infinite if there is none.</param>
/// <param name="Noise">What moves the function beside the slope at shorter steps: its rounding, or a structure.</param>
/// <param name="Rung">The shortest step that the limit was found from; −1 if there is none.</param>
internal readonly record struct Limit(double Value, double Error, double Noise, int Rung)
{
    public static Limit None => new(double.NaN, double.PositiveInfinity, 0, -1);

    public bool Exists => Rung >= 0;

    /// <summary>The same with a noise that was measured elsewhere: differences of values that are equal by their
    /// symmetry show none.</summary>
    public Limit WithNoise(double noise, double step)
        => this with { Noise = Math.Max(Noise, noise), Error = Math.Max(Error, noise / step) };
}

/// <summary>The limit of quotients at steps that halve, by Richardson's extrapolation, with the noise that the quotients
/// show of themselves.</summary>
/// <remarks>
/// <para>Each step gives a candidate, extrapolated from it and the longer steps. Its truncation is the largest distance
/// to three neighbours in the scheme. Its noise is measured: the most that the candidates of all shorter steps are off
/// it, times those steps. The bar is the truncation and the noise over the step. So noise is what the function really
/// does at short steps, be it rounding, cancellation or steps of a plateau, and never less than the rounding of its
/// values.</para>
/// <para>A candidate is contradicted by two successive shorter ones that exclude it with their own, narrower noise: then
/// the function has a structure at the shorter scale, such as a narrow peak, which the longer steps overlook.
/// <see cref="Near"/> is the best that nothing contradicts; <see cref="Far"/> the best of the others, right if what
/// contradicts it is rounding.</para>
/// <para>Sources: L. F. Richardson 1911, doi:10.1098/rsta.1911.0009; C. J. F. Ridders 1982,
/// doi:10.1016/S0141-1195(82)80057-0, who looks at two neighbours; J. J. Moré, S. M. Wild 2011, doi:10.1137/100786125,
/// for noise measured from the function's own values.</para>
/// </remarks>
internal ref struct LimitSearch
{
    private const int Deepest = 5;

    // A contradiction needs this many shorter steps to know its own noise from.
    private const int Support = 5;
    // The noise is the most that was seen, the bar what is usual: the errors of several values, of both signs.
    private const double Typical = 0.5;
    private const double Bars = Derivative.UsualBars;

    private readonly ReadOnlySpan<double> quotients;
    private readonly ReadOnlySpan<double> steps;
    private readonly ReadOnlySpan<double> floors;
    private readonly Expansion expansion;
    private readonly Span<Candidate> candidates;

    internal record struct Candidate(double Value, double Truncation, double Gain, double Noise, double Bar,
        bool IsContradicted)
    {
        public readonly bool Exists => Gain > 0;
    }

    /// <param name="quotients">The quotients, the longest step first.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="floors">The rounding of the values at each step, times what the quotient makes of it.</param>
    /// <param name="expansion">The powers in the error of the quotients.</param>
    /// <param name="flatFrom">From which step on the function does not move at all; such steps count as noise and
    /// contradict nothing.</param>
    /// <param name="memory">A candidate for each quotient.</param>
    public LimitSearch(ReadOnlySpan<double> quotients, ReadOnlySpan<double> steps, ReadOnlySpan<double> floors,
        Expansion expansion, int flatFrom, Span<Candidate> memory)
    {
        this.quotients = quotients;
        this.steps = steps;
        this.floors = floors;
        this.expansion = expansion;
        candidates = memory;
        Extrapolate();
        Measure();
        Contradict(Math.Min(flatFrom, quotients.Length - Support));
        IsOpen = IsContradictedAtLast(Best(contradicted: false, flatFrom));
        Near = Best(contradicted: false, flatFrom);
        Far = Best(contradicted: true, flatFrom);
    }

    /// <summary>The best limit that no shorter steps contradict.</summary>
    public Limit Near { get; }

    /// <summary>Whether the shortest three steps agree, to their rounding, on something else than <see cref="Near"/>: too
    /// few to contradict, and too well to be noise.</summary>
    public bool IsOpen { get; }

    /// <summary>The best limit of those that shorter steps contradict.</summary>
    public Limit Far { get; }

    private readonly double Ratio(int order) => expansion switch
    {
        Expansion.EveryPower => Math.ScaleB(1, order),
        Expansion.EvenPowers => Math.ScaleB(1, 2 * order),
        _ => Math.ScaleB(1, (2 * order) - 1),
    };

    private readonly void Extrapolate()
    {
        Span<double> before = stackalloc double[Deepest + 1], now = stackalloc double[Deepest + 1];
        int depth = -1;
        for (int i = 0; i < quotients.Length; i++)
        {
            candidates[i] = default;
            now[0] = quotients[i];
            if (!double.IsFinite(now[0]))
            {
                depth = -1;
                continue;
            }
            double gain = 1, least = double.PositiveInfinity;
            for (int order = 1; order <= depth + 1 && order <= Deepest; order++)
            {
                double ratio = Ratio(order);
                now[order] = now[order - 1] + ((now[order - 1] - before[order - 1]) / (ratio - 1));
                gain *= (ratio + 1) / (ratio - 1);
                if (order > depth)
                    continue;
                double off = Math.Max(Math.Abs(now[order] - now[order - 1]),
                    Math.Max(Math.Abs(now[order] - before[order - 1]), Math.Abs(now[order] - before[order])));
                double bar = off + (gain * floors[i] / steps[i]);
                if (bar < least)
                    (least, candidates[i]) = (bar, new(now[order], off, gain, 0, bar, false));
            }
            depth = Math.Min(depth + 1, Deepest);
            now.CopyTo(before);
        }
    }

    private readonly void Measure()
    {
        for (int i = 0; i < candidates.Length; i++)
        {
            ref Candidate candidate = ref candidates[i];
            if (!candidate.Exists)
                continue;
            double noise = floors[i];
            for (int k = i + 1; k < candidates.Length; k++)
                if (candidates[k].Exists)
                    noise = Math.Max(noise, (Math.Abs(candidates[k].Value - candidate.Value) - candidate.Truncation)
                        * steps[k] / candidates[k].Gain);
            candidate.Noise = noise;
            candidate.Bar = candidate.Truncation + (candidate.Gain * Typical * noise / steps[i]);
        }
    }

    private readonly void Contradict(int end)
    {
        for (int i = 0; i < end; i++)
            for (int k = i + 1; k + 1 < end && candidates[i].Exists && !candidates[i].IsContradicted; k++)
                candidates[i].IsContradicted = Excludes(candidates[k], candidates[i])
                    && Excludes(candidates[k + 1], candidates[i]);
    }

    private readonly bool IsContradictedAtLast(Limit near)
    {
        if (candidates.Length == 0 || !near.Exists || !candidates[^1].Exists)
            return false;
        Candidate last = candidates[^1];
        double rounding = last.Gain * floors[^1] / steps[^1];
        return last.Truncation <= 4 * rounding && Math.Abs(last.Value - near.Value) > 64 * rounding;
    }

    private static bool Excludes(in Candidate near, in Candidate far) => near.Exists
        && Math.Abs(near.Value - far.Value) > (Bars * near.Bar) + (2 * far.Truncation);

    private readonly Limit Best(bool contradicted, int end)
    {
        Limit best = Limit.None;
        for (int i = 0; i < Math.Min(end, candidates.Length); i++)
            if (candidates[i].Exists && candidates[i].IsContradicted == contradicted && candidates[i].Bar < best.Error)
                best = new(candidates[i].Value, candidates[i].Bar, candidates[i].Noise, i);
        return best;
    }
}
