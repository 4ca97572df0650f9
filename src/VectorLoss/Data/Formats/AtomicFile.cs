namespace VectorLoss.Data;

/// <summary>Writes a file so that a reader, or a crash, sees the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the target, waits until the bytes lie on the disk, then renames over it.</summary>
    /// <exception cref="DataFormatException">The file cannot be written; what was there before is
    /// untouched.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // The same directory, because a rename is atomic within one file system only.
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                // Flush() alone stops at the operating system; the rename could then reach the disk before the bytes.
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            string reason = Directory.Exists(path) ? "this is a directory" : problem.Message;
            throw new DataFormatException(path, $"cannot be written: {reason}", problem);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; what it left behind is only untidy.
        }
    }
}
