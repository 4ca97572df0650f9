using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>
/// The elementary functions, each written once for every register and for float and double. They use only operations
/// that IEEE 754 defines to the last bit (+ − × ÷, fused multiply-add, comparison, integer sums of the bits), so every
/// register gives the same bits; there is no branch and no table. NaN gives NaN; the other special values are those
/// of C (ISO/IEC 9899:2018, annex F.10). Every function takes every number: subnormal, infinite, NaN.
/// </summary>
/// <remarks>
/// An error is the distance from the true result in units in the last place (ULP) of it. For float the worst of all
/// 2³² arguments was measured against the double of the same function, for double the worst of three million against
/// twofold arithmetic. The tests hold the bounds.
/// </remarks>
internal static class LaneMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>eˣ; subnormal results are rounded once.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.909, at 5.1997986), 1.5 in double (worst seen 0.92).</remarks>
    [MethodImpl(Inline)]
    public static V Exp<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The limits stand first: the machine's maximum gives its second argument when one is NaN.
        V limited = V.MinNative(Exponentials<V, T>.Top, V.MaxNative(Exponentials<V, T>.Bottom, x));
        Exponentials<V, T>.Split(limited, 0, out _, out V turns, out V t);
        return V.Scale(Exponentials<V, T>.Power(t, 1), turns);
    }

    /// <summary>eˣ for x ≤ 0 and NaN: the bits of <see cref="Exp"/> with fewer instructions.</summary>
    [MethodImpl(Inline)]
    public static V ExpOfNonPositive<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V limited = V.MaxNative(Exponentials<V, T>.Bottom, x);
        // Without the instruction, one product scales what is not above 1; ScaleTwice needs two.
        // Asked so that the JIT sees the answer before it counts what it may still inline: see Lanes512.
        if (typeof(V) == typeof(Lanes512<T>) && Avx512F.IsSupported)
        {
            Exponentials<V, T>.Split(limited, 0, out _, out V turns, out V t);
            return V.Scale(Exponentials<V, T>.Power(t, 1), turns);
        }
        Exponentials<V, T>.Split(limited, Exponentials<V, T>.Bias, out V count, out _, out V rest);
        return Exponentials<V, T>.Power(rest, Exponentials<V, T>.Shrunk) * Exponentials<V, T>.Scale(1, count);
    }

    /// <summary>eˣ − 1; −0 stays −0.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.906, at 0.35285956), 1.5 in double (worst seen 1.28).</remarks>
    [MethodImpl(Inline)]
    public static V Expm1<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V limited = V.MinNative(Exponentials<V, T>.Top, V.MaxNative(Exponentials<V, T>.Vanishing, x));
        Exponentials<V, T>.HalfExpm1(limited, out V high, out V low);
        V half = high + low;
        return V.WhereLess(V.Abs(x), Format<V, T>.Tiny, x, half + half);
    }

    /// <summary>log x; −∞ at ±0, NaN below.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.998, at 0.7160468), 1.5 in double (worst seen 1.02).</remarks>
    [MethodImpl(Inline)]
    public static V Log<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V least = Format<V, T>.SmallestNormal;
        V lifted = x * Format<V, T>.Pick(16777216, 9007199254740992);
        V carried = V.AddBits(V.WhereLess(x, least, lifted, x), Format<V, T>.HalfFraction);
        V bias = V.WhereLess(x, least, Logarithms<V, T>.LiftedBias, Logarithms<V, T>.Bias);
        V k = Logarithms<V, T>.Exponent(carried, bias);
        V m = V.AddBits(V.And(carried, Format<V, T>.Lower), V.SubtractBits(V.Of(1), Format<V, T>.HalfFraction));
        Logarithms<V, T>.Join(k, m - V.Of(1), out V high, out V low);
        return Logarithms<V, T>.Guard(x, V.Of(0), high + low);
    }

    /// <summary>log(1 + x); −0 stays −0, −∞ at −1, NaN below.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.998, at −0.2839532), 1.5 in double (worst seen 0.93).</remarks>
    [MethodImpl(Inline)]
    public static V Log1p<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Of(1), quarter = V.Of(0.25);
        V carried = V.AddBits(one + x, Format<V, T>.HalfFraction);
        V k = Logarithms<V, T>.Exponent(carried, Logarithms<V, T>.Bias);
        // 2²⁻ᵏ, because 2⁻ᵏ itself is too small for the largest x.
        V scale = V.SubtractBits(V.Of(-0.0), V.And(carried, Format<V, T>.Upper));
        V f = V.MulAdd(x * quarter, scale, V.MulAdd(scale, quarter, -one));
        Logarithms<V, T>.Join(k, f, out V high, out V low);
        V result = Logarithms<V, T>.Guard(x, -one, high + low);
        return V.WhereLess(V.Abs(x), Format<V, T>.Tiny, x, result);
    }

    /// <summary>tanh x; −0 stays −0.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.779, at 0.12549679), 1.5 in double (worst seen 0.90).</remarks>
    [MethodImpl(Inline)]
    public static V Tanh<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V size = V.Abs(x), one = V.Of(1);
        Exponentials<V, T>.HalfExpm1(V.MaxNative(Exponentials<V, T>.Vanishing, V.Of(-2) * size), out V high, out V low);
        // With h = (e⁻²ˢ − 1)/2, tanh s = −h / (1 + h).
        V h = high + low;
        V hRest = low - (h - high);
        V divisor = one + h;
        V divisorRest = (one - divisor) + h + hRest;
        V result = Quotient<V, T>(h, hRest, divisor, divisorRest);
        return V.WhereLess(size, Format<V, T>.Tiny, x, V.Or(V.Abs(result), V.And(x, Format<V, T>.Sign)));
    }

    /// <summary>1 / (1 + e⁻ˣ), with gradual underflow like eˣ where x is far below 0.</summary>
    /// <remarks>Bound 1.5 ULP in float (worst 0.899, at −5.849292), 1.5 in double (worst seen 0.91).</remarks>
    [MethodImpl(Inline)]
    public static V Sigmoid<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Of(1), zero = V.Of(0);
        Exponentials<V, T>.Decay(-V.Abs(x), out V scale, out V power, out V low);
        V divisor = V.MulAdd(power, scale, one);
        V divisorRest = V.MulAdd(low, scale, V.MulAdd(power, scale, one - divisor));
        V result = Quotient<V, T>(
            V.WhereLess(x, zero, power, one), V.And(V.Less(x, zero), low), divisor, divisorRest);
        return V.WhereLess(x, zero, result * scale, result);
    }

    /// <summary>log(1 + eˣ), with gradual underflow like eˣ where x is far below 0.</summary>
    /// <remarks>Bound 1.5 ULP in float (worst 1.167, at 0.41760823), 1.5 in double (worst seen 1.18).</remarks>
    [MethodImpl(Inline)]
    public static V Softplus<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Of(1), half = V.Of(0.5), zero = V.Of(0);
        Exponentials<V, T>.Decay(-V.Abs(x), out V scale, out V power, out V powerRest);
        V e = power * scale;
        V eRest = powerRest * scale;
        V shrink = V.WhereLess(half, e, half, one);
        V f = V.MulAdd(e, shrink, shrink - one);
        Logarithms<V, T>.Join(V.WhereLess(half, e, one, zero), f, out V high, out V low);
        // The slope of log(1 + f) need only be right to a few per cent.
        V slope = V.MulAdd(V.MulAdd(f, V.Of(0.6), V.Of(-0.95)), f, one);
        V log = high + V.MulAdd(eRest * shrink, slope, low);
        return log + V.And(V.Less(zero, x), x);
    }

    /// <summary>(a + aRest) / (b + bRest) with one division and hardly more than its rounding error.</summary>
    [MethodImpl(Inline)]
    private static V Quotient<V, T>(V a, V aRest, V b, V bRest)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V inverse = V.Of(1) / b;
        V first = a * inverse;
        V left = V.MulAdd(-first, b, a) + V.MulAdd(-first, bRest, aRest);
        return V.MulAdd(left, inverse, first);
    }
}
