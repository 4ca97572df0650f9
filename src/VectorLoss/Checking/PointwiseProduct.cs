namespace VectorLoss.Checking;

/// <summary>A linear map that belongs to a point: a Jacobian, its transpose or a Hessian, times a vector.</summary>
/// <param name="x">The point.</param>
/// <param name="vector">The vector.</param>
/// <param name="product">Receives the product.</param>
public delegate void PointwiseProduct(ReadOnlySpan<double> x, ReadOnlySpan<double> vector, Span<double> product);
