using System.Diagnostics;

namespace VectorLoss.Cli.Lessons;

/// <summary>How long work takes.</summary>
internal static class Timing
{
    /// <summary>The mean of five runs, after one that also sets up memory.</summary>
    public static double Seconds(Action work)
    {
        work();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 5; i++)
            work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / 5;
    }
}
