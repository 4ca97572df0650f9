using System.Runtime.CompilerServices;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>
/// Times everybody in turns, A B C A B C, so that a slow moment of the machine falls on all. A ratio is the median of
/// the rounds' own ratios: both of its times come from the same moment. A control workload that nobody's code touches
/// runs in every round: it tells a slow machine from slow code.
/// </summary>
internal sealed class Contest(int rounds, double sampleMicroseconds, WarmUp warmUp)
{
    // A cold run takes a second.
    private const int MostColdRounds = 9;
    private const int FewCalls = 4;

    private readonly Contestant control = new Local("control", "", Control);
    private readonly List<double> controls = [];

    /// <summary>Clocks in a microsecond: those of the control, in its fastest run.</summary>
    public double Clock => ControlClocks / controls.Min();

    /// <summary>The control's median and largest time over its smallest: 1 and 1 on a quiet machine.</summary>
    public (double Median, double Largest) ControlSpread => controls.Count == 0 ? (1, 1)
        : (Median([.. controls]) / controls.Min(), controls.Max() / controls.Min());

    public IEnumerable<Row> Run(Plan plan)
    {
        Work work = plan.Make(plan);
        Contestant[] all = [work.Ours, .. work.Peers, .. work.Limit is null ? Array.Empty<Contestant>() : [work.Limit]];
        try
        {
            return [.. Run(plan, work, all)];
        }
        finally
        {
            foreach (IDisposable process in all.OfType<IDisposable>())
                process.Dispose();
        }
    }

    /// <summary>The middle one of the values, or the mean of the middle two.</summary>
    public static double Median(double[] values) => Quantile(values, 0.5);

    private IEnumerable<Row> Run(Plan plan, Work work, Contestant[] all)
    {
        double[] once = work.Cold ? [.. all.Select(one => one.Measure(1))] : warmUp.Settle(all);
        controls.Add(control.Measure(1));
        // Once more, because the limit may have used the memory of the result.
        foreach (Contestant one in work.Cold ? [] : all[..(1 + work.Peers.Count)])
            one.Measure(1);
        foreach (Contestant one in all)
            if (one.Verify() is string wrong)
                return [Row.Failed(plan, one.Named, $"WRONG RESULT, not timed: {wrong}")];
        return Rows(plan, work, Interleave(all, [.. once.Select(Calls)], work.Cold));
    }

    private static IEnumerable<Row> Rows(Plan plan, Work work, double[][] samples)
    {
        double[] ours = samples[0];
        double? share = work.Limit is null ? null : Median(Ratios(samples[^1], ours));
        var row = new Row(plan.Name, plan.Shape, work.Threads, Median(ours))
        {
            Limit = work.Limit?.Name,
            ShareOfLimit = share,
            Rate = work.Amount / Median(ours) / 1e3,
            Unit = work.Unit,
        };
        if (work.Peers.Count == 0)
            yield return row;
        for (int i = 0; i < work.Peers.Count; i++)
        {
            double[] theirs = samples[i + 1], ratios = Ratios(theirs, ours);
            yield return row with
            {
                Peer = work.Peers[i].Named,
                PeerMicroseconds = Median(theirs),
                Ratio = Median(ratios),
                RatioQuartiles = [Quantile(ratios, 0.25), Quantile(ratios, 0.75)],
            };
        }
    }

    private static double[] Ratios(double[] over, double[] under) => [.. over.Zip(under, (a, b) => a / b)];

    private static double Quantile(double[] values, double part)
    {
        double[] sorted = [.. values.Order()];
        double at = part * (sorted.Length - 1);
        int below = (int)at, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private double[][] Interleave(Contestant[] all, int[] calls, bool cold)
    {
        int turns = cold ? Math.Min(rounds, MostColdRounds) : rounds;
        double[][] samples = [.. all.Select(_ => new double[turns])];
        for (int round = 0; round < turns; round++)
        {
            controls.Add(control.Measure(1));
            for (int i = 0; i < all.Length; i++)
            {
                // Before a sample of few calls, one that is not timed: it writes back what the one before left behind.
                if (!cold && calls[i] <= FewCalls)
                    all[i].Measure(1);
                samples[i][round] = all[i].Measure(calls[i]) / calls[i];
            }
        }
        return samples;
    }

    private int Calls(double once) => (int)Math.Clamp(sampleMicroseconds / Math.Max(once, 0.001), 1, 10_000_000);

    private const int ControlTurns = 100_000, ControlClocks = 6 * ControlTurns;

    private static ulong sink;

    /// <summary>A chain of shifts and exclusive ors, one clock each on every machine of twenty years.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Control()
    {
        ulong state = 88172645463325252;
        for (int i = 0; i < ControlTurns; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }
        sink = state;
    }
}
