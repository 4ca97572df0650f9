namespace VectorLoss.Cli;

/// <summary>Another process of the run has failed, and said why.</summary>
internal sealed class OtherRankException(int rank) : Exception($"process {rank} has failed");
