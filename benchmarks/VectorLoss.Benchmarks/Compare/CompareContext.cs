using VectorLoss.Benchmarks.Peers;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What all works of a run share.</summary>
internal sealed record CompareContext(bool Quick, int Threads, Torch? Torch);
