using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The arctangent of a register of doubles; −0 stays −0, ±π/2 of the infinities. Its range is cut into five: in each
/// the argument becomes a quotient t of at most 7/16 (Sun Microsystems 1993, s_atan.c).
/// </summary>
/// <remarks>Bound 1.0 ULP in double, 0.51 in float.</remarks>
internal readonly struct Arctangent : IDoubleFunction
{
    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static V Of<V>(V x) where V : struct, ILanes<V, double>
    {
        V size = V.Abs(x), one = V.Of(1), zero = V.Of(0);
        V first = V.Of(0.4375), second = V.Of(0.6875), third = V.Of(1.1875), fourth = V.Of(2.4375);
        // t = (size·above + shift) / (size·below + base).
        V above = V.WhereLess(size, first, one,
            V.WhereLess(size, second, V.Of(2), V.WhereLess(size, fourth, one, zero)));
        V shift = V.WhereLess(size, first, zero, V.WhereLess(size, third, -one,
            V.WhereLess(size, fourth, V.Of(-1.5), -one)));
        V below = V.WhereLess(size, first, zero, V.WhereLess(size, third, one,
            V.WhereLess(size, fourth, V.Of(1.5), one)));
        V basis = V.WhereLess(size, first, one,
            V.WhereLess(size, second, V.Of(2), V.WhereLess(size, fourth, one, zero)));
        V high = V.WhereLess(size, first, zero, V.WhereLess(size, second, V.Of(0.4636476090008061),
            V.WhereLess(size, third, V.Of(0.7853981633974483),
            V.WhereLess(size, fourth, V.Of(0.982793723247329), V.Of(1.5707963267948966)))));
        V low = V.WhereLess(size, first, zero, V.WhereLess(size, second, V.Of(2.2698777452961687e-17),
            V.WhereLess(size, third, V.Of(3.061616997868383e-17),
            V.WhereLess(size, fourth, V.Of(1.3903311031230998e-17), V.Of(6.123233995736766e-17)))));
        // An infinity times 0 would be NaN; from 10³⁰⁰ on the quotient changes nothing.
        V limited = V.AtMost(size, V.Of(1e300));
        V t = V.MulAdd(limited, above, shift) / V.MulAdd(limited, below, basis);
        V bend = t * Bend(t * t);
        V result = high - (bend - low - t);
        return V.Or(V.And(x, V.Of(-0.0)), V.WhereLess(size, V.Of(7.450580596923828e-9), size, result));
    }

    /// <summary>
    /// 1 − atan(t)/t for t² = z, |t| ≤ 7/16: the minimax polynomial of fdlibm (Sun Microsystems 1993, s_atan.c).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Bend<V>(V z) where V : struct, ILanes<V, double>
    {
        V sum = V.MulAdd(V.Of(1.62858201153657823623e-02), z, V.Of(-3.65315727442169155270e-02));
        sum = V.MulAdd(sum, z, V.Of(4.97687799461593236017e-02));
        sum = V.MulAdd(sum, z, V.Of(-5.83357013379057348645e-02));
        sum = V.MulAdd(sum, z, V.Of(6.66107313738753120669e-02));
        sum = V.MulAdd(sum, z, V.Of(-7.69187620504482999495e-02));
        sum = V.MulAdd(sum, z, V.Of(9.09088713343650656196e-02));
        sum = V.MulAdd(sum, z, V.Of(-1.11111104054623557880e-01));
        sum = V.MulAdd(sum, z, V.Of(1.42857142725034663711e-01));
        sum = V.MulAdd(sum, z, V.Of(-1.99999999998764832476e-01));
        return V.MulAdd(sum, z, V.Of(3.33333333333329318027e-01)) * z;
    }
}
