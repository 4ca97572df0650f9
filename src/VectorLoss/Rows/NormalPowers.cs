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

    /// <summary>2⁶⁴, so that a check of a product near the least normal number is not itself subnormal.</summary>
    private const double Far = 18446744073709551616.0;

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
    /// The least power whose product with a factor is normal; no product of a normal power with it need be subnormal
    /// to be seen as such.
    /// </summary>
    [MethodImpl(Inline)]
    public static V Floor<V, T>(V factor)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A factor above 1 makes no normal power subnormal.
        V size = V.AtMost(V.Abs(factor), V.Of(1)), far = V.Of(Far * LeastOf<T>()), floor = far / size;
        V above = floor * V.Of(typeof(T) == typeof(float) ? 1 + 1.2e-7 : 1 + 2.3e-16);
        return V.WhereLess(floor * size, far, above, floor) * V.Of(1 / Far);
    }

    /// <summary>A power times a factor, or 0 where the power is below <see cref="Floor"/> of that factor.</summary>
    [MethodImpl(Inline)]
    public static V Times<V, T>(V power, V floor, V factor)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.WhereLess(power, floor, V.Of(0), power) * factor;

    /// <summary>
    /// Where S − 1 is below 1: 1, which only the power of the class of p above a half equals; else 2, which none
    /// equals.
    /// </summary>
    [MethodImpl(Inline)]
    public static V Mark<V, T>(V others)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.WhereLess(others, V.Of(1), V.Of(1), V.Of(2));

    [MethodImpl(Inline)]
    private static double LeastOf<T>() => typeof(T) == typeof(float) ? 1.1754943508222875e-38 : 2.2250738585072014e-308;
}
