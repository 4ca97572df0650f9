using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// xʸ of floats in registers of doubles: the exponential of y·log x, whose error of 2⁻⁴⁵ hardly moves a float. The
/// special values are those of C (ISO/IEC 9899:2018, F.10.4.4).
/// </summary>
/// <remarks>Bound 0.51 ULP in float.</remarks>
internal readonly struct SinglePower : IDoubleFunction2
{
    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static V Of<V>(V x, V y) where V : struct, ILanes<V, double>
    {
        V zero = V.Of(0), one = V.Of(1), size = V.Abs(x), exponent = V.Abs(y), infinity = V.Of(double.PositiveInfinity);
        V power = LaneMath.Exp<V, double>(y * LaneMath.Log<V, double>(size));
        // Adding 1.5·2⁵² leaves a whole number in the lowest bits; exponents beyond 2⁵⁰ are even and as they are.
        V rounding = V.Of(6755399441055744), many = V.Of(1125899906842624), turned = y + rounding;
        V whole = V.WhereLess(exponent, many, turned - rounding, y);
        V odd = V.WhereLess(exponent, many, V.ShiftLeft(turned, 63), zero);
        V result = V.Or(power, V.And(odd, x));
        // A root of a negative number is not real; 0 and the infinities have no sign to lose.
        V ofNegative = V.WhereLess(-infinity, x, V.Of(double.NaN), power);
        result = V.WhereEqual(whole, y, result, V.WhereLess(x, zero, ofNegative, power));
        result = V.WhereEqual(exponent, infinity, V.WhereEqual(size, one, one, result), result);
        return V.WhereEqual(y, zero, one, V.WhereEqual(x, one, one, result));
    }
}
