using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The parts of the logarithm: a number is 2ᵏ·(1 + f) with 1 + f in [¾, 1½), and its logarithm is k·log 2 + log(1 + f).
/// With these limits f = 2⁻ᵏ·x + (2⁻ᵏ − 1) is exact for every number 1 + x, so log and log1p share all that follows.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static class Logarithms<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>k·log 2 + log(1 + f) = high + low.</summary>
    [MethodImpl(Inline)]
    public static void Assemble(V k, V f, out V high, out V low)
    {
        // The first part of log 2 is so short that its product with k is exact; the product is 0 or larger than f.
        V kLog2 = k * Format<V, T>.Pick(0.693359375, 6.93147180369123816490e-01);
        high = kLog2 + f;
        V lost = f - (high - kLog2);
        V rest = V.MulAdd(k, Format<V, T>.Pick(-2.12194440054690583e-4, 1.90821492927058770002e-10), lost);
        low = typeof(T) == typeof(float)
            ? V.MulAdd(f * f, RemainderPolynomialOfFloat(f), rest) : RemainderOfDouble(f) + rest;
    }

    /// <summary>
    /// log x on machines whose instructions neither split a number nor replace special values: what 0, subnormal,
    /// negative and infinite numbers and NaN need stands behind one test, which took a quarter of the time.
    /// </summary>
    [MethodImpl(Inline)]
    public static V WithRareNumbersApart(V x)
    {
        V lifted = x, bias = Bias;
        bool isUsual = V.AllLess(LargestSubnormal, x) && V.AllLess(x, Format<V, T>.Infinity);
        if (!isUsual)
        {
            lifted = V.WhereLess(x, Format<V, T>.SmallestNormal, Lifted(x), x);
            bias = V.WhereLess(x, Format<V, T>.SmallestNormal, LiftedBias, bias);
        }

        V carried = V.AddBits(lifted, Format<V, T>.HalfFraction);
        Assemble(Exponent(carried, bias), Mantissa(carried) - V.Of(1), out V high, out V low);
        return isUsual ? high + low : FixLogEndsBySelection(x, high + low);
    }

    /// <summary><see cref="ILanes{V, T}.SplitExponent"/> by operations on bits.</summary>
    [MethodImpl(Inline)]
    public static void SplitExponentByBits(V x, out V k, out V m)
    {
        V least = Format<V, T>.SmallestNormal;
        V carried = V.AddBits(V.WhereLess(x, least, Lifted(x), x), Format<V, T>.HalfFraction);
        k = Exponent(carried, V.WhereLess(x, least, LiftedBias, Bias));
        m = Mantissa(carried);
    }

    /// <summary>x·2²⁴ (2⁵³), which is normal where x is subnormal.</summary>
    [MethodImpl(Inline)]
    private static V Lifted(V x) => x * Format<V, T>.Pick(16777216, 9007199254740992);

    /// <summary>m of a positive normal number, to whose bits half a fraction was added.</summary>
    [MethodImpl(Inline)]
    private static V Mantissa(V carried) => V.AddBits(
        V.And(carried, Format<V, T>.Lower), V.SubtractBits(V.Of(1), Format<V, T>.HalfFraction));

    /// <summary>k of a positive normal number, to whose bits half a fraction was added.</summary>
    [MethodImpl(Inline)]
    public static V Exponent(V carried, V bias)
    {
        V field = V.ShiftRight(carried, Format<V, T>.Fraction);
        // The small integer becomes the fraction of 2²³ (2⁵²), and the bias contains that power.
        return V.Or(field, Format<V, T>.Pick(8388608, 4503599627370496)) - bias;
    }

    /// <summary>The largest number below the normal ones.</summary>
    private static V LargestSubnormal
    {
        [MethodImpl(Inline)]
        get => Format<V, T>.Bits(0x007F_FFFF, 0x000F_FFFF_FFFF_FFFF);
    }

    /// <summary>The bias of <see cref="Exponent"/>.</summary>
    public static V Bias { [MethodImpl(Inline)] get => Format<V, T>.Pick(8388608 + 127, 4503599627370496 + 1023); }

    /// <summary>The same for a number that was multiplied by 2²⁴ (2⁵³) to be normal.</summary>
    private static V LiftedBias
    {
        [MethodImpl(Inline)]
        get => Format<V, T>.Pick(8388608 + 127 + 24, 4503599627370496 + 1023 + 53);
    }

    /// <summary><see cref="ILanes{V, T}.FixLogEnds"/> by selections.</summary>
    [MethodImpl(Inline)]
    public static V FixLogEndsBySelection(V x, V result)
    {
        V outside = V.WhereEqual(x, V.Of(0), V.Of(double.NegativeInfinity), V.Of(double.NaN));
        return V.WhereEqual(x, Format<V, T>.Infinity, x, V.WhereLess(V.Of(0), x, result, outside));
    }

    /// <summary>
    /// (log(1 + f) − f) / f² for f in [−¼, ½]: minimax, error 2⁻²⁷ of the logarithm. (Remez exchange, our own.)
    /// </summary>
    [MethodImpl(Inline)]
    private static V RemainderPolynomialOfFloat(V f)
    {
        V sum = V.MulAdd(V.Of(-0.044909385629083413), f, V.Of(0.10448311777339022));
        sum = V.MulAdd(sum, f, V.Of(-0.13162233477175463));
        sum = V.MulAdd(sum, f, V.Of(0.14482066640479152));
        sum = V.MulAdd(sum, f, V.Of(-0.16647767997244019));
        sum = V.MulAdd(sum, f, V.Of(0.19990606474872304));
        sum = V.MulAdd(sum, f, V.Of(-0.25000054518047936));
        sum = V.MulAdd(sum, f, V.Of(0.33333454446324068));
        return V.MulAdd(sum, f, V.Of(-0.50000000823329117));
    }

    /// <summary>
    /// log(1 + f) − f. With s = f / (2 + f), log(1 + f) = 2·artanh s = f − (f²/2 − s·(f²/2 + R(s²))): the arrangement
    /// of fdlibm (Sun Microsystems 1993, e_log.c), with a minimax R of our own for these limits, error 2⁻⁵⁵.
    /// </summary>
    [MethodImpl(Inline)]
    private static V RemainderOfDouble(V f)
    {
        V s = f / (V.Of(2) + f);
        V square = s * s;
        V fourth = square * square;
        V r0 = V.MulAdd(V.Of(0.39999999996365486486), square, V.Of(0.66666666666672145648));
        V r2 = V.MulAdd(V.Of(0.22222140093698159568), square, V.Of(0.28571429369145801838));
        V r4 = V.MulAdd(V.Of(0.1525095711417149982), square, V.Of(0.18186306305593383475));
        V sum = V.MulAdd(V.Of(0.15363567660830699086), fourth, r4);
        sum = V.MulAdd(V.MulAdd(sum, fourth, r2), fourth, r0);
        V half = V.Of(0.5) * f * f;
        return V.MulAdd(s, V.MulAdd(sum, square, half), -half);
    }
}
