namespace VectorLoss.Cli;

/// <summary>Finds out which file a path leads to, so that two names of one file are known as such.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>How two real paths are compared on this system.</summary>
    public static StringComparison Comparison { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD()
        ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The absolute path without links; the file itself need not exist.</summary>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (int links = 0; links < MostLinks; links++)
        {
            if (WithoutFirstLink(full) is not { } shorter)
                return full;
            full = shorter;
        }
        return full;
    }

    private static string? WithoutFirstLink(string full)
    {
        string root = Path.GetPathRoot(full) ?? "";
        string at = root;
        string[] names = full[root.Length..].Split(Path.DirectorySeparatorChar);
        for (int i = 0; i < names.Length; i++)
        {
            string parent = at;
            at = Path.Combine(at, names[i]);
            if (Target(at) is { } target)
                return Path.GetFullPath(Path.Combine([parent, target, .. names[(i + 1)..]]));
        }
        return null;
    }

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // What may not be looked at is found out when it is written.
            return null;
        }
    }
}
