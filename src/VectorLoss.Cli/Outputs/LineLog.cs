using System.Text;

namespace VectorLoss.Cli;

/// <summary>
/// A file that grows by whole lines. What was written is in the file after at most half a second, and a process that is
/// killed leaves no half of a line.
/// </summary>
/// <remarks>
/// A kill can cut a write short, but only between two pages of memory: the kernel looks for it after each page that it
/// has copied. So a line that leaves little room in its page is filled up with blanks to the end of the page, and the
/// next one, if it is no longer than <see cref="Reserve"/>, lies in one page. Blanks before a line end mean nothing in
/// JSON.
/// </remarks>
internal sealed class LineLog : IDisposable
{
    /// <summary>The longest line that is never cut, in bytes.</summary>
    public const int Reserve = 512;

    private const int Page = 4096;
    private const int MostWaiting = 1 << 16;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);
    private readonly Lock gate = new();
    private readonly MemoryStream waiting = new();
    private readonly FileStream file;
    private readonly Timer timer;
    private readonly Action<Exception> fail;
    private long length;
    private bool isOver;

    /// <summary>Makes the file empty, or as short as what is kept of it.</summary>
    /// <param name="path">The file. A link is followed, a pipe is written into.</param>
    /// <param name="kept">The bytes at its beginning that stay: whole lines.</param>
    /// <param name="fail">Told once when a line cannot be written; later lines are dropped.</param>
    public LineLog(string path, Action<Exception> fail, long kept = 0)
    {
        this.fail = fail;
        // No buffer of its own: it would be written when it is full, in the middle of a line.
        FileMode mode = kept > 0 ? FileMode.Open : FileMode.Create;
        file = new(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (kept > 0)
        {
            file.SetLength(kept);
            length = file.Seek(kept, SeekOrigin.Begin);
        }
        timer = new(_ => Flush(), null, LongestWait, LongestWait);
    }

    /// <summary>Adds a line.</summary>
    public void Write(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        lock (gate)
        {
            if (isOver)
                return;
            waiting.Write(bytes);
            int room = Page - (int)((length + waiting.Length + 1) % Page);
            for (int blank = 0; room < Reserve && blank < room; blank++)
                waiting.WriteByte((byte)' ');
            waiting.WriteByte((byte)'\n');
            if (waiting.Length >= MostWaiting)
                WriteWaiting();
        }
    }

    /// <summary>Writes what waits.</summary>
    public void Flush()
    {
        lock (gate)
            WriteWaiting();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            WriteWaiting();
            isOver = true;
            file.Dispose();
        }
    }

    private void WriteWaiting()
    {
        if (isOver || waiting.Length == 0)
            return;
        try
        {
            file.Write(waiting.GetBuffer(), 0, (int)waiting.Length);
            length += waiting.Length;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            isOver = true;
            TakeBackHalfLine();
            fail(problem);
        }
        waiting.SetLength(0);
    }

    // A full disk takes the first part of what is written.
    private void TakeBackHalfLine()
    {
        try
        {
            if (file.CanSeek)
                file.SetLength(length);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The failure to write is what is reported.
        }
    }
}
