namespace VectorLoss.Checking;

/// <summary>A function of many numbers with many results.</summary>
/// <param name="x">The point.</param>
/// <param name="y">Receives the results.</param>
public delegate void VectorFunction(ReadOnlySpan<double> x, Span<double> y);
