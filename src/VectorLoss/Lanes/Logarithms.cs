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
    public static V Exponent(V carried, V bias)
    {
        V field = V.ShiftRight(carried, Format<V, T>.Fraction);
        // The small integer becomes the fraction of 2²³ (2⁵²), which is part of the bias.
        return V.Or(field, Format<V, T>.Pick(8388608, 4503599627370496)) - bias;
    }

    /// <summary>The bias of <see cref="Exponent"/>.</summary>
    public static V Bias { [MethodImpl(Inline)] get => Format<V, T>.Pick(8388608 + 127, 4503599627370496 + 1023); }

    /// <summary>The same for a number that was multiplied by 2²⁴ (2⁵³) to be normal.</summary>
    public static V LiftedBias
    {
        [MethodImpl(Inline)]
        get => Format<V, T>.Pick(8388608 + 127 + 24, 4503599627370496 + 1023 + 53);
    }

    /// <summary>The result, but −∞ at the pole, NaN below it and for NaN, and ∞ for ∞.</summary>
    [MethodImpl(Inline)]
    public static V Guard(V x, V pole, V result)
    {
        V outside = V.WhereEqual(x, pole, V.Of(double.NegativeInfinity), V.Of(double.NaN));
        return V.WhereEqual(x, Format<V, T>.Infinity, x, V.WhereLess(pole, x, result, outside));
    }

    /// <summary>f²·(−½ + f·Q(f)), Q minimax, error 2⁻²⁷ of the logarithm. (Remez exchange, our own.)</summary>
    [MethodImpl(Inline)]
    private static V BendSingle(V f)
    {
        V f2 = f * f, f4 = f2 * f2;
        V q0 = V.MulAdd(V.Of(-0.25000096130420717372), f, V.Of(0.33333448897120397981));
        V q2 = V.MulAdd(V.Of(-0.16647311131506390061), f, V.Of(0.19990870760509559214));
        V q4 = V.MulAdd(V.Of(-0.13161087499868556762), f, V.Of(0.14478265240338876139));
        V q6 = V.MulAdd(V.Of(-0.045081579907079228315), f, V.Of(0.10463529950741367673));
        V sum = V.MulAdd(V.MulAdd(q6, f2, q4), f4, V.MulAdd(q2, f2, q0));
        return f2 * V.MulAdd(sum, f, V.Of(-0.5));
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
