using VectorLoss.Benchmarks.Peers;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What all works of a run share.</summary>
internal sealed class CompareContext(bool quick, int threads) : IDisposable
{
    private readonly Lazy<Torch?> torch = new(Peers.Torch.Start);

    public bool Quick { get; } = quick;

    public int Threads { get; } = threads;

    /// <summary>PyTorch, started when first asked for; null where there is none.</summary>
    public Torch? Torch => torch.Value;

    public void Dispose()
    {
        if (torch.IsValueCreated)
            torch.Value?.Dispose();
    }
}
