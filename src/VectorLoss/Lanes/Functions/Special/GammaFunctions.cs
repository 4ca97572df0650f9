using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>The logarithm of the gamma function, and its derivative.</summary>
internal static class GammaFunctions
{
    /// <summary>log |Γ(x)|: 0 at 1 and 2, ∞ at 0, at the negative whole numbers and at the infinities.</summary>
    /// <remarks>
    /// Bound 0.6 ULP in double (worst of 10⁶ points 0.51), 0.51 in float; below 0 of the larger of the result and 1.
    /// </remarks>
    internal readonly struct LogGamma : IScalarFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.Early)]
        public static double Of(double x)
        {
            if (!double.IsFinite(x))
                return x * x;
            if (x > 0)
                return Positive(x).High;
            if (Math.Floor(x) == x)
                return double.PositiveInfinity;
            if (x > -1e-30)
                return -DoubleDoubleMath.Log(-x).High;
            // Γ(x)·Γ(1 − x) = π / sin πx.
            QuarterTurns.SineAndCosine(x - Math.Round(x), out DoubleDouble sine, out _);
            DoubleDouble log = new(GammaTables.LogPi[0], GammaTables.LogPi[1]);
            return (log - DoubleDoubleMath.Log(sine.High < 0 ? -sine : sine) - Positive(1 - (DoubleDouble)x)).High;
        }

        /// <summary>A difference from a zero of the function keeps the digits there.</summary>
        [MethodImpl(Compiled.Early)]
        private static DoubleDouble Positive(DoubleDouble x) => x.High switch
        {
            > 0.5 and < 1 => -GammaSeries.Rise(x, 1 - x),
            >= 1 and < 1.5 => GammaSeries.Rise(1, x - 1),
            >= 1.5 and < 2 => -GammaSeries.Rise(x, 2 - x),
            >= 2 and < 3 => GammaSeries.Rise(2, x - 2),
            _ => GammaSeries.LogGamma(x),
        };
    }

    /// <summary>
    /// ψ(x), the derivative of log Γ: ∓∞ at ±0, NaN at the negative whole numbers and at −∞, ∞ at ∞.
    /// </summary>
    /// <remarks>
    /// Bound 1.0 ULP in double (worst of 10⁶ points 0.60), 0.51 in float; below 0 of the larger of the result and 1.
    /// </remarks>
    internal readonly struct Digamma : IScalarFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.Early)]
        public static double Of(double x)
        {
            if (x == 0)
                return -1 / x;
            if (double.IsNaN(x) || double.IsPositiveInfinity(x))
                return x;
            if (x > 0)
                return Positive(x);
            double fraction = x - Math.Round(x);
            if (fraction == 0 || double.IsInfinity(x))
                return double.NaN;
            if (x > -1e-30)
                return -1 / x;
            // ψ(x) = ψ(1 − x) − π·cot πx.
            QuarterTurns.SineAndCosine(fraction, out DoubleDouble sine, out DoubleDouble cosine);
            return (GammaSeries.Digamma(1 - (DoubleDouble)x) - QuarterTurns.Pi * (cosine / sine)).High;
        }

        [MethodImpl(Compiled.Early)]
        private static double Positive(double x)
        {
            ReadOnlySpan<double> zero = GammaTables.Zero;
            DoubleDouble t = x - zero[0] - new DoubleDouble(zero[1], zero[2]);
            return Math.Abs(t.High) < 0.125 ? (Polynomial.Of(GammaTables.AroundZero, t.High) * t).High
                : x < 1e-30 ? -1 / x
                : GammaSeries.Digamma(x).High;
        }
    }

    /// <summary>
    /// log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b) for a, b ≥ 0: ∞ where one is 0, −∞ where one is ∞ and neither
    /// is 0, NaN below 0.
    /// </summary>
    /// <remarks>
    /// Bound 0.6 ULP in double (worst of 10⁶ points 0.50), 0.51 in float; where B is within 2⁻⁴⁰ of 1, 2⁻⁹⁵ of the
    /// largest term.
    /// </remarks>
    internal readonly struct LogBeta : IScalarFunction2
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.Early)]
        public static double Of(double x, double y)
        {
            (double large, double small) = x < y ? (y, x) : (x, y);
            if (double.IsNaN(large + small) || small < 0)
                return double.NaN;
            if (small == 0 || double.IsInfinity(large))
                return small == 0 ? double.PositiveInfinity : double.NegativeInfinity;
            return small > 1e30 ? OfLarge(large, small)
                : (GammaSeries.LogGamma(small) - GammaSeries.Rise(large, small)).High;
        }

        /// <summary>−a·log(1 + b/a) − b·log(1 + a/b): what it lacks is below log(b)/b of it.</summary>
        private static double OfLarge(double a, double b)
        {
            DoubleDouble sum = DoubleDoubleMath.Log1p((DoubleDouble)b / a) * (a / 4)
                + DoubleDoubleMath.Log1p((DoubleDouble)a / b) * (b / 4);
            return -4 * sum.High;
        }
    }

    /// <summary>
    /// log Γ(x + n) − log Γ(x), the logarithm of the rising factorial x(x + 1)…(x + n − 1), for x ≥ 0 and any n with
    /// x + n ≥ 0: −∞ where x is 0, ∞ where x + n is 0, NaN elsewhere.
    /// </summary>
    /// <remarks>
    /// Bound 0.6 ULP in double (worst of 10⁶ points 0.50), 0.51 in float; the digits of a small n are kept. Where n is
    /// not small and the result below 2⁻⁴⁰, 2⁻⁹⁵ of the largest term.
    /// </remarks>
    internal readonly struct LogRisingFactorial : IScalarFunction2
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.Early)]
        public static double Of(double x, double y)
        {
            DoubleDouble sum = DoubleDouble.Sum(x, y);
            if (double.IsNaN(x + y) || x < 0 || x + y < 0)
                return double.NaN;
            if (y == 0)
                return 0;
            if (x == 0 || x + y == 0)
                return x == 0 ? double.NegativeInfinity : double.PositiveInfinity;
            if (double.IsInfinity(x) || double.IsInfinity(y))
                return y > 0 ? double.PositiveInfinity : double.NegativeInfinity;
            return y > 0 ? GammaSeries.Rise(x, y).High : 0 - GammaSeries.Rise(sum, -y).High;
        }
    }
}
