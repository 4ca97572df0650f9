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

    [MethodImpl(Inline)]
    private static double LeastOf<T>() => typeof(T) == typeof(float) ? 1.1754943508222875e-38 : 2.2250738585072014e-308;
}

/// <summary>
/// A factor of powers whose products are normal or 0. They are formed 2⁶⁴ times as large, so that none is subnormal
/// before it is seen to be: one product more and no division.
/// </summary>
internal readonly struct NormalFactor<V, T> where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Far = 18446744073709551616.0;

    private readonly V size, limit, down;

    /// <summary>Prepares the products with a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NormalFactor(V factor)
    {
        // A factor of 1 or more makes no normal power subnormal, and 2⁶⁴ times of it might overflow.
        V one = V.Of(1), zero = V.Of(0), whole = V.Abs(factor), up = V.WhereLess(whole, one, V.Of(Far), one);
        V back = V.WhereLess(whole, one, V.Of(1 / Far), one);
        size = whole * up;
        limit = NormalPowers.Least<V, T>() * up;
        down = V.WhereLess(factor, zero, -back, back);
    }

    /// <summary>A power, 0 or more, times the factor; 0 where that is not normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Times(V power)
    {
        V product = power * size;
        return V.WhereLess(product, limit, V.Of(0), product) * down;
    }
}
