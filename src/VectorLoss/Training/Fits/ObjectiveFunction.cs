namespace VectorLoss.Training;

/// <summary>A function to be minimised, with its gradient.</summary>
/// <param name="point">Where it is evaluated.</param>
/// <param name="gradient">Receives the gradient: as many numbers as the point has.</param>
/// <returns>The value. Where it is NaN or ∞ of either sign, or the sum of squares of the gradient is, a point is beyond
/// the domain: no step leads there.</returns>
public delegate double ObjectiveFunction(ReadOnlySpan<double> point, Span<double> gradient);
