namespace VectorLoss.Checking;

/// <summary>Writes the gradient of a function at a point: what is checked.</summary>
/// <param name="x">The point.</param>
/// <param name="gradient">Receives ∂f/∂x; every element must be written.</param>
public delegate void GradientFunction(ReadOnlySpan<double> x, Span<double> gradient);
