namespace VectorLoss.Cli;

/// <summary>Another library, and what its losses are here.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that was run or read.</param>
/// <param name="Date">When.</param>
/// <param name="IsRun">Whether it was run; else its source was read.</param>
/// <param name="Aliases">Other names of the library.</param>
/// <param name="IsSingle">Whether its numbers are floats.</param>
/// <param name="Lines">Its losses.</param>
internal sealed record Peer(string Name, string Version, string Date, bool IsRun, string[] Aliases, bool IsSingle,
    PeerLine[] Lines)
{
    private const string Read = "read in its source";

    /// <summary>Name, version and how it is known, in words.</summary>
    public string Title => $"{Name} {Version} ({(IsRun ? "measured" : Read)} {Date})";

    /// <summary>The same for a line, which may stand unmeasured beside those that were.</summary>
    public string TitleOf(PeerLine line) => $"{Name} {Version} ({Known(line)} {Date})";

    /// <summary>How a line is known, in words.</summary>
    public string Known(PeerLine line) => !IsRun ? Read : line.Cases.Length > 0 ? "measured" : "not measured";
}
