namespace VectorLoss.Cli;

/// <summary>
/// Files that an option names, tried before the work begins: a run of minutes must not fail at its last line.
/// </summary>
internal static class Files
{
    /// <summary>Creates a text file.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static StreamWriter Open(string path, string option) => Try(path, option, () => new StreamWriter(path));

    /// <summary>Finds out whether a file could be written beside its final place, and leaves nothing behind.</summary>
    /// <exception cref="UserError">It cannot.</exception>
    public static void RequireWritable(string path, string option) => Try(path, option, () =>
    {
        if (Directory.Exists(path))
            throw new IOException("this is a directory");
        string trial = $"{path}.{Environment.ProcessId}.trial";
        File.Create(trial).Dispose();
        File.Delete(trial);
        return trial;
    });

    private static T Try<T>(string path, string option, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = problem is UnauthorizedAccessException && Directory.Exists(path)
                ? "this is a directory" : problem.Message.TrimEnd('.');
            throw new UserError($"{option} {path}: cannot be written: {reason}", problem);
        }
    }
}
