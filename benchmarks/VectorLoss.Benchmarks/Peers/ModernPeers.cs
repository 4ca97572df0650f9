using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>A library in this process that does works by the names of torch_peer.py.</summary>
internal interface IModernPeer
{
    string Name { get; }

    string Version { get; }

    /// <summary>Why it cannot run here; null if it can.</summary>
    string? Missing { get; }

    /// <summary>Does the work; null where this library has no function for it.</summary>
    /// <param name="work">The name and its arguments.</param>
    /// <param name="threads">Threads of the library.</param>
    /// <param name="verify">Sees the figures of the last run, as torch_peer.py gives them.</param>
    Contestant? Work(string[] work, int threads, Func<double[], string?> verify);
}

/// <summary>
/// What a build with <c>-p:ModernPeers=true</c> has beside PyTorch in Python: half a gigabyte that no other needs.
/// </summary>
internal static partial class ModernPeers
{
    private static readonly Lazy<IReadOnlyList<IModernPeer>> all = new(() =>
    {
        List<IModernPeer> peers = [];
        Add(peers);
        return peers;
    });

    /// <summary>All of this build, loaded when first asked for.</summary>
    public static IReadOnlyList<IModernPeer> All => all.Value;

    /// <summary>The folder Modern adds them, where it is compiled.</summary>
    static partial void Add(List<IModernPeer> peers);
}
