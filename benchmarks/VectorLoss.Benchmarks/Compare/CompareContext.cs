using VectorLoss.Benchmarks.Peers;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What all works of a run share.</summary>
/// <param name="threads">Threads for us and for the peers.</param>
/// <param name="peers">Whether other processes may be started.</param>
internal sealed class CompareContext(int threads, bool peers = true) : IDisposable
{
    private readonly Lazy<Torch?> torch = new(() => peers ? VectorLoss.Benchmarks.Peers.Torch.Start() : null);

    public int Threads { get; } = threads;

    /// <summary>Whether other processes may be started: not in one that was started so.</summary>
    public bool RunsPeers { get; } = peers;

    /// <summary>PyTorch, started when first asked for; null where there is none.</summary>
    public Torch? Torch => torch.Value;

    /// <summary>PyTorch, and the libraries of this build, doing a work by its name in torch_peer.py.</summary>
    /// <param name="work">The name and its arguments.</param>
    /// <param name="verify">Sees the figures of the peer.</param>
    /// <param name="bestThreads">Each with every number of threads, so that its best one is there.</param>
    public IReadOnlyList<Contestant> Peers(string work, Func<double[], string?> verify, bool bestThreads = false)
    {
        int[] settings = bestThreads ? [.. Enumerable.Range(1, Environment.ProcessorCount)] : [Threads];
        IEnumerable<Contestant> python = Torch is { } one
            ? settings.Select(threads => one.Work(work, threads, verify)) : [];
        IEnumerable<Contestant?> modern = from peer in RunsPeers ? ModernPeers.All : []
                                          where peer.Missing is null
                                          from threads in settings
                                          select peer.Work(work.Split(' '), threads, verify);
        return [.. python, .. modern.OfType<Contestant>()];
    }

    public void Dispose()
    {
        if (torch.IsValueCreated)
            torch.Value?.Dispose();
    }
}
