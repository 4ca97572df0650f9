namespace VectorLoss.Benchmarks.Compare;

/// <summary>
/// Times everybody in turns, A B C A B C, so that a slow moment of the machine falls on all, and takes medians. A
/// control workload that nobody's code touches runs in every round: it tells a slow machine from slow code.
/// </summary>
internal sealed class Contest(int rounds, double sampleMicroseconds)
{
    private readonly Contestant control = new Local("control", "", Control);
    private readonly List<double> controls = [];

    /// <summary>Largest over smallest time of the control: 1 on a quiet machine.</summary>
    public double ControlSpread => controls.Count == 0 ? 1 : controls.Max() / controls.Min();

    public IEnumerable<Row> Run(Plan plan)
    {
        Work work = plan.Make(plan);
        Contestant[] all = [work.Ours, .. work.Peers, .. work.Limit is null ? Array.Empty<Contestant>() : [work.Limit]];
        int[] calls = [.. all.Select(Calibrate)];
        foreach (Contestant one in all)
            if (one.Verify() is string wrong)
            {
                yield return new(plan.Name, plan.Shape, work.Threads, double.NaN, one.Name, null, null, null, null, $"WRONG RESULT, not timed: {wrong}");
                yield break;
            }
        double[] medians = Interleave(all, calls);
        double ours = medians[0];
        double? share = work.Limit is null ? null : medians[^1] / ours;
        if (work.Peers.Count == 0)
            yield return new(plan.Name, plan.Shape, work.Threads, ours, null, null, null, work.Limit?.Name, share);
        for (int i = 0; i < work.Peers.Count; i++)
        {
            Contestant peer = work.Peers[i];
            string name = peer.Version.Length == 0 ? peer.Name : $"{peer.Name} {peer.Version}";
            yield return new(plan.Name, plan.Shape, work.Threads, ours, name, medians[i + 1], medians[i + 1] / ours, work.Limit?.Name, share);
        }
    }

    private double[] Interleave(Contestant[] all, int[] calls)
    {
        var samples = new double[all.Length][];
        for (int i = 0; i < all.Length; i++)
            samples[i] = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            controls.Add(control.Measure(1));
            for (int i = 0; i < all.Length; i++)
                samples[i][round] = all[i].Measure(calls[i]) / calls[i];
        }
        return [.. samples.Select(Median)];
    }

    /// <summary>Warms up until the code is compiled at its best, and finds how many calls fill a sample.</summary>
    private int Calibrate(Contestant one)
    {
        double once = Math.Max(one.Measure(1), 0.01);
        // Thirty calls, then a tenth of a second without new code, make the runtime compile the optimised version.
        for (int pass = 0; pass < 2; pass++)
        {
            one.Measure((int)Math.Clamp(200_000 / once, 2, 40));
            Thread.Sleep(once > 100_000 ? 0 : 150);
        }
        int calls = (int)Math.Clamp(sampleMicroseconds / once, 1, 10_000);
        double per = one.Measure(calls) / calls;
        return (int)Math.Clamp(sampleMicroseconds / Math.Max(per, 0.001), 1, 10_000_000);
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static ulong sink;

    private static void Control()
    {
        ulong state = 88172645463325252;
        for (int i = 0; i < 100_000; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }
        sink = state;
    }
}
