namespace VectorLoss.Data;

/// <summary>The whole state of a <see cref="SeededRandom"/>: four words, not all zero.</summary>
/// <param name="A">First word.</param>
/// <param name="B">Second word.</param>
/// <param name="C">Third word.</param>
/// <param name="D">Fourth word.</param>
public readonly record struct RandomState(ulong A, ulong B, ulong C, ulong D);
