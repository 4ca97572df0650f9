namespace VectorLoss.Training;

/// <summary>
/// Residuals of a fit, with their Jacobian. Where the sum of squares of the residuals or of a column of the Jacobian is
/// not finite, a point is beyond the domain: no step leads there.
/// </summary>
/// <param name="point">n parameters.</param>
/// <param name="residuals">Receives m residuals.</param>
/// <param name="jacobian">Receives ∂residual i / ∂parameter j at i·n + j; empty where only residuals are asked
/// for.</param>
public delegate void ResidualFunction(ReadOnlySpan<double> point, Span<double> residuals, Span<double> jacobian);
