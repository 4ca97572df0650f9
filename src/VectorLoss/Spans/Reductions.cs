using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// Spans to one number: sums and extremes. Every machine gives the same bits, for the order of addition is fixed and
/// does not depend on it; nothing is allocated. Sums run in 64 lanes of float (32 of double), and what 64 additions a
/// lane give is added in double: a sum of n numbers is off by at most (70·u + n·2⁻⁶⁴)·Σ|xᵢ|, where u is 2⁻²⁴ (2⁻⁵³).
/// A lane may overflow to ∞ where the sum in double would not.
/// </summary>
public static class Reductions
{
    /// <summary>Σxᵢ; 0 of nothing. NaN if one is NaN, or if there are infinities of both signs.</summary>
    /// <param name="x">The numbers.</param>
    public static double Sum(ReadOnlySpan<float> x) => LaneSum<PlainTerm, float>.Run(x, x);

    /// <inheritdoc cref="Sum(ReadOnlySpan{float})"/>
    public static double Sum(ReadOnlySpan<double> x) => LaneSum<PlainTerm, double>.Run(x, x);

    /// <summary>The sum over the count.</summary>
    /// <param name="x">The numbers; at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static double Mean(ReadOnlySpan<float> x) => Sum(NotEmpty(x)) / x.Length;

    /// <inheritdoc cref="Mean(ReadOnlySpan{float})"/>
    public static double Mean(ReadOnlySpan<double> x) => Sum(NotEmpty(x)) / x.Length;

    /// <summary>Σxᵢ², with fused multiply-adds; 0 of nothing. Its error is bound like that of a dot product.</summary>
    /// <param name="x">The numbers.</param>
    public static double SumOfSquares(ReadOnlySpan<float> x) => LaneSum<ProductTerm, float>.Run(x, x);

    /// <inheritdoc cref="SumOfSquares(ReadOnlySpan{float})"/>
    public static double SumOfSquares(ReadOnlySpan<double> x) => LaneSum<ProductTerm, double>.Run(x, x);

    /// <summary>
    /// Σaᵢ·bᵢ, with fused multiply-adds; 0 of nothing. Off by at most (70·u + n·2⁻⁶⁴)·Σ|aᵢ·bᵢ| where no product underflows.
    /// </summary>
    /// <param name="a">The left factors.</param>
    /// <param name="b">The right factors; as long as <paramref name="a"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        => LaneSum<ProductTerm, float>.Run(a, AsLong(b, a.Length));

    /// <inheritdoc cref="Dot(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        => LaneSum<ProductTerm, double>.Run(a, AsLong(b, a.Length));

    /// <summary>The largest number. NaN if one is NaN; a zero comes as +0.</summary>
    /// <param name="x">The numbers; at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static float Max(ReadOnlySpan<float> x) => MinMax<Largest, float>.Run(NotEmpty(x));

    /// <inheritdoc cref="Max(ReadOnlySpan{float})"/>
    public static double Max(ReadOnlySpan<double> x) => MinMax<Largest, double>.Run(NotEmpty(x));

    /// <summary>The smallest number. NaN if one is NaN; a zero comes as +0.</summary>
    /// <param name="x">The numbers; at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static float Min(ReadOnlySpan<float> x) => MinMax<Smallest, float>.Run(NotEmpty(x));

    /// <inheritdoc cref="Min(ReadOnlySpan{float})"/>
    public static double Min(ReadOnlySpan<double> x) => MinMax<Smallest, double>.Run(NotEmpty(x));

    private static ReadOnlySpan<T> NotEmpty<T>(ReadOnlySpan<T> x)
        => x.IsEmpty ? throw new ArgumentException("x is empty: of no numbers there is none.", nameof(x)) : x;

    private static ReadOnlySpan<T> AsLong<T>(ReadOnlySpan<T> b, int length) => b.Length == length
        ? b
        : throw new ArgumentException($"b holds {b.Length} numbers, but a holds {length}.", nameof(b));
}
