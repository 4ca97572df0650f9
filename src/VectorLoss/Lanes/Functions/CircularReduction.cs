using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>
/// An angle as a number of quarter turns and a rest of at most an eighth of a turn, right to 2⁻⁷⁰ for every double. Up
/// to 2³⁰ three parts of π/2 do it in registers: the first product with a whole number is subtracted without error.
/// Beyond, number by number: the angle is an integer times a power of two, so its product with 192 bits of 2/π is exact
/// in integers, and bits that would add whole turns are never formed. (M. Payne, R. Hanek 1983,
/// doi:10.1145/1057600.1057602.)
/// </summary>
internal static class CircularReduction
{
    /// <summary>The bits of 2/π after the point.</summary>
    private static ReadOnlySpan<ulong> TwoOverPi =>
    [
        0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
        0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4,
        0x9C845F8BBDF9283B, 0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
        0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB, 0xF0CFBC209AF4361D,
    ];

    /// <summary>Below, the quarter turns are few enough for three parts of π/2.</summary>
    private const double Few = 1073741824;

    /// <summary>Gives rest and quarter turns of a register of angles.</summary>
    /// <param name="x">The angles.</param>
    /// <param name="high">The rest, rounded; NaN of an angle that is not finite.</param>
    /// <param name="low">What the rounding of the rest lost.</param>
    /// <param name="turns">Numbers whose lowest two bits are the quarter turns.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<V>(V x, out V high, out V low, out V turns) where V : struct, ILanes<V, double>
    {
        V rounding = V.Of(6755399441055744), second = V.Of(6.123233995736766e-17);
        turns = V.MulAdd(x, V.Of(0.6366197723675814), rounding);
        V n = turns - rounding, first = V.MulAdd(n, V.Of(-1.5707963267948966), x);
        V product = n * second, part = V.MulAdd(n, second, -product);
        high = first - product;
        // What the difference loses, whichever of its parts is the larger (D. E. Knuth).
        V back = high - first, lost = (first - (high - back)) - (product + back);
        low = V.MulAdd(n, V.Of(1.4973849048591698e-33), lost - part);
        V size = V.Abs(x), few = V.Of(Few);
        if (!(V.MaxAcross(V.WhereLess(size, few, V.Of(0), V.Of(1))) == 0))
            Large(x, ref high, ref low, ref turns);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Large<V>(V x, ref V high, ref V low, ref V turns) where V : struct, ILanes<V, double>
    {
        Span<double> angles = stackalloc double[V.Count], highs = stackalloc double[V.Count],
            lows = stackalloc double[V.Count];
        Span<long> quarters = stackalloc long[V.Count];
        Span<double> bits = MemoryMarshal.Cast<long, double>(quarters);
        V.Store(x, angles, 0);
        V.Store(high, highs, 0);
        V.Store(low, lows, 0);
        V.Store(turns, bits, 0);
        for (int i = 0; i < angles.Length; i++)
        {
            if (Math.Abs(angles[i]) < Few)
                continue;
            int quarter = 0;
            DoubleDouble rest = double.IsFinite(angles[i]) ? Of(angles[i], out quarter) : new(double.NaN, 0);
            (highs[i], lows[i], quarters[i]) = (rest.High, rest.Low, quarter);
        }
        high = V.Load(highs, 0);
        low = V.Load(lows, 0);
        turns = V.Load(bits, 0);
    }

    private static DoubleDouble HalfPi => new(1.5707963267948966, 6.123233995736766e-17);

    /// <summary>Gives the quarter turns, modulo 4, and the rest in radians.</summary>
    /// <param name="x">A finite angle.</param>
    /// <param name="quarter">The number of quarter turns, 0 to 3.</param>
    /// <returns>The rest, between −π/4 and π/4.</returns>
    public static DoubleDouble Of(double x, out int quarter)
    {
        const double EighthTurn = 0.7853981633974483;
        quarter = 0;
        if (Math.Abs(x) <= EighthTurn)
            return new(x, 0);
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52 & 0x7FF) - 1075;
        ulong fraction = (ulong)bits & 0x000F_FFFF_FFFF_FFFF | 0x0010_0000_0000_0000;
        // The first bit that counts stands for two quarter turns: one before it would stand for four.
        (ulong top, ulong middle, ulong bottom) = Product(fraction, exponent - 2);
        quarter = (int)(top >> 62);
        DoubleDouble rest = Fraction(top << 2 | middle >> 62, middle << 2 | bottom >> 62, bottom << 2,
            ref quarter) * HalfPi;
        if (x >= 0)
            return rest;
        quarter = -quarter & 3;
        return new(-rest.High, -rest.Low);
    }

    /// <summary>The fraction times 192 bits of 2/π from a place on, modulo 2¹⁹².</summary>
    private static (ulong Top, ulong Middle, ulong Bottom) Product(ulong fraction, int place)
    {
        UInt128 low = (UInt128)fraction * Word(place + 128);
        UInt128 middle = (UInt128)fraction * Word(place + 64) + (low >> 64);
        ulong top = fraction * Word(place) + (ulong)(middle >> 64);
        return (top, (ulong)middle, (ulong)low);
    }

    /// <summary>64 bits of 2/π that begin at a place; those before the point are 0.</summary>
    private static ulong Word(int place)
    {
        if (place <= -64)
            return 0;
        if (place < 0)
            return TwoOverPi[0] >> -place;
        int shift = place & 63;
        ulong word = TwoOverPi[place >> 6] << shift;
        return shift == 0 ? word : word | TwoOverPi[(place >> 6) + 1] >> 64 - shift;
    }

    /// <summary>The fraction of a quarter turn, brought to at most one half by another quarter.</summary>
    private static DoubleDouble Fraction(ulong top, ulong middle, ulong bottom, ref int quarter)
    {
        bool above = top >> 63 == 1;
        if (above)
        {
            quarter = quarter + 1 & 3;
            // Minus the number: its complement, and 1 more, which is far below what counts.
            (top, middle, bottom) = (~top, ~middle, ~bottom);
        }
        int zeros = top == 0 ? 64 + BitOperations.LeadingZeroCount(middle) : BitOperations.LeadingZeroCount(top);
        if (zeros >= 64)
            (top, middle, bottom) = (middle, bottom, 0);
        int shift = zeros & 63;
        if (shift > 0)
            (top, middle) = (top << shift | middle >> 64 - shift, middle << shift | bottom >> 64 - shift);
        double high = Math.ScaleB((double)(top >> 11), 11 - 64 - zeros);
        double low = Math.ScaleB((double)(top << 53 >> 1 | middle >> 12), -53 - 63 - zeros);
        return above ? new(-high, -low) : new(high, low);
    }
}
