using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The polynomials for eᵗ, |t| ≤ ½ log 2: minimax polynomials of our own. Each may be multiplied by a unit, a power of
/// two, which changes no rounding.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static class ExpPolynomials<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The factors of t³, t⁴, t⁵ and t⁶ in the polynomial of float.</summary>
    public const double Third = 0.1666652113199234, Fourth = 0.041666388511657715,
        Fifth = 0.008368683978915215, Sixth = 0.0013941873330622911;

    /// <summary>unit·(eᵗ − 1 − t) / t², error 2⁻²⁸ (2⁻⁵⁷).</summary>
    [MethodImpl(Inline)]
    public static V Remainder(V t, double unit)
    {
        if (typeof(T) == typeof(float))
        {
            return Remainder(
                t, V.Of(Sixth * unit), V.Of(Fifth * unit), V.Of(Fourth * unit), V.Of(Third * unit), V.Of(0.5 * unit));
        }

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

    /// <summary>The polynomial of float with its constants in registers.</summary>
    [MethodImpl(Inline)]
    public static V Remainder(V t, V sixth, V fifth, V fourth, V third, V half)
        => V.MulAdd(V.MulAdd(V.MulAdd(V.MulAdd(sixth, t, fifth), t, fourth), t, third), t, half);

    /// <summary>
    /// <see cref="Remainder(V, double)"/> with one term more in float, error 2⁻³². Where x is just above ½ log 2, the
    /// last place of eˣ − 1 is half that of eˣ, which leaves no room for the error of the shorter polynomial (1.02 ULP
    /// with it).
    /// </summary>
    [MethodImpl(Inline)]
    public static V FineRemainder(V t)
    {
        if (typeof(T) != typeof(float))
        {
            return Remainder(t, 1);
        }

        V sum = V.MulAdd(V.Of(0.0001973486942006275), t, V.Of(0.0013935089809820056));
        sum = V.MulAdd(sum, t, V.Of(0.00833357684314251));
        sum = V.MulAdd(sum, t, V.Of(0.041666463017463684));
        sum = V.MulAdd(sum, t, V.Of(0.1666666567325592));
        return V.MulAdd(sum, t, V.Of(0.5));
    }

    /// <summary>unit·(eᵗ − 1) / t.</summary>
    [MethodImpl(Inline)]
    public static V Quotient(V t, double unit) => V.MulAdd(Remainder(t, unit), t, V.Of(unit));

    /// <summary>unit·eᵗ.</summary>
    [MethodImpl(Inline)]
    public static V Power(V t, double unit) => V.MulAdd(Quotient(t, unit), t, V.Of(unit));
}
