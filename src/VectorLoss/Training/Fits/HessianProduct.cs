namespace VectorLoss.Training;

/// <summary>The second derivative of a function in a direction: H·v at the point of its last evaluation.</summary>
/// <param name="direction">v.</param>
/// <param name="product">Receives H·v: as many numbers.</param>
public delegate void HessianProduct(ReadOnlySpan<double> direction, Span<double> product);
