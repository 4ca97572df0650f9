namespace VectorLoss.Benchmarks.Peers;

internal static partial class ModernPeers
{
    static partial void Add(List<IModernPeer> peers) => peers.AddRange([new Libtorch(), new OnnxRuntime()]);
}
