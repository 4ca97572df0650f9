namespace VectorLoss.Training;

/// <summary>A function to be minimised, with its gradient.</summary>
/// <param name="point">Where it is evaluated.</param>
/// <param name="gradient">Receives the gradient: as many numbers as the point has.</param>
/// <returns>The value. NaN and infinity are values too large to accept.</returns>
public delegate double ObjectiveFunction(ReadOnlySpan<double> point, Span<double> gradient);
