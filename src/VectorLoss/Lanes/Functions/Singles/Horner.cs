using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>Polynomials of a register, with coefficients from a table.</summary>
internal static class Horner
{
    /// <summary>
    /// c₀ + c₁t + c₂t² + …: the even and the odd powers in two chains, which do not wait for each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(ReadOnlySpan<double> coefficients, V t) where V : struct, ILanes<V, double>
    {
        V square = t * t, last = V.Of(coefficients[^1]), other = V.Of(coefficients[^2]);
        for (int i = coefficients.Length - 3; i >= 0; i--)
            (last, other) = (other, V.MulAdd(last, square, V.Of(coefficients[i])));
        // The chain that was advanced last holds the even powers.
        return V.MulAdd(last, t, other);
    }
}
