using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The exponentials that the functions of <see cref="LaneMath"/> are built on. They differ only in how they put the
/// parts of <see cref="ExpReduction{V, T}"/> and <see cref="ExpPolynomials{V, T}"/> together.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static class Exponentials<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>1 / (1 + eˣ) is 0 from here up.</summary>
    public static V SigmoidOfMinusIsZeroFrom { [MethodImpl(Inline)] get => Format<V, T>.Pick(104, 746); }

    /// <summary>1 / (1 + eˣ) is 1 from here down.</summary>
    public static V SigmoidOfMinusIsOneUpTo { [MethodImpl(Inline)] get => Format<V, T>.Pick(-40, -100); }

    /// <summary>eˣ − 1 is −1, and 1 − 2eˣ is 1, from here down.</summary>
    public static V Expm1IsMinusOneUpTo { [MethodImpl(Inline)] get => Format<V, T>.Pick(-20, -40); }

    /// <summary>eˣ for x ≤ 0, on a machine whose instruction scales by a power of two.</summary>
    [MethodImpl(Inline)]
    public static V ExpNonPositiveByScale(V x)
    {
        ExpReduction<V, T>.Reduce(V.MaxNative(ExpReduction<V, T>.ZeroUpTo, x), 0, out _, out V n, out V t);
        return V.Scale(ExpPolynomials<V, T>.Power(t, 1), n);
    }

    /// <summary>
    /// eˣ for x ≤ 0, on a machine without such an instruction: one product scales a power that is not above 1, and
    /// rounds at the same place.
    /// </summary>
    [MethodImpl(Inline)]
    public static V ExpNonPositiveByProduct(V x)
    {
        V limited = V.MaxNative(ExpReduction<V, T>.ZeroUpTo, x);
        ExpReduction<V, T>.Reduce(limited, ExpReduction<V, T>.Bias, out V biasedN, out _, out V t);
        return ExpPolynomials<V, T>.Power(t, ExpReduction<V, T>.TwoToMinusBias)
            * ExpReduction<V, T>.PowerOfTwo(1, biasedN);
    }

    /// <summary>
    /// eˣ for x ≤ 0 as (power + low)·scale, where low is what the rounding of the power lost.
    /// </summary>
    [MethodImpl(Inline)]
    public static void ExpNonPositiveInParts(V x, out V scale, out V power, out V low)
    {
        double unit = ExpReduction<V, T>.TwoToMinusBias;
        V limited = V.MaxNative(ExpReduction<V, T>.ZeroUpTo, x);
        ExpReduction<V, T>.Reduce(limited, ExpReduction<V, T>.Bias, out V biasedN, out _, out V t);
        scale = ExpReduction<V, T>.PowerOfTwo(1, biasedN);
        V quotient = ExpPolynomials<V, T>.Quotient(t, unit);
        power = V.MulAdd(quotient, t, V.Of(unit));
        low = V.MulAdd(quotient, t, V.Of(unit) - power);
    }

    /// <summary>(eˣ − 1)/2 = high + low, for x ≤ 0; the low part may be a sixth of the high one.</summary>
    [MethodImpl(Inline)]
    public static void HalfExpm1NonPositive(V x, out V high, out V low)
    {
        V rounding = Format<V, T>.Pick(12582912, 6755399441055744), half = V.Of(0.5);
        V biasedN = V.MulAdd(x, V.Of(1.4426950408889634), rounding);
        // One constant for log 2 is enough: what it lacks does not count beside a power that is far from 1, and n is 0
        // near 1.
        V t = V.MulAdd(biasedN - rounding, V.Of(-0.6931471805599453), x);
        V size = ExpReduction<V, T>.PowerOfTwo(0.5, biasedN), step = size * t;
        V origin = size - half;
        high = origin + step;
        V lost = (size - (origin + half)) + ((origin - high) + step);
        low = V.MulAdd(step, t * ExpPolynomials<V, T>.FineRemainder(t), lost);
    }

    /// <summary>
    /// (eˣ − 1)/2 = high + low, for <see cref="Expm1IsMinusOneUpTo"/> ≤ x ≤
    /// <see cref="ExpReduction{V, T}.InfiniteFrom"/>.
    /// </summary>
    [MethodImpl(Inline)]
    public static void HalfExpm1(V x, out V high, out V low)
    {
        V rounding = Format<V, T>.Pick(12582912, 6755399441055744);
        V biasedN = V.MulAdd(x, V.Of(1.4426950408889634), rounding);
        V n = biasedN - rounding;
        V minusLog2Low = Format<V, T>.Pick(1.904654299957768e-9, -1.90821492927058770002e-10);
        V first = V.MulAdd(n, Format<V, T>.Pick(-0.693147182464599609375, -6.93147180369123816490e-01), x);
        V t = V.MulAdd(n, minusLog2Low, first);
        V rest = V.MulAdd(n, minusLog2Low, first - t);
        V half = V.Of(0.5);
        V size = ExpReduction<V, T>.PowerOfTwo(0.5, biasedN);
        // What the rounding of a sum loses is itself a number of the format (T. J. Dekker 1971,
        // doi:10.1007/BF01397083). The origin loses something only where one part is tiny beside the other: then one of
        // the two terms is the loss and the other is 0.
        V origin = size - half;
        V lost = (size - (origin + half)) + ((size - origin) - half);
        high = V.MulAdd(size, t, origin);
        lost += V.MulAdd(size, t, origin - high);
        low = V.MulAdd(size, V.MulAdd(t * t, ExpPolynomials<V, T>.FineRemainder(t), rest), lost);
    }
}
