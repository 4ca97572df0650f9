using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// log Γ and ψ of floats in registers of doubles: Stirling's series from 8 on, to where smaller numbers are raised, and
/// a polynomial beside the zeros. Numbers that are not above 0 go one by one.
/// </summary>
/// <remarks>
/// Bound 0.51 ULP in float (worst of all floats from 2⁻⁶ to 32: 0.50022); below 0 relative to the larger of the result
/// and 1.
/// </remarks>
internal static class SingleGamma
{
    /// <summary>log |Γ(x)|.</summary>
    internal readonly struct LogGamma : IDoubleFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x) where V : struct, ILanes<V, double>
        {
            V one = V.Of(1), raised = EightSteps.Raised(x);
            V inverse = one / raised, w = inverse * inverse;
            V series = V.MulAdd(V.Of(-0.0019175269175269176), w, V.Of(0.0008417508417508417));
            series = V.MulAdd(series, w, V.Of(-0.0005952380952380953));
            series = V.MulAdd(series, w, V.Of(0.0007936507936507937));
            series = V.MulAdd(series, w, V.Of(-0.002777777777777778));
            series = V.MulAdd(series, w, V.Of(0.08333333333333333));
            // (x − ½)·(log x − 1) − ½ + ½ log 2π.
            V main = V.MulAdd(raised - V.Of(0.5), LaneMath.Log<V, double>(raised) - one, V.Of(0.4189385332046727));
            V value = V.MulAdd(series, inverse, main) - LaneMath.Log<V, double>(EightSteps.Product(x));
            // Adding 0 makes 0 of −0.
            V zeros = (x - one) * (x - V.Of(2)) * Horner.Of(SingleTables.LogGamma, x - V.Of(1.5)) + V.Of(0);
            value = V.WhereLess(V.Abs(x - V.Of(1.5)), V.Of(0.625), zeros, value);
            return Lanewise.NotAboveZero<GammaFunctions.LogGamma, V>(x, value);
        }
    }

    /// <summary>ψ(x).</summary>
    internal readonly struct Digamma : IDoubleFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x) where V : struct, ILanes<V, double>
        {
            V one = V.Of(1), raised = EightSteps.Raised(x);
            V inverse = one / raised, w = inverse * inverse;
            V series = V.MulAdd(V.Of(0.007575757575757576), w, V.Of(-0.004166666666666667));
            series = V.MulAdd(series, w, V.Of(0.003968253968253968));
            series = V.MulAdd(series, w, V.Of(-0.008333333333333333));
            series = V.MulAdd(series, w, V.Of(0.08333333333333333));
            V value = LaneMath.Log<V, double>(raised) - V.Of(0.5) * inverse - series * w
                - EightSteps.Reciprocals(x);
            V t = x - V.Of(GammaTables.Zero[0]) - V.Of(GammaTables.Zero[1]);
            value = V.WhereLess(V.Abs(t), V.Of(0.125), t * Horner.Of(SingleTables.Digamma, t), value);
            return Lanewise.NotAboveZero<GammaFunctions.Digamma, V>(x, value);
        }
    }
}
