using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Differences of log Γ and ψ of floats in registers of doubles: what <see cref="GammaSeries"/> does in twofold
/// arithmetic. Every term is formed as a multiple of n, so the digits of a small n are kept. Numbers beyond 2±⁶⁰ and
/// results that nearly cancel go one by one.
/// </summary>
/// <remarks>
/// Bound 0.51 ULP in float: the error is 2⁻⁵⁰ of the largest term, and no result is below 2⁻¹⁸ of it.
/// </remarks>
internal static class SingleGammaRise
{
    /// <summary>Between them the products of all steps are finite and normal.</summary>
    private const double Least = 8.673617379884035e-19, Most = 1152921504606846976;

    /// <summary>log Γ(x + n) − log Γ(x).</summary>
    internal readonly struct LogGamma : IDoubleFunction2
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x, V n) where V : struct, ILanes<V, double>
        {
            V value = Rise(x, n, out V largest);
            return Lanewise.Where<GammaFunctions.LogRisingFactorial, V>(Doubts(x, n, value, largest), x, n, value);
        }
    }

    /// <summary>log B(a, b).</summary>
    internal readonly struct LogBeta : IDoubleFunction2
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V a, V b) where V : struct, ILanes<V, double>
        {
            V large = V.MaxNative(a, b), small = V.MinNative(a, b);
            V gamma = SingleGamma.LogGamma.Of(small), rise = Rise(large, small, out V largest);
            V value = gamma - rise, doubts = Doubts(large, small, value, V.MaxNative(largest, V.Abs(gamma)));
            // A NaN may be in one of the two alone.
            doubts = V.WhereLess(V.Of(Least), a, V.WhereLess(V.Of(Least), b, doubts, V.Of(1)), V.Of(1));
            return Lanewise.Where<GammaFunctions.LogBeta, V>(doubts, a, b, value);
        }
    }

    /// <summary>ψ(x + n) − ψ(x).</summary>
    internal readonly struct Digamma : IDoubleFunction2
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x, V n) where V : struct, ILanes<V, double>
        {
            V one = V.Of(1), zero = V.Of(0), raised = EightSteps.Raised(x), end = raised + n;
            V inverse = one / (raised * end), u = inverse * raised, v = inverse * end, uu = u * u, vv = v * v;
            V power = vv, quotient = one, sum = V.Of(GammaTables.Asymptotic[0]);
            for (int k = 1; k < 5; k++, power *= vv)
            {
                quotient = V.MulAdd(quotient, uu, power);
                sum = V.MulAdd(quotient, V.Of(GammaTables.Asymptotic[2 * k]), sum);
            }
            V value = V.MulAdd(n, EightSteps.ReciprocalsLost(x, n), LaneMath.Log1p<V, double>(n * v))
                + n * u * v * V.MulAdd(u + v, sum, V.Of(0.5));
            return Lanewise.Where<PolygammaRise.OfDigamma, V>(Doubts(x, n, one, zero), x, n, value);
        }
    }

    /// <summary>log Γ(x + n) − log Γ(x), and the size of its largest term.</summary>
    // Not inlined: with what surrounds it, it is more than the compiler inlines into one method.
    [MethodImpl(Compiled.AtOnce)]
    private static V Rise<V>(V x, V n, out V largest) where V : struct, ILanes<V, double>
    {
        V one = V.Of(1), raised = EightSteps.Raised(x), end = raised + n;
        V inverse = one / (raised * end), u = inverse * raised, v = inverse * end, uu = u * u, vv = v * v;
        V power = v * (u + v), quotient = one, sum = V.Of(GammaTables.Stirling[0]);
        for (int k = 1; k < 6; k++, power *= vv)
        {
            quotient = V.MulAdd(quotient, uu, power);
            sum = V.MulAdd(quotient, V.Of(GammaTables.Stirling[2 * k]), sum);
        }
        V main = (raised - V.Of(0.5)) * LaneMath.Log1p<V, double>(n * v);
        V linear = n * (LaneMath.Log<V, double>(end) - one), early = LaneMath.Log1p<V, double>(EightSteps.Growth(x, n));
        largest = V.MaxNative(V.MaxNative(V.Abs(main), V.Abs(linear)), early);
        return main + linear - sum * n * u * v - early;
    }

    /// <summary>1 where numbers are beyond the bounds, negative or NaN, or a result nearly cancels; else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Doubts<V>(V x, V n, V value, V largest) where V : struct, ILanes<V, double>
    {
        V one = V.Of(1), most = V.Of(Most), little = V.Of(1e-300);
        V doubts = V.WhereLess(largest * V.Of(3.814697265625e-06), V.Abs(value) + little, V.Of(0), one);
        doubts = V.WhereLess(V.Of(Least), x, V.WhereLess(x, most, doubts, one), one);
        return V.WhereLess(-little, n, V.WhereLess(n, most, doubts, one), one);
    }
}
