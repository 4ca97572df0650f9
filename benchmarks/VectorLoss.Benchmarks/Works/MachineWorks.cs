using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Works;

/// <summary>The machine by itself: the limits that the other works are set against, as rates.</summary>
internal static class MachineWorks
{
    /// <summary>Bytes of all arrays together: within 32 KB, 1 MB and 32 MB, and eight times beyond the last.</summary>
    private static readonly (string Name, int Bytes)[] levels =
        [("L1 24 KB", 24 << 10), ("L2 480 KB", 480 << 10), ("L3 8 MB", 8 << 20), ("memory 240 MB", 240 << 20)];

    public static IEnumerable<Plan> All(CompareContext context)
    {
        foreach (int threads in context.Threads == 1 ? [1] : new[] { 1, context.Threads })
        {
            yield return Of("FMA float", Text(threads), threads, 1e8, "GFLOP/s", Limits.Fma<float>);
            yield return Of("FMA double", Text(threads), threads, 1e8, "GFLOP/s", Limits.Fma<double>);
            foreach ((string name, int bytes) in levels)
            {
                string shape = Shape(name, threads);
                yield return Of("read", shape, threads, bytes, "GB/s", (all, n) => Limits.Read((int)all / 4, n));
                yield return Of("copy", shape, threads, bytes, "GB/s", (all, n) => Limits.Copy<float>((int)all / 8, n));
                yield return Of("triad", shape, threads, bytes, "GB/s", (all, n) => Limits.Triad((int)all / 12, n));
            }
            yield return Of("copy past caches", Shape(levels[^1].Name, threads), threads, levels[^1].Bytes, "GB/s",
                (all, n) => Limits.Stream((int)all / 8, n));
        }
    }

    private static string Shape(string level, int threads) => threads == 1 ? level : $"{level}, {Text(threads)}";

    private static string Text(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private static Plan Of(
        string name, string shape, int threads, double amount, string unit, Func<double, int, Contestant> limit)
        => new($"machine: {name}", shape,
            _ => new(limit(amount, threads)) { Threads = threads, Amount = amount, Unit = unit });
}
