using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The logarithm, taken apart: a number is 2ᵏ·(1 + f) with 1 + f in [¾, 1½), and its logarithm k·log 2 + log(1 + f).
/// With these limits f = 2⁻ᵏ·x + (2⁻ᵏ − 1) is exact for every number 1 + x, so log and log1p share all that follows.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static class Logarithms<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>log(1 + f) − f for f in [−¼, ½].</summary>
    [MethodImpl(Inline)]
    public static V Bend(V f) => typeof(T) == typeof(float) ? BendSingle(f) : BendDouble(f);

    /// <summary>k·log 2 + log(1 + f) = high + low.</summary>
    [MethodImpl(Inline)]
    public static void Join(V k, V f, out V high, out V low)
    {
        // The first part of log 2 is so short that its product is exact, and larger than f or 0.
        V turns = k * Format<V, T>.Pick(0.693359375, 6.93147180369123816490e-01);
        high = turns + f;
        V lost = f - (high - turns);
        low = lost + V.MulAdd(k, Format<V, T>.Pick(-2.12194440054690583e-4, 1.90821492927058770002e-10), Bend(f));
    }

    /// <summary>k of a positive normal number, given with half a fraction added to its bits.</summary>
    [MethodImpl(Inline)]
    public static V Exponent(V carried)
    {
        V field = V.ShiftRight(carried, Format<V, T>.Fraction);
        // The small integer becomes the fraction of 2²³ (2⁵²), from which the bias is taken together with it.
        V shifted = V.Or(field, Format<V, T>.Pick(8388608, 4503599627370496));
        return shifted - Format<V, T>.Pick(8388608 + 127, 4503599627370496 + 1023);
    }

    /// <summary>The result, but −∞ at the pole, NaN below it and for NaN, and ∞ for ∞.</summary>
    [MethodImpl(Inline)]
    public static V Guard(V x, V pole, V result)
    {
        V outside = V.Select(V.Equal(x, pole), V.Of(double.NegativeInfinity), V.Of(double.NaN));
        return V.Select(V.Equal(x, Format<V, T>.Infinity), x, V.Select(V.Less(pole, x), result, outside));
    }

    /// <summary>f²·(−½ + f·Q(f)), Q minimax, error 2⁻²⁷ of the logarithm. (Remez exchange, our own.)</summary>
    [MethodImpl(Inline)]
    private static V BendSingle(V f)
    {
        V sum = V.MulAdd(V.Of(-0.045081579907079228315), f, V.Of(0.10463529950741367673));
        sum = V.MulAdd(sum, f, V.Of(-0.13161087499868556762));
        sum = V.MulAdd(sum, f, V.Of(0.14478265240338876139));
        sum = V.MulAdd(sum, f, V.Of(-0.16647311131506390061));
        sum = V.MulAdd(sum, f, V.Of(0.19990870760509559214));
        sum = V.MulAdd(sum, f, V.Of(-0.25000096130420717372));
        sum = V.MulAdd(sum, f, V.Of(0.33333448897120397981));
        return f * f * V.MulAdd(sum, f, V.Of(-0.5));
    }

    /// <summary>
    /// With s = f / (2 + f), log(1 + f) = 2·artanh s = f − (f²/2 − s·(f²/2 + R(s²))): the arrangement of fdlibm
    /// (Sun Microsystems 1993, e_log.c), with a minimax R of our own for these limits, error 2⁻⁵⁵.
    /// </summary>
    [MethodImpl(Inline)]
    private static V BendDouble(V f)
    {
        V s = f / (V.Of(2) + f);
        V square = s * s;
        V sum = V.MulAdd(V.Of(0.15363567660830699086), square, V.Of(0.1525095711417149982));
        sum = V.MulAdd(sum, square, V.Of(0.18186306305593383475));
        sum = V.MulAdd(sum, square, V.Of(0.22222140093698159568));
        sum = V.MulAdd(sum, square, V.Of(0.28571429369145801838));
        sum = V.MulAdd(sum, square, V.Of(0.39999999996365486486));
        sum = V.MulAdd(sum, square, V.Of(0.66666666666672145648));
        V half = V.Of(0.5) * f * f;
        return V.MulAdd(s, V.MulAdd(sum, square, half), -half);
    }
}
