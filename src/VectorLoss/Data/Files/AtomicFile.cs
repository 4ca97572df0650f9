namespace VectorLoss.Data;

/// <summary>
/// The one way to write a file. A reader sees the old content or the new, never a part, also after a crash. Any number
/// of threads and processes may write the same file at once; the last one wins.
/// </summary>
/// <remarks>
/// The content goes into a temporary file beside the target, is flushed to the disk, and is renamed over the target,
/// whose mode it keeps; then the directory is flushed, so that a loss of power brings no older file back. A link is
/// followed: the file that it leads to is replaced, not the link. What is no regular
/// file, such as a FIFO or a device, cannot be replaced and is written to directly. Temporary files that crashed
/// writers of the same target left are removed.
/// </remarks>
public static class AtomicFile
{
    private const int MaxLinks = 40;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="write">Writes the content to a stream, which may not be able to seek.</param>
    /// <exception cref="DataFormatException">
    /// The file cannot be written; what was there before is untouched.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        Explain(path, () =>
        {
            if (FindTarget(path) is { } target)
            {
                using TemporaryFile temporary = new(target);
                temporary.RemoveLeftovers();
                write(temporary.Content);
                temporary.ReplaceTarget();
                return;
            }
            // Only a file behind /dev/stdout and its like has an end to append to.
            FileMode mode = FileKinds.Of(path) == FileKind.Special ? FileMode.Open : FileMode.Append;
            using FileStream special = new(path, mode, FileAccess.Write, FileShare.ReadWrite);
            write(special);
        });
    }

    /// <summary>
    /// Checks, before long work begins, that <see cref="Write"/> could begin to write a file. Leaves nothing behind.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void RequireWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Explain(path, () =>
        {
            // A FIFO is not opened: that would wait for its reader.
            if (FindTarget(path) is { } target)
                new TemporaryFile(target).Dispose();
        });
    }

    /// <summary>Whether two paths lead to one file that exists, under one name or as links, hard ones too.</summary>
    /// <param name="one">A path.</param>
    /// <param name="other">Another path.</param>
    /// <returns>False also where the system does not say: only Linux does.</returns>
    public static bool AreOneFile(string one, string other)
    {
        ArgumentException.ThrowIfNullOrEmpty(one);
        ArgumentException.ThrowIfNullOrEmpty(other);
        return FileKinds.AreOne(one, other);
    }

    /// <summary>The file to replace, links followed; null where a special file is to be written to.</summary>
    private static string? FindTarget(string path)
    {
        FileKind kind = FileKinds.Of(path);
        if (kind == FileKind.Special)
            return null;
        if (kind == FileKind.Directory)
            throw new IOException("this is a directory");
        // A relative link is resolved from the directory of an absolute path only.
        string target = Path.GetFullPath(path);
        for (int links = 0; new FileInfo(target).LinkTarget is not null; links++)
        {
            if (links == MaxLinks)
                throw new IOException("too many links");
            // An open file of a process, such as /dev/stdout: replacing it would cut the process off.
            if (target.StartsWith("/proc/", StringComparison.Ordinal)
                || target.StartsWith("/dev/fd/", StringComparison.Ordinal))
            {
                return null;
            }
            target = File.ResolveLinkTarget(target, returnFinalTarget: false)!.FullName;
        }
        return target;
    }

    private static void Explain(string path, Action act)
    {
        try
        {
            act();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            string reason = problem switch
            {
                DirectoryNotFoundException or FileNotFoundException => "there is no such directory",
                UnauthorizedAccessException => "permission denied",
                _ => TemporaryFile.WithoutName(problem.Message).TrimEnd('.'),
            };
            throw new DataFormatException(path, $"cannot be written: {reason}", problem);
        }
    }
}
