using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// Writes the state of a training every so many steps, on a thread of its own: training waits for a copy in memory and
/// never for the disk. Where states come faster than the disk takes them, the newest is written next.
/// </summary>
/// <param name="trainer">Who trains.</param>
/// <param name="every">Steps between two states.</param>
/// <param name="file">The file.</param>
/// <param name="settings">What the file says of the run.</param>
/// <param name="metrics">Lines up to a step are in their file before the state after it is, or null.</param>
/// <param name="warn">Told once when a state cannot be written.</param>
internal sealed class Checkpoints<T>(Trainer<T> trainer, long every, NamedFile file,
    IReadOnlyList<(string Key, string Value)> settings, MetricsFile? metrics, Action<string> warn) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lock gate = new();
    private readonly AutoResetEvent news = new(false);
    private Thread? writer;
    private TrainingState<T>? waiting;
    // Written, so that its memory can be used again.
    private TrainingState<T>? spare;
    private bool isOver;
    private bool hasWarned;

    /// <summary>After a step: hands on a copy of the state if it is time.</summary>
    public void OnStep(long step)
    {
        if (step % every != 0)
            return;
        TrainingState<T>? old;
        lock (gate)
        {
            old = waiting ?? spare;
            (waiting, spare) = (null, old == spare ? null : spare);
        }
        TrainingState<T> state = trainer.Capture(old);
        lock (gate)
            waiting = state;
        if (writer is null)
        {
            writer = new(WriteAll) { IsBackground = true, Name = "checkpoints" };
            writer.Start();
        }
        news.Set();
    }

    /// <summary>Writes the state as it is now, after all others.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public void Save()
    {
        Dispose();
        Files.Save(file, path => trainer.Capture().Save(path, [.. settings]));
    }

    /// <summary>Waits until the last state is written.</summary>
    public void Dispose()
    {
        lock (gate)
            isOver = true;
        news.Set();
        writer?.Join();
        writer = null;
    }

    private void WriteAll()
    {
        while (true)
        {
            TrainingState<T>? next;
            lock (gate)
            {
                (next, waiting) = (waiting, null);
                if (next is null && isOver)
                    return;
            }
            if (next is null)
            {
                news.WaitOne();
                continue;
            }
            Write(next);
            lock (gate)
                spare = next;
        }
    }

    private void Write(TrainingState<T> state)
    {
        try
        {
            metrics?.Flush();
            Files.Save(file, path => state.Save(path, [.. settings]));
            hasWarned = false;
        }
        catch (UserError problem) when (!hasWarned)
        {
            // Training goes on: the next state, or the net at the end, may find room again.
            hasWarned = true;
            warn(problem.Message);
        }
        catch (UserError)
        {
            // It was said once.
        }
    }
}
