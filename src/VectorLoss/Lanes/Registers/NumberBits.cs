using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>The bits of one number as an integer, and back.</summary>
internal static class NumberBits
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The bits of the number; the sign of a float's bits is extended to 64 bits.</summary>
    [MethodImpl(Inline)]
    public static long Bits<T>(this Lane1<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(T) == typeof(float) ? Unsafe.BitCast<T, int>(x.Number) : Unsafe.BitCast<T, long>(x.Number);

    /// <summary>The number with these bits; a float takes the low 32.</summary>
    [MethodImpl(Inline)]
    public static Lane1<T> ToLane<T>(this long bits) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(typeof(T) == typeof(float) ? Unsafe.BitCast<int, T>((int)bits) : Unsafe.BitCast<long, T>(bits));

    /// <summary>All bits set for true, none for false.</summary>
    [MethodImpl(Inline)]
    public static Lane1<T> ToMask<T>(this bool set) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (set ? -1L : 0L).ToLane<T>();
}
