using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The error functions of floats in registers of doubles: polynomials with an error of 2⁻³⁹, rounded once.
/// </summary>
/// <remarks>Bound 0.51 ULP in float (worst of all floats from 2⁻¹² to 64: 0.50002).</remarks>
internal static class SingleError
{
    /// <summary>erf x: x times a polynomial of x², 1 from 4 on.</summary>
    internal readonly struct Erf : IDoubleFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x) where V : struct, ILanes<V, double>
        {
            V four = V.Of(4), limited = V.AtMost(V.AtLeast(x, -four), four);
            return limited * Horner.Of(SingleTables.Erf, V.MulAdd(limited, limited, V.Of(-8)));
        }
    }

    /// <summary>erfc x.</summary>
    internal readonly struct Erfc : IDoubleFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x) where V : struct, ILanes<V, double>
        {
            V size = V.Abs(x), upper = Scaled(size) * LaneMath.Exp<V, double>(-(size * size));
            return V.WhereLess(x, V.Of(0), V.Of(2) - upper, upper);
        }
    }

    /// <summary>exp(x²)·erfc x.</summary>
    internal readonly struct Erfcx : IDoubleFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x) where V : struct, ILanes<V, double>
        {
            V scaled = Scaled(V.Abs(x));
            // No float below 0 is so near to it. Who asks for tails asks for them on the right.
            if (V.AllLess(V.Of(-1e-100), x))
                return scaled;
            V power = LaneMath.Exp<V, double>(x * x);
            return V.WhereLess(x, V.Of(0), power + power - scaled, scaled);
        }
    }

    /// <summary>
    /// log Φ(x): below 0 log(½·erfcx(−x/√2)) − x²/2, above log(1 − ½·erfc(x/√2)), both by one logarithm of 1 + z.
    /// </summary>
    internal readonly struct LogNormalCdf : IDoubleFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x) where V : struct, ILanes<V, double>
        {
            V zero = V.Of(0), one = V.Of(1), square = x * x * V.Of(-0.5);
            V half = Scaled(V.Abs(x) * V.Of(0.7071067811865476)) * V.Of(0.5);
            // Far below 0 the logarithm is nothing beside the square; its argument must not become 0.
            V below = V.AtLeast(half, V.Of(8.881784197001252e-16)) - one;
            V log = LaneMath.Log1p<V, double>(
                V.WhereLess(x, zero, below, zero - half * LaneMath.Exp<V, double>(square)));
            return V.WhereLess(x, zero, log + square, log);
        }
    }

    /// <summary>erfcx for x ≥ 0: t times a polynomial of t = 3/(3 + x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scaled<V>(V x) where V : struct, ILanes<V, double>
    {
        V three = V.Of(3), t = three / (three + x);
        return t * Horner.Of(SingleTables.Erfcx, t - V.Of(0.5));
    }
}
