using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The elementary functions, each written once for every register and for float and double. They use only operations
/// that IEEE 754 defines to the last bit (+ − × ÷, fused multiply-add, comparison, integer sums of the bits), so every
/// register gives the same bits. Only tanh and sigmoid of floats read tables; only sigmoid and the logarithm of some
/// registers branch, where rare numbers need more. NaN gives NaN; the other special values are those of C (ISO/IEC
/// 9899:2018, annex F.10). Every function accepts every number: subnormal, infinite, NaN.
/// </summary>
/// <remarks>
/// The thread is in the floating-point state that .NET starts it in: see <see cref="FloatingPointState"/>.
/// An error is the distance from the true result in units in the last place (ULP) of that result. For float the worst
/// of all 2³² arguments was measured against the same function in double, for double the worst of three million
/// arguments against arithmetic of twice the precision. The tests check the bounds.
/// </remarks>
internal static class LaneMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>eˣ; subnormal results are rounded once.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.909, at 5.1997986), 1.5 in double (worst seen 0.92).</remarks>
    [MethodImpl(Inline)]
    public static V Exp<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The limit is the first argument: the machine's maximum returns its second argument when one is NaN.
        V limited = V.MinNative(ExpReduction<V, T>.InfiniteFrom, V.MaxNative(ExpReduction<V, T>.ZeroUpTo, x));
        ExpReduction<V, T>.Reduce(limited, 0, out _, out V n, out V t);
        return V.Scale(ExpPolynomials<V, T>.Power(t, 1), n);
    }

    /// <summary>eˣ for x ≤ 0 and NaN: the bits of <see cref="Exp"/> with fewer instructions.</summary>
    [MethodImpl(Inline)]
    public static V ExpOfNonPositive<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.ExpOfNonPositive(x);

    /// <summary>eˣ − 1; −0 stays −0.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.890, at 0.3466672), 1.5 in double (worst seen 1.28).</remarks>
    [MethodImpl(Inline)]
    public static V Expm1<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V limited = V.MinNative(
            ExpReduction<V, T>.InfiniteFrom, V.MaxNative(Exponentials<V, T>.Expm1IsMinusOneUpTo, x));
        Exponentials<V, T>.HalfExpm1(limited, out V high, out V low);
        V half = high + low;
        return V.WhereLess(V.Abs(x), Format<V, T>.Tiny, x, half + half);
    }

    /// <summary>log x; −∞ at ±0, NaN below.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.952, at 1.4866958), 1.5 in double (worst seen 0.91).</remarks>
    [MethodImpl(Inline)]
    public static V Log<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V.SplitExponent(x, out V k, out V m);
        Logarithms<V, T>.Assemble(k, m - V.Of(1), out V high, out V low);
        return V.FixLogEnds(x, high + low);
    }

    /// <summary>log(1 + x); −0 stays −0, −∞ at −1, NaN below.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.952, at 0.48669577), 1.5 in double (worst seen 0.93).</remarks>
    [MethodImpl(Inline)]
    public static V Log1p<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Of(1), quarter = V.Of(0.25);
        V carried = V.AddBits(one + x, Format<V, T>.HalfFraction);
        V k = Logarithms<V, T>.Exponent(carried, Logarithms<V, T>.Bias);
        // 2²⁻ᵏ, because 2⁻ᵏ itself is too small for the largest x.
        V scale = V.SubtractBits(V.Of(-0.0), V.And(carried, Format<V, T>.Upper));
        V f = V.MulAdd(x * quarter, scale, V.MulAdd(scale, quarter, -one));
        Logarithms<V, T>.Assemble(k, f, out V high, out V low);
        V result = V.FixLogEnds(one + x, high + low);
        return V.WhereLess(V.Abs(x), Format<V, T>.Tiny, x, result);
    }

    /// <summary>tanh x; −0 stays −0.</summary>
    /// <remarks>Bound 1 ULP in float (worst 0.864, at 1.8600332), 1.5 in double (worst seen 1.35).</remarks>
    [MethodImpl(Inline)]
    public static V Tanh<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return SingleTanh.Of<V, T>(x);
        }

        // With m = (e⁻²ˢ − 1)/2, tanh s = −m / (1 + m).
        V limited = V.MaxNative(V.Of(-40), V.Or(x + x, Format<V, T>.Sign));
        Exponentials<V, T>.HalfExpm1NonPositive(limited, out V high, out V low);
        V one = V.Of(1);
        V inverse = V.Of(-1) / (one + high + low);
        V first = (high + low) * inverse;
        // left = m + first·(1 + m). The sum of high and first is exact, because neither is above twice the other.
        V left = V.MulAdd(low, one + first, V.MulAdd(first, high, high + first));
        return V.Select(Format<V, T>.Sign, x, V.MulAdd(left, inverse, first));
    }

    /// <summary>1 / (1 + e⁻ˣ), with gradual underflow like eˣ where x is far below 0.</summary>
    /// <remarks>Bound 1.5 ULP in float (worst 1.095, at −16.289759), 1.5 in double (worst seen 1.08).</remarks>
    [MethodImpl(Inline)]
    public static V Sigmoid<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V unit = V.Of(ExpReduction<V, T>.TwoToMinusBias);
        V limited = V.MinNative(
            Exponentials<V, T>.SigmoidOfMinusIsZeroFrom, V.MaxNative(Exponentials<V, T>.SigmoidOfMinusIsOneUpTo, -x));
        ExpReduction<V, T>.Reduce(limited, ExpReduction<V, T>.MinusBias, out V biasedN, out _, out V t);
        V scale = ExpReduction<V, T>.PowerOfTwo(1, biasedN), step = scale * t;
        // unit·(1 + e⁻ˣ) = divisor + low: the smaller of unit and scale is added first, so that both sums lose little.
        V small = V.MulAdd(step, ExpPolynomials<V, T>.Quotient(t, 1), V.MinNative(scale, unit));
        V larger = V.MaxNative(scale, unit), divisor = larger + small;
        V low = small - (divisor - larger);
        V minusUnit = V.Of(-ExpReduction<V, T>.TwoToMinusBias), inverse = V.Of(-1) / divisor;
        V first = inverse * minusUnit;
        V excess = V.MulAdd(first, low, V.MulAdd(first, divisor, minusUnit));
        return V.MulAdd(excess, inverse, first);
    }

    /// <summary>log(1 + eˣ), with gradual underflow like eˣ where x is far below 0.</summary>
    /// <remarks>Bound 1.5 ULP in float (worst 1.175, at 0.4238306), 1.5 in double (worst seen 1.18).</remarks>
    [MethodImpl(Inline)]
    public static V Softplus<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Exponentials<V, T>.ExpNonPositiveInParts(V.Or(x, Format<V, T>.Sign), out V scale, out V power, out V powerRest);
        V e = power * scale, rest = powerRest * scale, one = V.Of(1), half = V.Of(0.5);
        V shrink = V.WhereLess(half, e, half, one);
        V f = V.MulAdd(e, shrink, shrink - one);
        Logarithms<V, T>.Assemble(V.WhereLess(half, e, one, V.Of(0)), f, out V high, out V low);
        // The slope of log(1 + f) multiplies a tiny rest: an error of a few per cent is allowed.
        V slope = V.MulAdd(V.MulAdd(f, V.Of(0.6), V.Of(-0.95)), f, one);
        return high + V.MulAdd(rest * shrink, slope, low) + V.AtLeast(x, V.Of(0));
    }
}
