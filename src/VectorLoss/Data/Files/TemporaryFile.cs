namespace VectorLoss.Data;

/// <summary>
/// A new file beside a target, open and locked until it takes the target's place or is deleted. The lock tells the file
/// of a running writer from one that a crashed writer left.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const int Attempts = 30;
    private const int BufferBytes = 1 << 16;
    private const string Suffix = ".tmp";
    // A point and 12 hexadecimal digits.
    private const int UniqueLength = 13;

    private readonly string target;
    private readonly string path;
    private bool replaced;

    /// <exception cref="IOException">No file can be created there.</exception>
    public TemporaryFile(string target)
    {
        this.target = target;
        (path, Content) = Create(target);
        if (OperatingSystem.IsWindows() || !File.Exists(target))
            return;
        try
        {
            // After the creation, because the mask of the process takes bits away from the mode of a new file.
            File.SetUnixFileMode(Content.SafeFileHandle, File.GetUnixFileMode(target));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where the content goes.</summary>
    public FileStream Content { get; }

    /// <summary>
    /// A message of the system without the name of a temporary file, which means nothing to its reader.
    /// </summary>
    public static string WithoutName(string message)
        => message.Contains(Suffix + "'", StringComparison.Ordinal)
            ? message[..message.IndexOf('\'', StringComparison.Ordinal)].TrimEnd(' ', ':') : message;

    /// <summary>Deletes the files that crashed writers of the same target left: those that nobody has locked.</summary>
    public void RemoveLeftovers()
    {
        // Where locks do not work, the file of a running writer looks like a leftover: this one is such a file.
        if (TryLock(path) is { } unlocked)
        {
            unlocked.Dispose();
            return;
        }
        string full = Path.GetFullPath(target);
        try
        {
            foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(full)!, "*" + Suffix))
            {
                if (IsTemporaryOf(full, file))
                    TryLock(file, FileOptions.DeleteOnClose)?.Dispose();
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The directory cannot be listed. A leftover is untidy, no reason to fail.
        }
    }

    /// <summary>Makes the content durable, then visible, then the name durable.</summary>
    public void ReplaceTarget()
    {
        // Flush() alone stops at the operating system; the rename could then reach the disk before the bytes.
        Content.Flush(flushToDisk: true);
        // Still open and locked, so that no other writer takes the file for a leftover.
        File.Move(path, target, overwrite: true);
        replaced = true;
        DirectoryEntries.Flush(Path.GetDirectoryName(Path.GetFullPath(target))!);
    }

    /// <summary>Closes the file; deletes it first unless it has replaced the target.</summary>
    public void Dispose()
    {
        try
        {
            if (!replaced)
                File.Delete(path);
            Content.Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report. After a full disk, closing fails again on the bytes in the
            // buffer.
        }
    }

    private static (string Path, FileStream Content) Create(string target)
    {
        UnixFileMode mode = OperatingSystem.IsWindows() || !File.Exists(target)
            ? (UnixFileMode)0b110_110_110 : File.GetUnixFileMode(target);
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            // With the right to read, because some network file systems lock no file without it.
            Access = FileAccess.ReadWrite,
            // A shared lock: those who read the file right after the rename share it, those who delete leftovers do
            // not.
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = BufferBytes,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        for (int attempt = 1; ; attempt++)
        {
            string path = $"{target}.{Random.Shared.NextInt64(1L << 48):x12}{Suffix}";
            try
            {
                FileStream content = new(path, options);
                // Between its creation and its lock, another writer may have taken the file for a leftover.
                if (File.Exists(path))
                    return (path, content);
                content.Dispose();
            }
            catch (IOException problem)
                when (problem is not (DirectoryNotFoundException or PathTooLongException) && attempt < Attempts)
            {
                // The name is taken, or another writer holds the new file for a leftover: try the next name.
            }
            // Not in step with those that tidy up, and more rarely the more of them there are.
            Thread.Sleep(Random.Shared.Next(attempt));
        }
    }

    private static bool IsTemporaryOf(string target, string file)
    {
        if (file.Length != target.Length + UniqueLength + Suffix.Length)
            return false;
        ReadOnlySpan<char> unique = file.AsSpan(target.Length, UniqueLength);
        foreach (char digit in unique[1..])
        {
            if (!char.IsAsciiHexDigitLower(digit))
                return false;
        }
        return file.StartsWith(target, StringComparison.Ordinal) && unique[0] == '.';
    }

    /// <summary>Opens a file that no running writer has locked; null where one has.</summary>
    private static FileStream? TryLock(string path, FileOptions options = FileOptions.None)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1, options);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
