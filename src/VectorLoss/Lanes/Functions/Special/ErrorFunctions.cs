using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The error function and its relatives. Near 0 a series of erf; from ½ on the scaled complement erfcx(x) =
/// exp(x²)·erfc(x), a polynomial in each of four pieces to an octave, times the exponential of the exact square.
/// </summary>
internal static class ErrorFunctions
{
    private const int PieceLength = 15;

    private static DoubleDouble InverseSqrtPi
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(ErrorFunctionTables.InverseSqrtPi[0], ErrorFunctionTables.InverseSqrtPi[1]);
    }

    private static DoubleDouble InverseSqrtTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(ErrorFunctionTables.InverseSqrtTwo[0], ErrorFunctionTables.InverseSqrtTwo[1]);
    }

    /// <summary>erf x: odd; ±1 at the infinities, −0 stays −0.</summary>
    /// <remarks>Bound 1.0 ULP in double (worst of 10⁶ points 0.80), 0.51 in float.</remarks>
    internal readonly struct Erf : IScalarFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.Early)]
        public static double Of(double x)
        {
            double size = Math.Abs(x);
            if (double.IsNaN(x) || size < 0.5)
                return x == 0 ? x : ErfNearZero(x).High;
            double value = size < 6 ? (1 - ComplementFromHalf(size, out int n).Times(PowerOfTwo(n))).High : 1;
            return x < 0 ? -value : value;
        }
    }

    /// <summary>erfc x = 1 − erf x: from 2 at −∞ to 0 at ∞.</summary>
    /// <remarks>Bound 1.0 ULP in double (worst of 10⁶ points 0.76), 0.51 in float.</remarks>
    internal readonly struct Erfc : IScalarFunction
    {
        /// <inheritdoc/>
        public static double Of(double x)
        {
            if (double.IsNaN(x) || Math.Abs(x) < 0.5)
                return (1 - ErfNearZero(x)).High;
            if (x >= 28)
                return 0;
            if (x <= -6)
                return 2;
            DoubleDouble value = ComplementFromHalf(Math.Abs(x), out int n);
            return x > 0 ? Math.ScaleB(value.High, n) : (2 - value.Times(PowerOfTwo(n))).High;
        }
    }

    /// <summary>erfcx x = exp(x²)·erfc x: ∞ at −∞, 0 at ∞.</summary>
    /// <remarks>Bound 1.0 ULP in double (worst of 10⁶ points 0.73), 0.51 in float.</remarks>
    internal readonly struct Erfcx : IScalarFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.Early)]
        public static double Of(double x)
        {
            if (x >= 0.5)
                return Scaled(x).High;
            if (x < -27)
                return double.PositiveInfinity;
            DoubleDouble power = DoubleDoubleMath.Exp(DoubleDouble.Product(x, x), out int n);
            if (x > -0.5)
                return (power.Times(PowerOfTwo(n)) * (1 - ErfNearZero(x))).High;
            // 2·exp(x²) − erfcx(−x), where both are divided by 2ⁿ.
            DoubleDouble rest = Scaled(-x).Times(PowerOfTwo(Math.Max(-n, -1000)));
            return Math.ScaleB((power.Times(2) - rest).High, n);
        }
    }

    /// <summary>log Φ(x), the logarithm of the normal distribution function: −∞ at −∞, 0 at ∞.</summary>
    /// <remarks>Bound 1.0 ULP in double (worst of 10⁶ points 0.75), 0.51 in float.</remarks>
    internal readonly struct LogNormalCdf : IScalarFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.Early)]
        public static double Of(double x)
        {
            if (double.IsNaN(x))
                return x;
            if (x < -1e20)
                return -0.5 * x * x;
            if (x > 40)
                return 0;
            DoubleDouble square = DoubleDouble.Product(x, x).Times(0.5), y = InverseSqrtTwo * Math.Abs(x);
            if (y.High < 0.5)
                return DoubleDoubleMath.Log(MiddleOfNormal(x, y, square)).High;
            DoubleDouble scaled = Scaled(y);
            if (x < 0)
                return (DoubleDoubleMath.Log(scaled.Times(0.5)) - square).High;
            DoubleDouble tail = DoubleDoubleMath.Exp(-square, out int n) * scaled.Times(0.5);
            return n < -100 ? 0 - Math.ScaleB(tail.High, n) : DoubleDoubleMath.Log1p(-tail.Times(PowerOfTwo(n))).High;
        }

        /// <summary>
        /// Φ(x) = ½ + ½·erf(x/√2) near 0; the second part of x/√2 adds its share by the slope of erf.
        /// </summary>
        [MethodImpl(Compiled.Early)]
        private static DoubleDouble MiddleOfNormal(double x, DoubleDouble y, DoubleDouble square)
        {
            DoubleDouble erf = ErfNearZero(y.High) + y.Low * 2 * InverseSqrtPi.High * (1 - square.High);
            return x < 0 ? (1 - erf).Times(0.5) : (1 + erf).Times(0.5);
        }
    }

    [MethodImpl(Compiled.Early)]
    private static DoubleDouble ErfNearZero(double x) => Polynomial.Of(ErrorFunctionTables.Near, x * x) * x;

    /// <summary>erfc(x)·2⁻ⁿ for x from ½ to 28.</summary>
    [MethodImpl(Compiled.Early)]
    private static DoubleDouble ComplementFromHalf(double x, out int n)
        => DoubleDoubleMath.Exp(-DoubleDouble.Product(x, x), out n) * Scaled(x);

    /// <summary>
    /// erfcx of a number in two parts: the second adds its share by the slope 2x·erfcx(x) − 2/√π, from 4 on within 6 %
    /// −erfcx(x)/x.
    /// </summary>
    [MethodImpl(Compiled.Early)]
    private static DoubleDouble Scaled(DoubleDouble x)
    {
        DoubleDouble value = Scaled(x.High);
        double slope = x.High < 4 ? 2 * (x.High * value.High - InverseSqrtPi.High) : -value.High / x.High;
        return value + x.Low * slope;
    }

    /// <summary>erfcx for x ≥ ½.</summary>
    [MethodImpl(Compiled.Early)]
    private static DoubleDouble Scaled(double x)
    {
        if (x < 32)
            return Polynomial.Piece(ErrorFunctionTables.Scaled, PieceLength, -1, x);
        if (double.IsInfinity(x))
            return 0;
        // The asymptotic series 1 − v + 3v² − 15v³ + … with v = 1/(2x²) ≤ 2⁻¹¹.
        double inverse = 1 / x, v = 0.5 * inverse * inverse, sum = 1;
        for (int factor = 11; factor >= 3; factor -= 2)
            sum = 1 - factor * v * sum;
        DoubleDouble first = InverseSqrtPi / x;
        return first - first.High * (v * sum);
    }

    [MethodImpl(Compiled.Early)]
    private static double PowerOfTwo(int n) => BitConverter.Int64BitsToDouble((long)(n + 1023) << 52);
}
