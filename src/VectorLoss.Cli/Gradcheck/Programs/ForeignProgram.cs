using System.Diagnostics;
using System.Text;

namespace VectorLoss.Cli;

/// <summary>A running copy of a program that answers one line for each line, and never blocks its reader for longer
/// than a given time.</summary>
/// <remarks>Reading and writing block, for this is the fastest way through a pipe. A timer watches them: it ends the
/// program when its time is over, and the pipes then give the end of the file.</remarks>
internal sealed class ForeignProgram : IDisposable
{
    // Ticks of the watch; a program that ended may leave an answer in the pipe, so its pipe is read a little longer.
    private const int TickMilliseconds = 50, TicksAfterExit = 6, TicksUntilStuck = 40;
    private const int MostMillisecondsToEnd = 2000;

    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;
    private readonly TimeSpan timeout;
    private readonly int longest;
    private readonly CancellationToken stop;
    private readonly Timer watch;
    private readonly Lock watching = new();
    private readonly TaskCompletionSource stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] buffer = new byte[1 << 12];
    private int start;
    private int end;
    private long askedAt;
    private int ticksEnded;
    private int ticksKilled;
    private volatile bool tookTooLong;
    private bool isDisposed;

    /// <param name="words">The program and its arguments.</param>
    /// <param name="timeout">How long one answer may take.</param>
    /// <param name="longest">The longest answer, in bytes.</param>
    /// <param name="stop">Ends the program while an answer is awaited.</param>
    /// <exception cref="UserError">It cannot be started.</exception>
    public ForeignProgram(IReadOnlyList<string> words, TimeSpan timeout, int longest, CancellationToken stop)
    {
        (this.timeout, this.longest, this.stop) = (timeout, longest, stop);
        process = ProcessGroup.Start(words);
        input = process.StandardInput.BaseStream;
        output = process.StandardOutput.BaseStream;
        watch = new(_ =>
        {
            lock (watching)
                Watch();
        }, null, TickMilliseconds, TickMilliseconds);
    }

    /// <summary>How many requests were sent.</summary>
    public long Requests { get; private set; }

    /// <summary>Ends if the program was ended and its pipe is still held open by a process out of reach.</summary>
    public Task Stuck => stuck.Task;

    /// <summary>Sends a line and gives the line that answers it, without its end. Valid until the next call.</summary>
    /// <exception cref="UserError">There is no answer.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public ReadOnlySpan<byte> Ask(ReadOnlySpan<byte> request)
    {
        stop.ThrowIfCancellationRequested();
        RequireSilence();
        Requests++;
        (start, end) = (0, 0);
        Volatile.Write(ref askedAt, Stopwatch.GetTimestamp());
        try
        {
            input.Write(request);
            return ReadLine();
        }
        catch (IOException)
        {
            // The program closed its stdin, most often by ending.
            throw Ended();
        }
        finally
        {
            Volatile.Write(ref askedAt, 0);
        }
    }

    /// <summary>A failure of the program, as the line that the user reads.</summary>
    public static UserError Failure(string what) => new($"--program: {what}");

    /// <summary>The beginning of a line, without characters that a terminal obeys.</summary>
    public static string Quote(ReadOnlySpan<byte> line)
    {
        // A little more than is shown: where a character takes several bytes, the rest of the line still says "…".
        const int Most = 8 * Printable.Longest;
        return $"'{Printable.Cut(Encoding.UTF8.GetString(line[..Math.Min(line.Length, Most)]).TrimEnd())}'";
    }

    /// <summary>Tells the program that no request follows.</summary>
    public void CloseInput()
    {
        try
        {
            input.Dispose();
        }
        catch (IOException)
        {
            // It ended before.
        }
    }

    /// <summary>Waits until the program ends, for no request follows. An answer too many means that the answers before
    /// may have belonged to other requests.</summary>
    /// <exception cref="UserError">It printed an answer that nobody asked for.</exception>
    public void Finish()
    {
        CloseInput();
        process.WaitForExit(MostMillisecondsToEnd);
        ProcessGroup.Kill(process);
        // A process that escaped from the group may hold the pipe open; what is to come is there by now.
        Task rest = Task.Factory.StartNew(ReadRest, CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (rest.Wait(MostMillisecondsToEnd) && buffer.AsSpan(start, end - start).TrimStart(" \t\r\n"u8) is var more
            && more.StartsWith("{"u8))
            throw Failure($"it printed more answers than it got requests: {Quote(more)}");
    }

    public void Dispose()
    {
        // A timer that is disposed of may still be in its last call.
        lock (watching)
            isDisposed = true;
        watch.Dispose();
        CloseInput();
        if (ticksKilled == 0 && !stop.IsCancellationRequested)
            process.WaitForExit(MostMillisecondsToEnd);
        ProcessGroup.Kill(process);
        process.Dispose();
    }

    private void ReadRest()
    {
        while (end < buffer.Length && output.Read(buffer.AsSpan(end)) is > 0 and int read)
            end += read;
    }

    // A second line for one request would be taken for the answer to the next one.
    private void RequireSilence()
    {
        ReadOnlySpan<byte> more = buffer.AsSpan(start, end - start);
        if (!more.Trim(" \t\r\n"u8).IsEmpty)
            throw Failure($"it printed more than one line for request {Requests}: {Quote(more)} "
                + "(stdout is the protocol; messages belong on stderr)");
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        for (int seen = 0; ;)
        {
            int length = buffer.AsSpan(seen, end - seen).IndexOf((byte)'\n');
            if (length >= 0)
            {
                start = seen + length + 1;
                return buffer.AsSpan(0, start - 1);
            }
            seen = end;
            if (end >= longest)
                throw Failure($"the answer to request {Requests} has more than {longest} bytes: {Quote(buffer)}");
            if (end == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
            int read = output.Read(buffer.AsSpan(end));
            if (read == 0)
                throw Ended();
            end += read;
        }
    }

    private Exception Ended()
    {
        if (stop.IsCancellationRequested)
            return new OperationCanceledException(stop);
        if (tookTooLong)
            return Failure(FormattableString.Invariant(
                $"it did not answer request {Requests} within {timeout.TotalSeconds} s (--timeout)"));
        return Failure(process.WaitForExit(MostMillisecondsToEnd)
            ? $"it ended with exit code {process.ExitCode} before it answered request {Requests}"
            : $"it closed its stdin or stdout before it answered request {Requests}");
    }

    private void Watch()
    {
        long since = Volatile.Read(ref askedAt);
        if (since == 0 || isDisposed)
            return;
        bool late = Stopwatch.GetElapsedTime(since) > timeout;
        ticksEnded = process.HasExited ? ticksEnded + 1 : 0;
        if (!late && !stop.IsCancellationRequested && ticksEnded < TicksAfterExit)
            return;
        tookTooLong |= late && ticksEnded == 0;
        ProcessGroup.Kill(process);
        if (++ticksKilled > TicksUntilStuck)
            stuck.TrySetResult();
    }
}
