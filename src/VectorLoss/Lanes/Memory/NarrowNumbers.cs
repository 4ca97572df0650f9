using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Numbers of 16 bits, <see cref="Half"/> and <see cref="BFloat16"/>, as floats and back. A float becomes the nearest of
/// them, of two the even one; NaN stays NaN. All of it is done with whole numbers and exact products, so every width
/// gives the same bits.
/// </summary>
internal static class NarrowNumbers
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Writes the floats, which are the same numbers.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Widen<S>(ReadOnlySpan<S> source, Span<float> numbers) where S : unmanaged
    {
        ReadOnlySpan<ushort> bits = MemoryMarshal.Cast<S, ushort>(source);
        Span<uint> wide = MemoryMarshal.Cast<float, uint>(numbers[..bits.Length]);
        int i = 0, count = Vector<uint>.Count;
        for (; Widest.Bits > 0 && i <= bits.Length - 2 * count; i += 2 * count)
        {
            Vector.Widen(new Vector<ushort>(bits[i..]), out Vector<uint> low, out Vector<uint> high);
            Widened<S>(low).CopyTo(wide[i..]);
            Widened<S>(high).CopyTo(wide[(i + count)..]);
        }
        for (; i < bits.Length; i++)
            wide[i] = Widened<S>(Vector.CreateScalar((uint)bits[i]))[0];
    }

    /// <summary>Rounds floats.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Round<S>(ReadOnlySpan<float> numbers, Span<S> destination) where S : unmanaged
    {
        ReadOnlySpan<uint> wide = MemoryMarshal.Cast<float, uint>(numbers);
        Span<ushort> bits = MemoryMarshal.Cast<S, ushort>(destination)[..wide.Length];
        int i = 0, count = Vector<uint>.Count;
        for (; Widest.Bits > 0 && i <= wide.Length - 2 * count; i += 2 * count)
            Vector.Narrow(Rounded<S>(new(wide[i..])), Rounded<S>(new(wide[(i + count)..]))).CopyTo(bits[i..]);
        for (; i < wide.Length; i++)
            bits[i] = (ushort)Rounded<S>(Vector.CreateScalar(wide[i]))[0];
    }

    [MethodImpl(Inline)]
    private static Vector<uint> Widened<S>(Vector<uint> bits)
    {
        if (typeof(S) == typeof(BFloat16))
            return bits << 16;
        // With the fraction in its place, the exponent is 112 too small; the product with 2¹¹² makes subnormal numbers
        // normal too. The largest exponent, of infinities and NaN, becomes the largest.
        Vector<uint> size = (bits & new Vector<uint>(0x7FFF)) << 13, sign = (bits & new Vector<uint>(0x8000)) << 16;
        Vector<uint> normal = (size.As<uint, float>() * new Vector<float>(5.192296858534828e33f)).As<float, uint>();
        Vector<uint> limit = new(0x0F80_0000);
        return sign | Vector.ConditionalSelect(
            Vector.LessThan(size, limit), normal, size | new Vector<uint>(0x7F80_0000));
    }

    [MethodImpl(Inline)]
    private static Vector<uint> Rounded<S>(Vector<uint> bits)
    {
        Vector<uint> size = bits & new Vector<uint>(0x7FFF_FFFF), infinity = new(0x7F80_0000), one = Vector<uint>.One;
        Vector<uint> isNumber = Vector.LessThanOrEqual(size, infinity);
        if (typeof(S) == typeof(BFloat16))
        {
            Vector<uint> nearest = (bits + new Vector<uint>(0x7FFF) + ((bits >> 16) & one)) >> 16;
            return Vector.ConditionalSelect(isNumber, nearest, (bits >> 16) | new Vector<uint>(0x40));
        }
        // Below 2⁻¹⁴ the sum with ½ has the digits of a subnormal number at its end; it is rounded as all sums are.
        Vector<uint> sign = (bits & new Vector<uint>(0x8000_0000)) >> 16, half = new(0x3F00_0000);
        Vector<uint> small = (size.As<uint, float>() + half.As<uint, float>()).As<float, uint>() - half;
        Vector<uint> normal = (size - new Vector<uint>(0x3800_0000 - 0xFFF) + ((size >> 13) & one)) >> 13;
        Vector<uint> result = Vector.ConditionalSelect(
            Vector.LessThan(size, new Vector<uint>(0x3880_0000)), small, normal);
        // From 65,520 on, the nearest is infinity.
        result = Vector.ConditionalSelect(
            Vector.LessThan(size, new Vector<uint>(0x477F_F000)), result, new Vector<uint>(0x7C00));
        Vector<uint> notANumber = ((size >> 13) & new Vector<uint>(0x3FF)) | new Vector<uint>(0x7E00);
        return sign | Vector.ConditionalSelect(isNumber, result, notANumber);
    }
}
