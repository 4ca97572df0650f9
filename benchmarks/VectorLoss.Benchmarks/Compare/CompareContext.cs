using VectorLoss.Benchmarks.Peers;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What all works of a run share.</summary>
/// <param name="quick">Fewer works and rounds.</param>
/// <param name="threads">Threads for us and for the peers.</param>
/// <param name="peers">Whether other processes may be started.</param>
internal sealed class CompareContext(bool quick, int threads, bool peers = true) : IDisposable
{
    private readonly Lazy<Torch?> torch = new(() => peers ? Peers.Torch.Start() : null);

    public bool Quick { get; } = quick;

    public int Threads { get; } = threads;

    /// <summary>Whether other processes may be started: not in one that was started so.</summary>
    public bool RunsPeers { get; } = peers;

    /// <summary>PyTorch, started when first asked for; null where there is none.</summary>
    public Torch? Torch => torch.Value;

    public void Dispose()
    {
        if (torch.IsValueCreated)
            torch.Value?.Dispose();
    }
}
