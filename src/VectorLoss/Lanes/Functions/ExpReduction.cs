using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The argument reduction of the exponential: eˣ = 2ⁿ·eᵗ with n = round(x / log 2) and |t| ≤ ½ log 2 (P. T. P. Tang
/// 1989, doi:10.1145/63522.214389), and the powers of two that undo it.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static class ExpReduction<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>1 / log 2.</summary>
    public const double InverseLog2 = 1.4426950408889634;

    /// <summary>The high part of −log 2, so short that n times it is exact.</summary>
    public static V MinusLog2High
    {
        [MethodImpl(Inline)]
        get => Format<V, T>.Pick(-0.693147182464599609375, -6.93147180369123816490e-01);
    }

    /// <summary>The low part of −log 2: what <see cref="MinusLog2High"/> lacks.</summary>
    public static V MinusLog2Low
    {
        [MethodImpl(Inline)]
        get => Format<V, T>.Pick(1.904654299957768e-9, -1.90821492927058770002e-10);
    }

    /// <summary>eˣ is ∞ from here up.</summary>
    public static V InfiniteFrom { [MethodImpl(Inline)] get => Format<V, T>.Pick(89, 710); }

    /// <summary>eˣ is 0 from here down: it is less than half of the smallest subnormal.</summary>
    public static V ZeroUpTo { [MethodImpl(Inline)] get => Format<V, T>.Pick(-104, -746); }

    /// <summary>
    /// b, which is added to n for x ≤ 0, so that 2ⁿ⁺ᵇ is never subnormal. The power is then computed as
    /// <see cref="TwoToMinusBias"/>·eᵗ, and the product of the two is the one operation that rounds, also where the
    /// result is subnormal.
    /// </summary>
    public static double Bias { [MethodImpl(Inline)] get => typeof(T) == typeof(float) ? 64 : 512; }

    /// <summary>−<see cref="Bias"/>, for powers above 1.</summary>
    public static double MinusBias { [MethodImpl(Inline)] get => typeof(T) == typeof(float) ? -64 : -512; }

    /// <summary>2⁻ᵇ with the <see cref="Bias"/> b.</summary>
    public static double TwoToMinusBias
    {
        [MethodImpl(Inline)]
        get => typeof(T) == typeof(float) ? 5.421010862427522e-20 : 7.458340731200207e-155;
    }

    /// <summary>
    /// 1.5·2²³ (2⁵²) + bias. Adding it to a number rounds the number to a whole one and leaves that in the lowest bits.
    /// </summary>
    [MethodImpl(Inline)]
    public static V RoundingConstant(double bias) => Format<V, T>.Pick(12582912 + bias, 6755399441055744 + bias);

    /// <summary>
    /// Computes n and t for an x between <see cref="ZeroUpTo"/> and <see cref="InfiniteFrom"/>. log 2 comes in two
    /// parts, the first so short that x − n·log 2 loses nothing there.
    /// </summary>
    /// <param name="x">The exponent.</param>
    /// <param name="bias">Added to n in <paramref name="biasedN"/> only.</param>
    /// <param name="biasedN">n + bias in the lowest bits, ready to be shifted to the place of the exponent.</param>
    /// <param name="n">n, a whole number.</param>
    /// <param name="t">x − n·log 2, rounded.</param>
    [MethodImpl(Inline)]
    public static void Reduce(V x, double bias, out V biasedN, out V n, out V t)
        => Reduce(
            x, V.Of(InverseLog2), RoundingConstant(bias), MinusLog2High, MinusLog2Low, out biasedN, out n, out t);

    /// <summary>The same with the constants in registers.</summary>
    [MethodImpl(Inline)]
    public static void Reduce(
        V x, V inverseLog2, V rounding, V minusLog2High, V minusLog2Low, out V biasedN, out V n, out V t)
    {
        biasedN = V.MulAdd(x, inverseLog2, rounding);
        n = biasedN - rounding;
        t = V.MulAdd(n, minusLog2Low, V.MulAdd(n, minusLog2High, x));
    }

    /// <summary>unit·2ⁿ, where that is neither subnormal nor too large.</summary>
    [MethodImpl(Inline)]
    public static V PowerOfTwo(double unit, V biasedN) => V.AddBits(V.Of(unit), Format<V, T>.ToExponent(biasedN));

    /// <summary><see cref="ILanes{V, T}.Scale"/> by two factors. Only the product with the second one rounds.</summary>
    [MethodImpl(Inline)]
    public static V ScaleTwice(V number, V n)
    {
        V one = V.Of(1);
        V biasedN = n + Format<V, T>.Pick(12582912, 6755399441055744);
        V whole = Format<V, T>.ToExponent(biasedN);
        // Shifted one place less, and without the bit that falls into the fraction: the floor of n/2. The number is
        // multiplied by both factors instead of adding them to its exponent, because it may be NaN.
        V half = V.And(V.ShiftLeft(biasedN, Format<V, T>.Fraction - 1), Format<V, T>.Upper);
        return number * V.AddBits(one, half) * V.AddBits(one, V.SubtractBits(whole, half));
    }
}
