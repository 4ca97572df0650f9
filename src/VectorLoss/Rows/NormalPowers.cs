using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>
/// Powers of the softmax family and their products without subnormal numbers: what would be below the least normal
/// number is 0. Some machines take about 150 clocks for each subnormal result: cross-entropy of logits within ±50 took
/// 21 to 26 times as long as within ±4.
/// </summary>
internal static class NormalPowers
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The least normal number.</summary>
    [MethodImpl(Inline)]
    public static V Least<V, T>() where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.Of(LeastOf<T>());

    /// <summary>Numbers below this have no normal power; the power of this number is normal.</summary>
    [MethodImpl(Inline)]
    public static V Cut<V, T>() where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.Of(CutOf<T>());

    /// <summary>The number of <see cref="Cut"/>.</summary>
    [MethodImpl(Inline)]
    public static double CutOf<T>() => typeof(T) == typeof(float) ? -87.33654022216797 : -708.396418532264;

    /// <summary>eˣ for x ≤ 0 or NaN; 0 where it is not normal.</summary>
    [MethodImpl(Inline)]
    public static V Exp<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.WhereLess(x, Cut<V, T>(), V.Of(0), LaneMath.ExpOfNonPositive<V, T>(V.MaxNative(Cut<V, T>(), x)));

    /// <summary>The number, or 0 for one that is not normal.</summary>
    [MethodImpl(Inline)]
    public static V Normal<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.WhereLess(V.Abs(x), Least<V, T>(), V.Of(0), x);

    /// <summary>
    /// Where S − 1 is below 1: 1, which only the power of the class of p above a half equals; else 2, which none
    /// equals.
    /// </summary>
    [MethodImpl(Inline)]
    public static V Mark<V, T>(V others)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.WhereLess(others, V.Of(1), V.Of(1), V.Of(2));

    /// <summary>The number of <see cref="Least"/>.</summary>
    [MethodImpl(Inline)]
    public static double LeastOf<T>() => typeof(T) == typeof(float) ? 1.1754943508222875e-38 : 2.2250738585072014e-308;
}

/// <summary>
/// A factor of powers whose products are normal or 0. It knows the least power with a normal product, and no product
/// is formed of a smaller one.
/// </summary>
internal readonly struct NormalFactor<V, T> where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Far = 18446744073709551616.0;

    private readonly V factor, least, noPower;

    /// <summary>Prepares the products with a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NormalFactor(V factor)
    {
        // The sum makes a factor of −0 to 0. A factor of 1 or more makes no normal power subnormal.
        V one = V.Of(1), zero = V.Of(0), ulp = V.OfBits(1), whole = V.Abs(factor);
        this.factor = factor + zero;
        // Products are formed 2⁶⁴ times as large, so that they are normal where they meet the limit. The quotient is
        // rounded, so the least power is it or one of its neighbours.
        V size = whole * V.Of(Far), limit = NormalPowers.Least<V, T>() * V.Of(Far), power = limit / size;
        V below = V.SubtractBits(power, ulp), above = V.AddBits(power, ulp);
        power = V.WhereLess(below * size, limit, V.WhereLess(power * size, limit, above, power), below);
        noPower = this.factor * zero;
        least = V.WhereLess(whole, one, power, zero);
    }

    /// <summary>A power, 0 or more, times the factor; 0 where that is not normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Times(V power) => V.MultiplyOrZero(power, factor, least, noPower);
}
