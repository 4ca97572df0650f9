using System.Diagnostics;

namespace VectorLoss.Cli;

/// <summary>How long this process has lived: its own start is part of what a user waits for.</summary>
internal static class ProcessAge
{
    private static readonly long Asked = Stopwatch.GetTimestamp();
    private static readonly double Before = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds;

    /// <summary>Seconds since the system started the process, to about a hundredth.</summary>
    public static double Seconds => Before + Stopwatch.GetElapsedTime(Asked).TotalSeconds;
}
