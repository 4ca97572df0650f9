using System.Numerics;

namespace VectorLoss.Checking;

/// <summary>
/// Derivatives by an imaginary step: Im f(x + ih) / h. Nothing is subtracted, so h may be so small that its error
/// vanishes, and all digits are right. Only for functions that are analytic in their arguments as they are written: no
/// |x|, no comparison, no conjugate.
/// </summary>
/// <remarks>Source: W. Squire, G. Trapp 1998, doi:10.1137/S003614459631241X.</remarks>
public static class ComplexStep
{
    // Its square is below the last digit of everything, and it is far above the smallest normal number.
    private const double Step = 1.0 / (1L << 62) / (1L << 38);

    /// <summary>The gradient of an analytic function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The point.</param>
    /// <param name="gradient">Receives ∂f/∂x, as long as <paramref name="x"/>; may lie over it.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Of(ComplexObjective function, ReadOnlySpan<double> x, Span<double> gradient)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (gradient.Length != x.Length)
            throw new ArgumentException($"gradient has {gradient.Length} elements, x has {x.Length}.",
                nameof(gradient));
        Complex[] point = Array.ConvertAll(x.ToArray(), value => new Complex(value, 0));
        for (int i = 0; i < point.Length; i++)
        {
            // The gradient may lie over x, of which the point is a copy.
            double real = point[i].Real;
            point[i] = new(real, Step);
            gradient[i] = function(point).Imaginary / Step;
            point[i] = real;
        }
    }
}
