using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// Sums of products one after another, in double also of floats: for short rows whose digits count more than their
/// time, where <see cref="LaneSum{TTerm, T}"/> adds in lanes of T.
/// </summary>
internal static class ProductSum
{
    /// <summary>Σaᵢ·bᵢ; both spans have one length.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static double InOrder<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += double.CreateTruncating(a[i]) * double.CreateTruncating(b[i]);
        return sum;
    }
}
