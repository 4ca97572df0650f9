using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>
/// Loads and stores of numbers as they are stored: as themselves, or in 16 bits as <see cref="Half"/> or
/// <see cref="BFloat16"/>, of which registers of floats are loaded. A float becomes the nearest number of 16 bits, of
/// two the even one; NaN stays NaN. That is done with whole numbers and with sums that are exact or rounded once, so
/// every width gives the same bits.
/// </summary>
internal static class StoredMemory
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Loads a register without checking bounds; the caller has checked them.</summary>
    [MethodImpl(Inline)]
    public static V Load<V, T, S>(ref readonly S origin, nint at)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        if (typeof(S) == typeof(T))
            return V.Load(in Unsafe.As<S, T>(ref Unsafe.AsRef(in origin)), at);
        V bits = LoadBits<V, T>(ref Unsafe.Add(ref Unsafe.As<S, short>(ref Unsafe.AsRef(in origin)), at));
        return typeof(S) == typeof(BFloat16) ? V.ShiftLeft(bits, 16) : OfHalf<V, T>(bits);
    }

    /// <summary>The same within a span.</summary>
    [MethodImpl(Inline)]
    public static V Load<V, T, S>(ReadOnlySpan<S> source, int at)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
        => Load<V, T, S>(in Refs.Start(source.Slice(at, V.Count)), 0);

    /// <summary>Rounds a register and stores it without checking bounds; the caller has checked them.</summary>
    [MethodImpl(Inline)]
    public static void Store<V, T, S>(V value, ref S origin, nint at)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        if (typeof(S) == typeof(T))
            V.Store(value, ref Unsafe.As<S, T>(ref origin), at);
        else
            StoreBits<V, T>(typeof(S) == typeof(BFloat16) ? ToBrain<V, T>(value) : ToHalf<V, T>(value),
                ref Unsafe.Add(ref Unsafe.As<S, ushort>(ref origin), at));
    }

    /// <summary>One number.</summary>
    [MethodImpl(Inline)]
    public static T Number<T, S>(S stored) where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
        => Load<Lane1<T>, T, S>(in stored, 0).Number;

    /// <summary>One number, rounded.</summary>
    [MethodImpl(Inline)]
    public static S Rounded<T, S>(T number) where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        S stored = default;
        Store<Lane1<T>, T, S>(new(number), ref stored, 0);
        return stored;
    }

    // With the fraction in its place, the exponent is 112 too small. The product with 2¹¹² makes subnormal numbers
    // normal too. What it makes 65,536 or more had the largest exponent, of infinities and NaN, and gets it again.
    [MethodImpl(Inline)]
    private static V OfHalf<V, T>(V bits)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V scaled = V.And(V.ShiftLeft(bits, 13), V.OfBits(0x8FFF_E000)) * V.OfBits(0x7780_0000);
        return V.WhereLess(V.Abs(scaled), V.OfBits(0x4780_0000), scaled, V.Or(scaled, V.OfBits(0x7F80_0000)));
    }

    [MethodImpl(Inline)]
    private static V ToBrain<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V high = V.ShiftRight(x, 16), odd = V.And(high, V.OfBits(1));
        V nearest = V.ShiftRight(V.AddBits(V.AddBits(x, V.OfBits(0x7FFF)), odd), 16);
        return V.WhereEqual(x, x, nearest, V.Or(high, V.OfBits(0x40)));
    }

    // Below 2⁻¹⁴ the sum with ½ has the digits of a subnormal number at its end; it is rounded as all sums are. From
    // 65,520 on, the nearest is infinity.
    [MethodImpl(Inline)]
    private static V ToHalf<V, T>(V x)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V size = V.And(x, V.OfBits(0x7FFF_FFFF)), sign = V.ShiftRight(V.And(x, V.OfBits(0x8000_0000)), 16);
        V half = V.OfBits(0x3F00_0000), small = V.SubtractBits(size + half, half), infinity = V.OfBits(0x7C00);
        V odd = V.And(V.ShiftRight(size, 13), V.OfBits(1));
        V normal = V.ShiftRight(V.AddBits(V.SubtractBits(size, V.OfBits(0x3800_0000 - 0xFFF)), odd), 13);
        V result = V.WhereLess(size, V.OfBits(0x3880_0000), small, normal);
        result = V.WhereLess(size, V.OfBits(0x477F_F000), result, infinity);
        V notANumber = V.Or(V.And(V.ShiftRight(size, 13), V.OfBits(0x3FF)), V.OfBits(0x7E00));
        return V.Or(sign, V.WhereEqual(x, x, result, notANumber));
    }

    /// <summary>
    /// As many numbers of 16 bits as the register has lanes, in their low bits; the high bits repeat the highest.
    /// </summary>
    [MethodImpl(Inline)]
    private static V LoadBits<V, T>(ref short from)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (V.Count == 16)
            return Unsafe.BitCast<Vector512<int>, V>(
                Vector512.WidenLower(Vector256.LoadUnsafe(ref from).ToVector512Unsafe()));
        if (V.Count == 8)
            return Unsafe.BitCast<Vector256<int>, V>(
                Vector256.WidenLower(Vector128.LoadUnsafe(ref from).ToVector256Unsafe()));
        return V.Count == 4
            ? Unsafe.BitCast<Vector128<int>, V>(Vector128.WidenLower(Vector128.CreateScalarUnsafe(
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<short, byte>(ref from))).AsInt16()))
            : V.OfBits((uint)(int)from);
    }

    [MethodImpl(Inline)]
    private static void StoreBits<V, T>(V bits, ref ushort to)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (V.Count == 16)
        {
            Vector512<uint> wide = Unsafe.BitCast<V, Vector512<uint>>(bits);
            (Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(wide)
                : Vector256.Narrow(wide.GetLower(), wide.GetUpper())).StoreUnsafe(ref to);
        }
        else if (V.Count == 8)
        {
            Vector256<uint> wide = Unsafe.BitCast<V, Vector256<uint>>(bits);
            Vector128.Narrow(wide.GetLower(), wide.GetUpper()).StoreUnsafe(ref to);
        }
        else if (V.Count == 4)
        {
            Vector128<uint> wide = Unsafe.BitCast<V, Vector128<uint>>(bits);
            Unsafe.WriteUnaligned(
                ref Unsafe.As<ushort, byte>(ref to), Vector128.Narrow(wide, wide).AsUInt64().ToScalar());
        }
        else
        {
            to = (ushort)Unsafe.BitCast<V, uint>(bits);
        }
    }

    /// <summary>Whether any of the stored numbers is NaN.</summary>
    public static bool HasNaN<T, S>(ReadOnlySpan<S> stored)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        foreach (S one in stored)
            if (T.IsNaN(Number<T, S>(one)))
                return true;
        return false;
    }
}
