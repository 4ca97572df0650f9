using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// Reductions of spans to one number: sums and extremes. Every machine gives the same bits, because the order of
/// addition is fixed and does not depend on the machine. Nothing is allocated.
/// </summary>
/// <remarks>
/// A sum runs in 64 lanes of float (32 of double). After 64 additions in each lane, the sum of the lanes is added to a
/// total in double. So a sum of n numbers is off by at most (70·u + n·2⁻⁶⁴)·Σ|xᵢ|, where u is 2⁻²⁴ (2⁻⁵³). Where a lane
/// overflows, or products may have underflowed, the sum is formed once more in a wider range: a result is right
/// wherever a double can hold it.
/// </remarks>
public static class Reductions
{
    /// <summary>
    /// Σxᵢ; 0 of no numbers. NaN if one of them is NaN, or if there are infinities of both signs.
    /// </summary>
    /// <param name="x">The numbers, any count.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double Sum<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        double sum = LaneSum<PlainTerm, T>.Run(x, x);
        return double.IsFinite(sum) ? sum : WideSums.Sum(x).Number;
    }

    /// <summary>Σxᵢ / n.</summary>
    /// <param name="x">The n numbers; at least one.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double Mean<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Require.NotEmpty(x);
        double sum = LaneSum<PlainTerm, T>.Run(x, x);
        return double.IsFinite(sum) ? sum / x.Length : (WideSums.Sum(x) / WideRange.Of(x.Length)).Number;
    }

    /// <summary>
    /// Σxᵢ², with fused multiply-adds; 0 of no numbers. The error bound is that of <see cref="Dot"/>.
    /// </summary>
    /// <inheritdoc cref="Sum"/>
    public static double SumOfSquares<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return Products(x, x);
    }

    /// <summary>
    /// Σaᵢ·bᵢ, with fused multiply-adds; 0 of no numbers. Off by at most (70·u + n·2⁻⁶⁴)·Σ|aᵢ·bᵢ|.
    /// </summary>
    /// <param name="a">The n left factors.</param>
    /// <param name="b">The n right factors.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    [MethodImpl(Compiled.Early)]
    public static double Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Require.SameLength(b.Length, a.Length, nameof(b), nameof(a));
        return Products(a, b);
    }

    /// <summary>Σxᵢ², with the same bits on any number of threads.</summary>
    internal static double SumOfSquares<T>(ReadOnlySpan<T> x, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Products(x, x, threads);

    [MethodImpl(Compiled.Early)]
    private static double Products<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = LaneSum<ProductTerm, T>.Run(a, b, threads);
        return WideSums.Doubts<T>(sum) ? WideSums.Dot(a, b).Number : sum;
    }

    /// <summary>The largest number. NaN if one of them is NaN; a zero is returned as +0.</summary>
    /// <inheritdoc cref="Mean"/>
    public static T Max<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Require.NotEmpty(x);
        return MinMax<Largest, T>.Run(x);
    }

    /// <summary>The smallest number. NaN if one of them is NaN; a zero is returned as +0.</summary>
    /// <inheritdoc cref="Mean"/>
    public static T Min<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Require.NotEmpty(x);
        return MinMax<Smallest, T>.Run(x);
    }
}
