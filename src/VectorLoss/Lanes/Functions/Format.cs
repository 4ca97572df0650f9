using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The constants of the two floating-point formats that the elementary functions need (IEEE 754-2019, table 3.5). The
/// JIT folds each member to a constant, because it knows <typeparamref name="T"/>.
/// </summary>
internal static class Format<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Bits of the fraction, which is the place where the exponent begins.</summary>
    public static int Fraction { [MethodImpl(Inline)] get => typeof(T) == typeof(float) ? 23 : 52; }

    /// <summary>
    /// Shifts the lowest bits to the place of the exponent. Each distance is a literal: a variable would be loaded
    /// first.
    /// </summary>
    [MethodImpl(Inline)]
    public static V ToExponent(V x) => typeof(T) == typeof(float) ? V.ShiftLeft(x, 23) : V.ShiftLeft(x, 52);

    /// <summary>The bits of sign and exponent.</summary>
    public static V Upper { [MethodImpl(Inline)] get => Bits(0xFF80_0000, unchecked((long)0xFFF0_0000_0000_0000)); }

    /// <summary>The bits of the fraction.</summary>
    public static V Lower { [MethodImpl(Inline)] get => Bits(0x007F_FFFF, 0x000F_FFFF_FFFF_FFFF); }

    /// <summary>
    /// Half of the fraction. Added to the bits of a number in [1.5, 2), it carries into the exponent.
    /// </summary>
    public static V HalfFraction { [MethodImpl(Inline)] get => Bits(0x0040_0000, 0x0008_0000_0000_0000); }

    /// <summary>The sign bit, which is −0.</summary>
    public static V Sign { [MethodImpl(Inline)] get => V.Of(-0.0); }

    /// <summary>The smallest normal number.</summary>
    public static V SmallestNormal { [MethodImpl(Inline)] get => Bits(0x0080_0000, 0x0010_0000_0000_0000); }

    /// <summary>Positive infinity.</summary>
    public static V Infinity { [MethodImpl(Inline)] get => V.Of(double.PositiveInfinity); }

    /// <summary>
    /// 2⁻⁶⁰. Where the size of x is below it, eˣ − 1, log(1 + x) and tanh x are x itself, and x may be too small for
    /// the scaling in the formulas.
    /// </summary>
    public static V Tiny { [MethodImpl(Inline)] get => V.Of(8.673617379884035e-19); }

    /// <summary>The constant of this format: the first for float, the second for double.</summary>
    [MethodImpl(Inline)]
    public static V Pick(double ofFloat, double ofDouble) => V.Of(typeof(T) == typeof(float) ? ofFloat : ofDouble);

    /// <summary>The bit pattern of this format: the first for float, the second for double.</summary>
    [MethodImpl(Inline)]
    public static V Bits(long ofFloat, long ofDouble) => V.OfBits(typeof(T) == typeof(float) ? ofFloat : ofDouble);
}
