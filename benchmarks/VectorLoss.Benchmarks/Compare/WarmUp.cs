using System.Runtime;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>Runs everybody until the runtime has compiled all code at its best and nobody becomes faster.</summary>
/// <remarks>
/// The runtime counts thirty calls of each method and then compiles it again, in the background, one layer of calls
/// after another. How often that repeats depends on the peer: TensorPrimitives.Exp was timed at 3.5 ns an element after
/// two fixed pauses, and at 1.6 when it had had its time.
/// </remarks>
/// <param name="calm">In so many pauses in a row nothing is compiled and nobody gains more than a few per cent.</param>
internal sealed class WarmUp(int calm)
{
    private const double Gain = 0.03, ChunkMicroseconds = 500;
    private const int PauseMilliseconds = 40, CountedCalls = 40, MostPauses = 40;

    /// <summary>Microseconds of one call of each, when warm.</summary>
    public double[] Settle(Contestant[] all)
    {
        double[] best = [.. all.Select(one => Math.Max(one.Measure(1), 0.001))];
        int unchanged = 0;
        for (int pauses = 0; pauses < MostPauses && unchanged < calm; pauses++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            bool faster = false;
            for (int i = 0; i < all.Length; i++)
            {
                double now = Fastest(all[i], best[i]);
                faster |= now < (1 - Gain) * best[i];
                best[i] = Math.Min(now, best[i]);
            }
            Thread.Sleep(PauseMilliseconds);
            unchanged = faster || JitInfo.GetCompiledMethodCount() != compiled ? 0 : unchanged + 1;
        }
        return best;
    }

    /// <summary>The least of three chunks of calls, or of one call where a call is a chunk.</summary>
    private static double Fastest(Contestant one, double once)
    {
        int calls = (int)Math.Clamp(ChunkMicroseconds / once, 1, 1_000_000);
        // Code that is slow only because it is not compiled yet needs its thirty calls all the same.
        if (once < 20 * ChunkMicroseconds / CountedCalls)
            calls = Math.Max(calls, CountedCalls);
        double least = one.Measure(calls) / calls;
        for (int again = 0; again < 2 && once < 20 * ChunkMicroseconds; again++)
            least = Math.Min(least, one.Measure(calls) / calls);
        return least;
    }
}
