using System.Numerics;

namespace VectorLoss.Checking;

/// <summary>A number that depends on many, continued to complex numbers.</summary>
/// <param name="x">The point.</param>
public delegate Complex ComplexObjective(ReadOnlySpan<Complex> x);
