using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The exponential, taken apart: eˣ = 2ⁿ·eᵗ with n = round(x / log 2) and |t| ≤ ½ log 2 (P. T. P. Tang 1989,
/// doi:10.1145/63522.214389). The functions built on it differ only in how they put the parts together.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static class Exponentials<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>From here up eˣ is ∞.</summary>
    public static V Top { [MethodImpl(Inline)] get => Format<V, T>.Pick(89, 710); }

    /// <summary>From here down eˣ is 0: less than half of the smallest subnormal.</summary>
    public static V Bottom { [MethodImpl(Inline)] get => Format<V, T>.Pick(-104, -746); }

    /// <summary>From here up 1 / (1 + eˣ) is 0.</summary>
    public static V Rising { [MethodImpl(Inline)] get => Format<V, T>.Pick(104, 746); }

    /// <summary>From here down it is 1.</summary>
    public static V Vanished { [MethodImpl(Inline)] get => Format<V, T>.Pick(-40, -100); }

    /// <summary>Turns of log 2 in 1.</summary>
    public const double PerLog2 = 1.4426950408889634;

    /// <summary>The factors of t³, t⁴, t⁵ and t⁶ in the float's polynomial for eᵗ.</summary>
    public const double Third = 0.1666652113199234, Fourth = 0.041666388511657715, Fifth = 0.008368683978915215, Sixth = 0.0013941873330622911;

    /// <summary>−log 2, so short that a number of turns times it is exact.</summary>
    public static V MinusLog2 { [MethodImpl(Inline)] get => Format<V, T>.Pick(-0.693147182464599609375, -6.93147180369123816490e-01); }

    /// <summary>What that lacks.</summary>
    public static V MinusLog2Rest { [MethodImpl(Inline)] get => Format<V, T>.Pick(1.904654299957768e-9, -1.90821492927058770002e-10); }

    /// <summary>1.5·2²³ (2⁵²) + bias: added to x, it leaves a whole number in the lowest bits.</summary>
    [MethodImpl(Inline)]
    public static V Magic(double bias) => Format<V, T>.Pick(12582912 + bias, 6755399441055744 + bias);

    /// <summary>Minus <see cref="Bias"/>: of what is above 1.</summary>
    public static double FallingBias { [MethodImpl(Inline)] get => typeof(T) == typeof(float) ? -64 : -512; }

    /// <summary>From here down eˣ − 1 is −1, and 1 − 2eˣ is 1.</summary>
    public static V Vanishing { [MethodImpl(Inline)] get => Format<V, T>.Pick(-20, -40); }

    /// <summary>
    /// What <see cref="Split(V, double, out V, out V, out V)"/> adds to n for x ≤ 0, so that 2ⁿ⁺ᵇ is never subnormal: the
    /// power is then computed as <see cref="Shrunk"/>·eᵗ, and the one product of the two rounds, also where the result is
    /// subnormal.
    /// </summary>
    public static double Bias { [MethodImpl(Inline)] get => typeof(T) == typeof(float) ? 64 : 512; }

    /// <summary>2⁻ᵇ of <see cref="Bias"/>.</summary>
    public static double Shrunk
    {
        [MethodImpl(Inline)]
        get => typeof(T) == typeof(float) ? 5.421010862427522e-20 : 7.458340731200207e-155;
    }

    /// <summary>
    /// Gives n and t, for an x between <see cref="Bottom"/> and <see cref="Top"/>. Adding 1.5·2²³ (2⁵²) leaves n in
    /// the lowest bits. log 2 comes in two parts, the first so short that x − n·log 2 loses nothing there.
    /// </summary>
    /// <param name="x">The exponent.</param>
    /// <param name="bias">Added to n in <paramref name="count"/> only.</param>
    /// <param name="count">n + bias in the lowest bits, ready to be shifted to the place of the exponent.</param>
    /// <param name="turns">n.</param>
    /// <param name="t">The rest, rounded.</param>
    [MethodImpl(Inline)]
    public static void Split(V x, double bias, out V count, out V turns, out V t)
        => Split(x, V.Of(PerLog2), Magic(bias), MinusLog2, MinusLog2Rest, out count, out turns, out t);

    /// <summary>The same with the constants in registers.</summary>
    [MethodImpl(Inline)]
    public static void Split(V x, V perLog2, V magic, V minusLog2, V minusLog2Rest, out V count, out V turns, out V t)
    {
        count = V.MulAdd(x, perLog2, magic);
        turns = count - magic;
        t = V.MulAdd(turns, minusLog2Rest, V.MulAdd(turns, minusLog2, x));
    }

    /// <summary>
    /// unit·(eᵗ − 1 − t) / t² for |t| ≤ ½ log 2: minimax polynomials of our own, error 2⁻²⁸ (2⁻⁵⁷). The unit is a power of
    /// two, and so changes no rounding.
    /// </summary>
    [MethodImpl(Inline)]
    public static V Curve(V t, double unit)
    {
        if (typeof(T) == typeof(float))
            return Curve(t, V.Of(Sixth * unit), V.Of(Fifth * unit), V.Of(Fourth * unit), V.Of(Third * unit), V.Of(0.5 * unit));
        V t2 = t * t;
        V t4 = t2 * t2;
        V p0 = V.MulAdd(V.Of(0.041666666666522837331 * unit), t, V.Of(0.16666666666666697608 * unit));
        V p2 = V.MulAdd(V.Of(0.0013888888945372915754 * unit), t, V.Of(0.0083333333333079516666 * unit));
        V p4 = V.MulAdd(V.Of(0.000024801491425501376102 * unit), t, V.Of(0.00019841269916034670101 * unit));
        V p6 = V.MulAdd(V.Of(2.7630809247876823697e-7 * unit), t, V.Of(2.7557217334740800077e-6 * unit));
        V p8 = V.Of(2.5117574468437449442e-8 * unit);
        V high = V.MulAdd(p8, t4, V.MulAdd(p6, t2, p4));
        V low = V.MulAdd(p2, t2, p0);
        return V.MulAdd(V.MulAdd(high, t4, low), t, V.Of(0.50000000000000116318 * unit));
    }

    /// <summary>The polynomial in float, with its constants in registers.</summary>
    [MethodImpl(Inline)]
    public static V Curve(V t, V sixth, V fifth, V fourth, V third, V half)
        => V.MulAdd(V.MulAdd(V.MulAdd(V.MulAdd(sixth, t, fifth), t, fourth), t, third), t, half);

    /// <summary>
    /// <see cref="Curve(V, double)"/> with a term more in float, error 2⁻³²: where x is just above ½ log 2, eˣ − 1 has half
    /// the last place of eˣ and no room for the error of the shorter polynomial (1.02 ULP with it).
    /// </summary>
    [MethodImpl(Inline)]
    private static V FineCurve(V t)
    {
        if (typeof(T) != typeof(float)) return Curve(t, 1);
        V sum = V.MulAdd(V.Of(0.0001973486942006275), t, V.Of(0.0013935089809820056));
        sum = V.MulAdd(sum, t, V.Of(0.00833357684314251));
        sum = V.MulAdd(sum, t, V.Of(0.041666463017463684));
        sum = V.MulAdd(sum, t, V.Of(0.1666666567325592));
        return V.MulAdd(sum, t, V.Of(0.5));
    }

    /// <summary>unit·(eᵗ − 1) / t for |t| ≤ ½ log 2.</summary>
    [MethodImpl(Inline)]
    public static V Chord(V t, double unit) => V.MulAdd(Curve(t, unit), t, V.Of(unit));

    /// <summary>unit·eᵗ for |t| ≤ ½ log 2.</summary>
    [MethodImpl(Inline)]
    public static V Power(V t, double unit) => V.MulAdd(Chord(t, unit), t, V.Of(unit));

    /// <summary>unit·2ⁿ, when that has an exponent of its own: not subnormal, not too large.</summary>
    [MethodImpl(Inline)]
    public static V Scale(double unit, V count) => V.AddBits(V.Of(unit), Format<V, T>.ToExponent(count));

    /// <summary><see cref="ILanes{V, T}.Scale"/> by two factors, of which only the second rounds.</summary>
    [MethodImpl(Inline)]
    public static V ScaleTwice(V number, V turns)
    {
        V one = V.Of(1);
        V count = turns + Format<V, T>.Pick(12582912, 6755399441055744);
        V whole = Format<V, T>.ToExponent(count);
        // One place less, and without the bit that falls into the fraction: the floor of n/2. Both factors are
        // multiplied, not added to the exponent, because the number may be NaN.
        V half = V.And(V.ShiftLeft(count, Format<V, T>.Fraction - 1), Format<V, T>.Upper);
        return number * V.AddBits(one, half) * V.AddBits(one, V.SubtractBits(whole, half));
    }

    /// <summary>eˣ for x ≤ 0, where an instruction scales.</summary>
    [MethodImpl(Inline)]
    public static V DecayByScale(V x)
    {
        Split(V.MaxNative(Bottom, x), 0, out _, out V turns, out V t);
        return V.Scale(Power(t, 1), turns);
    }

    /// <summary>eˣ for x ≤ 0, where none does: one product scales what is not above 1, and rounds at the same place.</summary>
    [MethodImpl(Inline)]
    public static V DecayByProduct(V x)
    {
        Split(V.MaxNative(Bottom, x), Bias, out V count, out _, out V t);
        return Power(t, Shrunk) * Scale(1, count);
    }

    /// <summary>eˣ for x ≤ 0 as (power + low)·scale, where low is what the rounding of the power lost.</summary>
    [MethodImpl(Inline)]
    public static void Decay(V x, out V scale, out V power, out V low)
    {
        Split(V.MaxNative(Bottom, x), Bias, out V count, out _, out V t);
        scale = Scale(1, count);
        V chord = Chord(t, Shrunk);
        power = V.MulAdd(chord, t, V.Of(Shrunk));
        low = V.MulAdd(chord, t, V.Of(Shrunk) - power);
    }

    /// <summary>(eˣ − 1)/2 = high + low, for x ≤ 0; the low part may be a sixth of the high one.</summary>
    [MethodImpl(Inline)]
    public static void HalfDecay(V x, out V high, out V low)
    {
        V magic = Format<V, T>.Pick(12582912, 6755399441055744), half = V.Of(0.5);
        V count = V.MulAdd(x, V.Of(1.4426950408889634), magic);
        // One constant for log 2: what it lacks is nothing beside a power that is far from 1, and not used near 1.
        V t = V.MulAdd(count - magic, V.Of(-0.6931471805599453), x);
        V size = Scale(0.5, count), step = size * t;
        V origin = size - half;
        high = origin + step;
        V lost = (size - (origin + half)) + ((origin - high) + step);
        low = V.MulAdd(step, t * FineCurve(t), lost);
    }

    /// <summary>(eˣ − 1)/2 = high + low, for <see cref="Vanishing"/> ≤ x ≤ <see cref="Top"/>.</summary>
    [MethodImpl(Inline)]
    public static void HalfExpm1(V x, out V high, out V low)
    {
        V magic = Format<V, T>.Pick(12582912, 6755399441055744);
        V count = V.MulAdd(x, V.Of(1.4426950408889634), magic);
        V turns = count - magic;
        V minusLog2Low = Format<V, T>.Pick(1.904654299957768e-9, -1.90821492927058770002e-10);
        V first = V.MulAdd(turns, Format<V, T>.Pick(-0.693147182464599609375, -6.93147180369123816490e-01), x);
        V t = V.MulAdd(turns, minusLog2Low, first);
        V rest = V.MulAdd(turns, minusLog2Low, first - t);
        V half = V.Of(0.5);
        V size = Scale(0.5, count);
        // What the rounding of a sum loses is a number itself (T. J. Dekker 1971, doi:10.1007/BF01397083). The origin
        // loses something where one part vanishes beside the other: one of its two terms is that, the other 0.
        V origin = size - half;
        V lost = (size - (origin + half)) + ((size - origin) - half);
        high = V.MulAdd(size, t, origin);
        lost += V.MulAdd(size, t, origin - high);
        low = V.MulAdd(size, V.MulAdd(t * t, FineCurve(t), rest), lost);
    }
}
