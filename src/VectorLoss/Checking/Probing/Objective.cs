namespace VectorLoss.Checking;

/// <summary>A number that depends on many: what a numerical gradient is taken of.</summary>
/// <param name="x">The point.</param>
public delegate double Objective(ReadOnlySpan<double> x);
