using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>Instructions of AVX-512 that do at once, and to the same bits, what other machines do in steps.</summary>
internal static class Instructions512
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Of vgetmant: the interval [¾, 1½), the sign kept.</summary>
    private const byte FromThreeQuarters = 3;

    /// <summary>
    /// Of vfixupimm, four bits a class from the lowest: quiet NaN and signalling NaN give a quiet NaN (2), zero −∞ (4),
    /// one its result (0), −∞ a NaN (3), ∞ itself (5), negative numbers a NaN, positive ones their result.
    /// </summary>
    private const int EndsByClass = 0x03530422;

    /// <summary>x·2ⁿ.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> Scale<T>(Vector512<T> x, Vector512<T> n) => typeof(T) == typeof(float)
        ? Avx512F.Scale(x.As<T, float>(), n.As<T, float>()).As<float, T>()
        : Avx512F.Scale(x.As<T, double>(), n.As<T, double>()).As<double, T>();

    /// <summary>The whole k of which x = 2ᵏ·m with 1 ≤ m &lt; 2.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> Exponent<T>(Vector512<T> x) => typeof(T) == typeof(float)
        ? Avx512F.GetExponent(x.As<T, float>()).As<float, T>()
        : Avx512F.GetExponent(x.As<T, double>()).As<double, T>();

    /// <summary>x times that power of two which brings it between ¾ and 1½.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> Fraction<T>(Vector512<T> x) => typeof(T) == typeof(float)
        ? Avx512F.GetMantissa(x.As<T, float>(), FromThreeQuarters).As<float, T>()
        : Avx512F.GetMantissa(x.As<T, double>(), FromThreeQuarters).As<double, T>();

    /// <summary>The result, but at the ends of a logarithm theirs.</summary>
    [MethodImpl(Inline)]
    public static Vector512<T> Ends<T>(Vector512<T> x, Vector512<T> result) => typeof(T) == typeof(float)
        ? Avx512F.Fixup(result.As<T, float>(), x.As<T, float>(), Vector512.Create(EndsByClass), 0).As<float, T>()
        : Avx512F.Fixup(result.As<T, double>(), x.As<T, double>(), Vector512.Create((long)EndsByClass), 0).As<double, T>();
}
