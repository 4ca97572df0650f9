using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// What the elementary functions know of the two floating-point formats (IEEE 754-2019, table 3.5). Each member is a
/// constant once <typeparamref name="T"/> is known.
/// </summary>
internal static class Format<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Bits of the fraction: the exponent begins there.</summary>
    public static int Fraction { [MethodImpl(Inline)] get => typeof(T) == typeof(float) ? 23 : 52; }

    /// <summary>Shifts lowest bits to the place of the exponent. Each shift is named by a literal: by a variable it takes a load.</summary>
    [MethodImpl(Inline)]
    public static V ToExponent(V x) => typeof(T) == typeof(float) ? V.ShiftLeft(x, 23) : V.ShiftLeft(x, 52);

    /// <summary>The bits of sign and exponent.</summary>
    public static V Upper { [MethodImpl(Inline)] get => Bits(0xFF80_0000, unchecked((long)0xFFF0_0000_0000_0000)); }

    /// <summary>The bits of the fraction.</summary>
    public static V Lower { [MethodImpl(Inline)] get => Bits(0x007F_FFFF, 0x000F_FFFF_FFFF_FFFF); }

    /// <summary>The upper half of the fraction: added to a number in [1.5, 2) it carries into the exponent.</summary>
    public static V HalfFraction { [MethodImpl(Inline)] get => Bits(0x0040_0000, 0x0008_0000_0000_0000); }

    /// <summary>The sign bit, which is −0.</summary>
    public static V Sign { [MethodImpl(Inline)] get => V.Of(-0.0); }

    /// <summary>The smallest number with a full fraction.</summary>
    public static V SmallestNormal { [MethodImpl(Inline)] get => Bits(0x0080_0000, 0x0010_0000_0000_0000); }

    /// <summary>Positive infinity.</summary>
    public static V Infinity { [MethodImpl(Inline)] get => V.Of(double.PositiveInfinity); }

    /// <summary>
    /// 2⁻⁶⁰: below it eˣ − 1, log(1 + x) and tanh x are x itself, and x may be too small for the scaling that the
    /// formulas do.
    /// </summary>
    public static V Tiny { [MethodImpl(Inline)] get => V.Of(8.673617379884035e-19); }

    /// <summary>One of two constants, by format.</summary>
    [MethodImpl(Inline)]
    public static V Pick(double single, double twice) => V.Of(typeof(T) == typeof(float) ? single : twice);

    /// <summary>One of two bit patterns, by format.</summary>
    [MethodImpl(Inline)]
    public static V Bits(long single, long twice) => V.OfBits(typeof(T) == typeof(float) ? single : twice);
}
