namespace VectorLoss.Lanes;

/// <summary>
/// Sine, cosine and arctangent of one double. They use only operations that IEEE 754 defines to the last bit, so every
/// machine gives the same bits. In float the double result is rounded once more.
/// </summary>
internal static class Circular
{
    /// <summary>The sine; −0 stays −0, NaN of an infinity.</summary>
    /// <remarks>
    /// Bound 1.0 ULP in double, 0.51 in float; every argument is reduced with all bits of π that it needs.
    /// </remarks>
    internal readonly struct Sine : IScalarFunction
    {
        /// <inheritdoc/>
        public static double Of(double x) => OfTurned(x, 0);
    }

    /// <summary>The cosine; NaN of an infinity.</summary>
    /// <remarks>
    /// Bound 1.0 ULP in double, 0.51 in float; every argument is reduced with all bits of π that it needs.
    /// </remarks>
    internal readonly struct Cosine : IScalarFunction
    {
        /// <inheritdoc/>
        public static double Of(double x) => OfTurned(x, 1);
    }

    /// <summary>The arctangent; −0 stays −0, ±π/2 of the infinities.</summary>
    /// <remarks>Bound 1.0 ULP in double, 0.51 in float.</remarks>
    internal readonly struct Arctangent : IScalarFunction
    {
        /// <inheritdoc/>
        public static double Of(double x)
        {
            double size = Math.Abs(x);
            if (double.IsNaN(x) || size < 7.450580596923828e-9)
                return x;
            (double high, double low, double t) = size switch
            {
                < 0.4375 => (0, 0, size),
                < 0.6875 => (0.4636476090008061, 2.2698777452961687e-17, (2 * size - 1) / (2 + size)),
                < 1.1875 => (0.7853981633974483, 3.061616997868383e-17, (size - 1) / (size + 1)),
                < 2.4375 => (0.982793723247329, 1.3903311031230998e-17, (size - 1.5) / (1 + 1.5 * size)),
                _ => (1.5707963267948966, 6.123233995736766e-17, -1 / size),
            };
            double bend = t * ArctangentBend(t * t);
            double result = high == 0 ? t - bend : high - (bend - low - t);
            return x < 0 ? -result : result;
        }
    }

    /// <summary>The sine of x plus a number of quarter turns.</summary>
    private static double OfTurned(double x, int quarters)
    {
        if (!double.IsFinite(x))
            return x - x;
        if (quarters == 0 && Math.Abs(x) < 7.450580596923828e-9)
            return x;
        DoubleDouble rest = CircularReduction.Of(x, out int quarter);
        quarter += quarters;
        double value = (quarter & 1) == 0 ? SineOfRest(rest) : CosineOfRest(rest);
        return (quarter & 2) == 0 ? value : -value;
    }

    // The Taylor series of sine and cosine to the power 17 and 18: what they leave is below 2⁻⁶⁰ at π/4.

    private static double SineOfRest(DoubleDouble x)
    {
        double z = x.High * x.High, sum = 2.8114572543455206e-15;
        sum = Math.FusedMultiplyAdd(sum, z, -7.647163731819816e-13);
        sum = Math.FusedMultiplyAdd(sum, z, 1.6059043836821613e-10);
        sum = Math.FusedMultiplyAdd(sum, z, -2.505210838544172e-8);
        sum = Math.FusedMultiplyAdd(sum, z, 2.7557319223985893e-6);
        sum = Math.FusedMultiplyAdd(sum, z, -0.0001984126984126984);
        sum = Math.FusedMultiplyAdd(sum, z, 0.008333333333333333);
        sum = Math.FusedMultiplyAdd(sum, z, -0.16666666666666666);
        double rest = Math.FusedMultiplyAdd(x.Low, -0.5 * z, x.Low);
        return x.High + Math.FusedMultiplyAdd(x.High * z, sum, rest);
    }

    private static double CosineOfRest(DoubleDouble x)
    {
        double z = x.High * x.High, sum = -1.5619206968586225e-16;
        sum = Math.FusedMultiplyAdd(sum, z, 4.779477332387385e-14);
        sum = Math.FusedMultiplyAdd(sum, z, -1.1470745597729725e-11);
        sum = Math.FusedMultiplyAdd(sum, z, 2.08767569878681e-9);
        sum = Math.FusedMultiplyAdd(sum, z, -2.755731922398589e-7);
        sum = Math.FusedMultiplyAdd(sum, z, 2.48015873015873e-5);
        sum = Math.FusedMultiplyAdd(sum, z, -0.001388888888888889);
        sum = Math.FusedMultiplyAdd(sum, z, 0.041666666666666664);
        double half = 0.5 * z, main = 1 - half;
        // The rounding of z itself counts: it is added as half of what the square lost.
        double lost = 0.5 * Math.FusedMultiplyAdd(x.High, x.High, -z) + x.High * x.Low;
        return main + (1 - main - half + Math.FusedMultiplyAdd(z * z, sum, -lost));
    }

    /// <summary>
    /// 1 − atan(t)/t for t² = z, |t| ≤ 7/16: the minimax polynomial of fdlibm (Sun Microsystems 1993, s_atan.c).
    /// </summary>
    private static double ArctangentBend(double z)
    {
        double sum = 1.62858201153657823623e-02;
        sum = Math.FusedMultiplyAdd(sum, z, -3.65315727442169155270e-02);
        sum = Math.FusedMultiplyAdd(sum, z, 4.97687799461593236017e-02);
        sum = Math.FusedMultiplyAdd(sum, z, -5.83357013379057348645e-02);
        sum = Math.FusedMultiplyAdd(sum, z, 6.66107313738753120669e-02);
        sum = Math.FusedMultiplyAdd(sum, z, -7.69187620504482999495e-02);
        sum = Math.FusedMultiplyAdd(sum, z, 9.09088713343650656196e-02);
        sum = Math.FusedMultiplyAdd(sum, z, -1.11111104054623557880e-01);
        sum = Math.FusedMultiplyAdd(sum, z, 1.42857142725034663711e-01);
        sum = Math.FusedMultiplyAdd(sum, z, -1.99999999998764832476e-01);
        sum = Math.FusedMultiplyAdd(sum, z, 3.33333333333329318027e-01);
        return sum * z;
    }
}
