using System.Diagnostics;

namespace VectorLoss.Cli;

/// <summary>
/// Says on the error stream how far long work is, and about how long the rest takes: on a terminal in one line that is
/// redrawn, elsewhere in a line from time to time. Work that is over in a moment says nothing.
/// </summary>
internal sealed class WorkProgress : IDisposable
{
    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromMilliseconds(100);

    // Often enough to see that it lives, rarely enough to read the log of a night.
    private const int GrowthOfPauses = 2;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private readonly ManualResetEventSlim over = new();
    private readonly Terminal terminal;
    private readonly Func<WorkState?> look;
    private readonly Thread painter;
    private readonly long start = Stopwatch.GetTimestamp();

    /// <summary>Starts to look.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="look">Asked from another thread how far the work is; null for nothing to say.</param>
    public WorkProgress(Terminal terminal, Func<WorkState?> look)
    {
        (this.terminal, this.look) = (terminal, look);
        painter = new(terminal.Watched ? Redraw : Log) { IsBackground = true, Name = "progress" };
        painter.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over.Set();
        painter.Join();
        over.Dispose();
    }

    private void Redraw()
    {
        bool isDrawn = false;
        int width = Math.Min(terminal.Columns, 80) - 1;
        while (!over.Wait(BetweenDrawings))
        {
            if (Line() is not { } line)
                continue;
            terminal.Error.Write($"\r{Printable.Cut(line, width)}\u001b[K");
            isDrawn = true;
        }
        if (isDrawn)
            terminal.Error.Write("\r\u001b[K");
    }

    private void Log()
    {
        TimeSpan pause = terminal.Patience;
        while (!over.Wait(pause))
        {
            if (Line() is { } line)
                terminal.Error.WriteLine(line);
            pause = pause * GrowthOfPauses < LongestPause ? pause * GrowthOfPauses : LongestPause;
        }
    }

    private string? Line()
    {
        if (look() is not { } state)
            return null;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return state.Share is > 0 and < 1
            ? $"{state.Text} · about {Durations.Text(seconds * (1 - state.Share) / state.Share)} left" : state.Text;
    }
}
