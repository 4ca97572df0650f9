using VectorLoss.Data;

namespace VectorLoss.Cli;

/// <summary>
/// Everything that a command writes goes through here. Outputs are checked before the work begins, because a run of
/// minutes must not fail at its last line; they are written so that a reader sees the old content or the new.
/// </summary>
internal static class Files
{
    private const string Start = "cannot be written: ";

    /// <summary>
    /// Refuses outputs that cannot be written, that are one file or an input, or whose name promises another format.
    /// </summary>
    /// <param name="outputs">What the command writes; null where an option was not given.</param>
    /// <param name="inputs">What it reads.</param>
    /// <exception cref="UserError">An output is refused; both options are named where two collide.</exception>
    public static void Check(IEnumerable<NamedFile?> outputs, IEnumerable<NamedFile?>? inputs = null)
    {
        List<(NamedFile File, string Real)> written = [];
        (NamedFile File, string Real)[] read =
            [.. (inputs ?? []).OfType<NamedFile>().Select(file => (file, Real(file)))];
        foreach (NamedFile output in outputs.OfType<NamedFile>())
        {
            string real = Real(output);
            if (written.Find(other => IsSame(other.Real, real)).File is { } twice)
                throw new UserError($"{twice.Option} and {output.Option} name the same file, {output.Path}");
            if (Array.Find(read, input => IsSame(input.Real, real)).File is { } input)
                throw new UserError($"{output.Option} would overwrite {input}, which is read");
            if (output.Format?.Refusal(output.Path) is { } wrong)
                throw new UserError($"{output}: {wrong}");
            Try(output, () => AtomicFile.RequireWritable(output.Path));
            written.Add((output, real));
        }
    }

    /// <summary>Finds out whether a file can be written, and leaves nothing behind.</summary>
    /// <exception cref="UserError">It cannot.</exception>
    public static void RequireWritable(string path, string option) => Check([new(option, path)]);

    /// <summary>Refuses an output whose file would stand where a directory or one above it is to be.</summary>
    /// <exception cref="UserError">There is one; both options are named.</exception>
    public static void CheckApart(NamedFile directory, params IEnumerable<NamedFile?> outputs)
    {
        string real = Real(directory) + Path.DirectorySeparatorChar;
        if (outputs.OfType<NamedFile>().FirstOrDefault(output
            => real.StartsWith(Real(output) + Path.DirectorySeparatorChar, RealPath.Comparison)) is { } file)
            throw new UserError($"{file} would be a file where {directory} is to be a directory");
    }

    /// <summary>Makes a directory, with those above it, if it is not there.</summary>
    /// <exception cref="UserError">It cannot be made.</exception>
    public static void RequireDirectory(NamedFile directory) => Try(directory, () =>
    {
        if (File.Exists(directory.Path))
            throw new IOException("this is a file, not a directory");
        Directory.CreateDirectory(directory.Path);
    });

    /// <summary>Inputs without those that are one file with an earlier one.</summary>
    public static IEnumerable<string> Distinct(IEnumerable<string> paths)
    {
        // Only what is as long can be the same.
        Dictionary<long, List<string>> taken = [];
        foreach (string path in paths)
        {
            FileInfo real = new(RealPath.Of(path));
            long length = real.Exists ? real.Length : -1;
            if (!taken.TryGetValue(length, out List<string>? others))
                taken.Add(length, others = []);
            if (others.Exists(other => IsSame(other, real.FullName)))
                continue;
            others.Add(real.FullName);
            yield return path;
        }
    }

    /// <summary>Writes a text, or leaves what was there before.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void WriteText(NamedFile file, string text) => Write(file, stream =>
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        writer.Write(text);
    });

    /// <summary>Writes bytes, or leaves what was there before.</summary>
    /// <exception cref="UserError">They cannot be written.</exception>
    public static void Write(NamedFile file, Action<Stream> write)
        => Try(file, () => AtomicFile.Write(file.Path, write));

    /// <summary>Writes what a result can do without: a file that is lost must not take the result along.</summary>
    /// <param name="write">Writes it.</param>
    /// <param name="warn">Told why it could not be written.</param>
    /// <returns>Whether it was written.</returns>
    public static bool Attempt(Action write, Action<string> warn)
    {
        try
        {
            write();
            return true;
        }
        catch (UserError problem)
        {
            warn(problem.Message);
            return false;
        }
    }

    /// <summary>Lets the engine write a file, and names the option where it fails.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Save(NamedFile file, Action<string> save) => Try(file, () => save(file.Path));

    /// <summary>The reason why a path cannot be written, without the name of a temporary file.</summary>
    public static string Reason(Exception problem, string path) => problem switch
    {
        DataFormatException format => Plain(format.Reason.StartsWith(Start, StringComparison.Ordinal)
            ? format.Reason[Start.Length..] : format.Reason),
        _ when Directory.Exists(path) => "this is a directory",
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "there is no such directory",
        _ => Plain(problem.Message),
    };

    // The system ends with the path, which the message begins with.
    private static string Plain(string reason) => reason.Split(" : '")[0].TrimEnd('.', ' ');

    private static string Real(NamedFile file)
    {
        string real = "";
        Try(file, () => real = RealPath.Of(file.Path));
        return real;
    }

    // A log is written in place, so that a hard link of an input would destroy it.
    private static bool IsSame(string one, string other)
        => string.Equals(one, other, RealPath.Comparison) || AtomicFile.AreOneFile(one, other);

    private static void Try(NamedFile file, Action act)
    {
        try
        {
            act();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException or DataFormatException)
        {
            throw new UserError($"{file}: {Start}{Reason(problem, file.Path)}", problem);
        }
    }
}
