using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>
/// Instructions of AVX-512 that do in one step what other machines do in several. The bits are the same.
/// </summary>
internal static class Instructions512
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The control byte of vgetmant: the interval [¾, 1½), and the sign is kept.</summary>
    private const byte FromThreeQuarters = 3;

    /// <summary>
    /// The table of vfixupimm: four bits for each class of x, the first class in the lowest bits. A quiet NaN and a
    /// signalling NaN give a quiet NaN (2), zero gives −∞ (4), one keeps its result (0), −∞ gives a NaN (3), ∞ gives ∞
    /// (5), a negative number gives a NaN (3), a positive number keeps its result (0).
    /// </summary>
    private const int LogEndsByClass = 0x03530422;

    /// <summary>x·2ⁿ.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> Scale<T>(Vector512<T> x, Vector512<T> n) => typeof(T) == typeof(float)
        ? Avx512F.Scale(x.As<T, float>(), n.As<T, float>()).As<float, T>()
        : Avx512F.Scale(x.As<T, double>(), n.As<T, double>()).As<double, T>();

    /// <summary>
    /// x·2ⁿ, or 0 where a is below the limit. The mask is an operand of the scaling, so the selection costs nothing,
    /// and the machine computes no subnormal number that it is to drop.
    /// </summary>
    [MethodImpl(Inline)]
    public static Vector512<T> ScaleOrZero<T>(Vector512<T> x, Vector512<T> n, Vector512<T> a, Vector512<T> limit)
        => typeof(T) == typeof(float)
        ? Vector512.ConditionalSelect(Avx512F.CompareNotLessThan(a.As<T, float>(), limit.As<T, float>()),
            Avx512F.Scale(x.As<T, float>(), n.As<T, float>()), Vector512<float>.Zero).As<float, T>()
        : Vector512.ConditionalSelect(Avx512F.CompareNotLessThan(a.As<T, double>(), limit.As<T, double>()),
            Avx512F.Scale(x.As<T, double>(), n.As<T, double>()), Vector512<double>.Zero).As<double, T>();

    /// <summary>x·y, or the zero where x is below the limit; masked like the scaling.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> MultiplyOrZero<T>(
        Vector512<T> x, Vector512<T> y, Vector512<T> limit, Vector512<T> zero)
        => typeof(T) == typeof(float)
        ? Vector512.ConditionalSelect(Avx512F.CompareNotLessThan(x.As<T, float>(), limit.As<T, float>()),
            x.As<T, float>() * y.As<T, float>(), zero.As<T, float>()).As<float, T>()
        : Vector512.ConditionalSelect(Avx512F.CompareNotLessThan(x.As<T, double>(), limit.As<T, double>()),
            x.As<T, double>() * y.As<T, double>(), zero.As<T, double>()).As<double, T>();

    /// <summary>The whole number k in x = 2ᵏ·m with 1 ≤ m &lt; 2.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> Exponent<T>(Vector512<T> x) => typeof(T) == typeof(float)
        ? Avx512F.GetExponent(x.As<T, float>()).As<float, T>()
        : Avx512F.GetExponent(x.As<T, double>()).As<double, T>();

    /// <summary>x times the power of two that brings it between ¾ and 1½.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> Mantissa<T>(Vector512<T> x) => typeof(T) == typeof(float)
        ? Avx512F.GetMantissa(x.As<T, float>(), FromThreeQuarters).As<float, T>()
        : Avx512F.GetMantissa(x.As<T, double>(), FromThreeQuarters).As<double, T>();

    /// <summary><see cref="ILanes{V, T}.FixLogEnds"/>.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> FixLogEnds<T>(Vector512<T> x, Vector512<T> result) => typeof(T) == typeof(float)
        ? Avx512F.Fixup(result.As<T, float>(), x.As<T, float>(), Vector512.Create(LogEndsByClass), 0).As<float, T>()
        : Avx512F.Fixup(result.As<T, double>(), x.As<T, double>(), Vector512.Create((long)LogEndsByClass), 0)
            .As<double, T>();
}
