using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// The sums of <see cref="Reductions"/> once more, where lanes of T may have overflowed or products underflowed: floats
/// in double, which holds every product of two of them, doubles in <see cref="WideRange"/>.
/// </summary>
internal static class WideSums
{
    // 4 KB of doubles for each of the two factors.
    private const int Piece = 512;

    // Sums of more numbers are halved: the error grows by the logarithm of the count.
    private const int Few = 8;

    /// <summary>Whether a sum of products is not finite, or so small that some may have underflowed.</summary>
    /// <remarks>
    /// n products that underflow are off by n/2 of the least subnormal number. At the limits, 2⁻⁸⁰ and 2⁻⁹⁸⁰, that is
    /// below n·2⁻⁷⁰ of the sum.
    /// </remarks>
    [MethodImpl(Compiled.Early)]
    public static bool Doubts<T>(double sum) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => !(Math.Abs(sum) >= Math.ScaleB(1, typeof(T) == typeof(float) ? -80 : -980))
            || !double.IsFinite(sum);

    /// <summary>Σxᵢ.</summary>
    public static WideRange Sum<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            return WideRange.Of(InDouble<PlainTerm, T>(x, x));
        return Halved<PlainTerm, T>(x, x);
    }

    /// <summary>Σaᵢ·bᵢ.</summary>
    public static WideRange Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            return WideRange.Of(InDouble<ProductTerm, T>(a, b));
        return Halved<ProductTerm, T>(a, b);
    }

    // What is read has been written.
    [SkipLocalsInit]
    private static double InDouble<TTerm, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where TTerm : struct, ISumTerm
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> left = stackalloc double[Piece], right = stackalloc double[Piece];
        double total = 0;
        for (int start = 0; start < a.Length; start += Piece)
        {
            int count = Math.Min(Piece, a.Length - start);
            for (int i = 0; i < count; i++)
            {
                left[i] = double.CreateTruncating(a[start + i]);
                right[i] = double.CreateTruncating(b[start + i]);
            }
            total += LaneSum<TTerm, double>.Run(left[..count], right[..count]);
        }
        return total;
    }

    private static WideRange Halved<TTerm, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where TTerm : struct, ISumTerm
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Length > Few)
        {
            int half = a.Length / 2;
            return Halved<TTerm, T>(a[..half], b[..half]) + Halved<TTerm, T>(a[half..], b[half..]);
        }
        // Products are rounded, not fused: what cancels exactly leaves no rounding error that is out of range.
        WideRange sum = default;
        for (int i = 0; i < a.Length; i++)
            if (a[i] != T.Zero)
                sum += TTerm.Pairs ? Of(a[i]) * Of(b[i]) : Of(a[i]);
            else if (TTerm.Pairs && !T.IsFinite(b[i]))
                return WideRange.Of(double.NaN);
        return sum;
    }

    private static WideRange Of<T>(T number) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => WideRange.Of(double.CreateTruncating(number));
}
