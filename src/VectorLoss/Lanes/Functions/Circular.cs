using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Sine and cosine of a register of doubles. They use only operations that IEEE 754 defines to the last bit, so every
/// machine gives the same bits. In float the double result is rounded once more.
/// </summary>
internal static class Circular
{
    /// <summary>The sine; −0 stays −0, NaN of an infinity.</summary>
    /// <remarks>
    /// Bound 1.0 ULP in double, 0.51 in float; every argument is reduced with all bits of π that it needs.
    /// </remarks>
    internal readonly struct Sine : IDoubleFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x) where V : struct, ILanes<V, double>
            // The bound is so small that x itself is the sine; −0 would lose its sign in a sum.
            => V.WhereLess(V.Abs(x), V.Of(7.450580596923828e-9), x, OfTurned(x, V.Of(0), 0));
    }

    /// <summary>The cosine; NaN of an infinity.</summary>
    /// <remarks>
    /// Bound 1.0 ULP in double, 0.51 in float; every argument is reduced with all bits of π that it needs.
    /// </remarks>
    internal readonly struct Cosine : IDoubleFunction
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V x) where V : struct, ILanes<V, double> => OfTurned(x, V.Of(0), 1);
    }

    /// <summary>sin ½(a − b), with the digits of a small difference.</summary>
    /// <remarks>Bound 1.5 ULP in double, 0.51 in float.</remarks>
    internal readonly struct SineOfHalfDifference : IDoubleFunction2
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V a, V b) where V : struct, ILanes<V, double> => OfDifference(a, b, 0);
    }

    /// <summary>cos ½(a − b).</summary>
    /// <remarks>Bound 1.5 ULP in double, 0.51 in float.</remarks>
    internal readonly struct CosineOfHalfDifference : IDoubleFunction2
    {
        /// <inheritdoc/>
        [MethodImpl(Compiled.AtOnce)]
        public static V Of<V>(V a, V b) where V : struct, ILanes<V, double> => OfDifference(a, b, 1);
    }

    // What the difference loses (D. E. Knuth) joins the rest of its reduction; where that is no small part of a turn,
    // both angles are reduced.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OfDifference<V>(V a, V b, int quarters) where V : struct, ILanes<V, double>
    {
        V half = V.Of(0.5), little = V.Of(7.450580596923828e-9), x = a - b, part = x - a;
        V lost = half * ((a - (x - part)) - (b + part)), value = OfTurned(half * x, lost, quarters);
        return V.AllLess(V.Abs(lost), little) ? value
            : V.WhereLess(V.Abs(lost), little, value, OfBoth(half * a, half * b, quarters));
    }

    [MethodImpl(Compiled.AtOnce)]
    private static V OfBoth<V>(V a, V b, int quarters) where V : struct, ILanes<V, double>
    {
        V zero = V.Of(0), sine = OfTurned(b, zero, 0), cosine = OfTurned(b, zero, 1);
        return OfTurned(a, zero, quarters) * cosine - OfTurned(a, zero, quarters + 1) * sine;
    }

    /// <summary>The sine of x + rest plus a number of quarter turns; the rest is small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OfTurned<V>(V x, V rest, int quarters) where V : struct, ILanes<V, double>
    {
        CircularReduction.Of(x, out V high, out V low, out V turns);
        low += rest;
        turns = V.AddBits(turns, V.OfBits(quarters));
        V zero = V.Of(0), sign = V.Of(-0.0), z = high * high;
        // The lowest bit of the turns, moved to the sign, chooses between the two series; the next one is the sign.
        V odd = V.Or(V.ShiftLeft(turns, 63), V.Of(1));
        V value = V.WhereLess(odd, zero, CosineOfRest(high, low, z), SineOfRest(high, low, z));
        return V.Xor(value, V.And(V.ShiftLeft(turns, 62), sign));
    }

    // The Taylor series of sine and cosine to the power 17 and 18: what they leave is below 2⁻⁶⁰ at π/4.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SineOfRest<V>(V high, V low, V z) where V : struct, ILanes<V, double>
    {
        V sum = V.MulAdd(V.Of(2.8114572543455206e-15), z, V.Of(-7.647163731819816e-13));
        sum = V.MulAdd(sum, z, V.Of(1.6059043836821613e-10));
        sum = V.MulAdd(sum, z, V.Of(-2.505210838544172e-8));
        sum = V.MulAdd(sum, z, V.Of(2.7557319223985893e-6));
        sum = V.MulAdd(sum, z, V.Of(-0.0001984126984126984));
        sum = V.MulAdd(sum, z, V.Of(0.008333333333333333));
        sum = V.MulAdd(sum, z, V.Of(-0.16666666666666666));
        V rest = V.MulAdd(low, V.Of(-0.5) * z, low);
        return high + V.MulAdd(high * z, sum, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V CosineOfRest<V>(V high, V low, V z) where V : struct, ILanes<V, double>
    {
        V sum = V.MulAdd(V.Of(-1.5619206968586225e-16), z, V.Of(4.779477332387385e-14));
        sum = V.MulAdd(sum, z, V.Of(-1.1470745597729725e-11));
        sum = V.MulAdd(sum, z, V.Of(2.08767569878681e-9));
        sum = V.MulAdd(sum, z, V.Of(-2.755731922398589e-7));
        sum = V.MulAdd(sum, z, V.Of(2.48015873015873e-5));
        sum = V.MulAdd(sum, z, V.Of(-0.001388888888888889));
        sum = V.MulAdd(sum, z, V.Of(0.041666666666666664));
        V half = V.Of(0.5), halfSquare = half * z, main = V.Of(1) - halfSquare;
        // The rounding of z itself counts: it is added as half of what the square lost.
        V lost = V.MulAdd(high, low, half * V.MulAdd(high, high, -z));
        return main + (V.Of(1) - main - halfSquare + V.MulAdd(z * z, sum, -lost));
    }
}
