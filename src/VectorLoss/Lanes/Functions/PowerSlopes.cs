namespace VectorLoss.Lanes;

/// <summary>The derivatives of aᵇ, for dual numbers and for backward rules.</summary>
internal static class PowerSlopes
{
    /// <summary>
    /// b·aᵇ⁻¹, and 0 for an exponent of 0, also of a base of 0. Below ½ the difference b − 1 is rounded, which log a
    /// would enlarge, so it is b·aᵇ/a there, unless a is 0 or infinite.
    /// </summary>
    public static R ByBase<R>(R a, R b) where R : struct, IReal<R>
    {
        R zero = R.Of(0), one = R.Of(1);
        R divides = R.WhereLess(b, R.Of(0.5), R.WhereEqual(a - a, zero, R.WhereEqual(a, zero, zero, one), zero), zero);
        R power = R.Pow(a, b - (one - divides));
        R slope = RealMath.TimesUnlessZero(b, power) / R.WhereEqual(divides, one, a, one);
        return RealMath.ConstantUnlessNaN(a, slope);
    }

    /// <summary>aᵇ·log a, and 0 for a base of 0 with an exponent of at least 0.</summary>
    public static R ByExponent<R>(R a, R b) where R : struct, IReal<R>
    {
        R zero = R.Of(0), power = R.Pow(a, b);
        R weight = R.WhereEqual(a, zero, R.WhereLess(b, zero, power, RealMath.ConstantUnlessNaN(b, zero)), power);
        return RealMath.TimesLog(weight, a);
    }
}
