using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>
/// How far the steps of a chain of <see cref="HeldFloats"/> stayed from numbers that such a step may round the wrong
/// way. Who began the chain asks once, at its end, and computes it again number by number if it is not sure. Of random
/// numbers that is one step in 2²⁷ or fewer.
/// </summary>
internal readonly struct HeldMargin
{
    /// <summary>The bits of a double below the last place of a float.</summary>
    public const int Dropped = 29;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // From 2⁻¹²⁵ up, a sum and the float it rounds to are normal; this is the high half of it, its sign shifted out.
    private const uint NormalFrom = (1023 - 125) << 21;

    // The least bits that were dropped, shifted up; and the least sizes, less 1, of which 0 is the largest.
    private readonly Vector128<uint> dropped, size;

    [MethodImpl(Inline)]
    private HeldMargin(Vector128<uint> dropped, Vector128<uint> size)
    {
        this.dropped = dropped;
        this.size = size;
    }

    /// <summary>The margin of a chain without a step.</summary>
    public static HeldMargin Whole
    {
        [MethodImpl(Inline)]
        get => new(Vector128<uint>.AllBitsSet, Vector128<uint>.AllBitsSet);
    }

    /// <summary>Whether no step met a tie, and none of those that were watched a subnormal sum but 0.</summary>
    public bool IsSure
    {
        [MethodImpl(Inline)]
        get => Vector128.LessThanAll(Vector128<uint>.Zero, dropped)
            && Vector128.LessThanOrEqualAll(Vector128.Create(NormalFrom - 1), size);
    }

    /// <summary>With the bits that a step drops from four sums; at a tie they are 0.</summary>
    [MethodImpl(Inline)]
    public HeldMargin WithDropped(Vector128<long> low, Vector128<long> high)
        => new(Vector128.Min(dropped, LowHalves(low, high) << (32 - Dropped)), size);

    /// <summary>With the sizes of four sums.</summary>
    [MethodImpl(Inline)]
    public HeldMargin WithSizes(Vector128<long> low, Vector128<long> high)
        => new(dropped, Vector128.Min(size, (HighHalves(low, high) << 1) - Vector128<uint>.One));

    /// <summary>The low 32 bits of four longs.</summary>
    [MethodImpl(Inline)]
    public static Vector128<uint> LowHalves(Vector128<long> low, Vector128<long> high)
        => Sse.IsSupported ? Sse.Shuffle(low.AsSingle(), high.AsSingle(), 0b10_00_10_00).AsUInt32()
            : Vector128.Narrow(low.AsUInt64(), high.AsUInt64());

    [MethodImpl(Inline)]
    private static Vector128<uint> HighHalves(Vector128<long> low, Vector128<long> high)
        => Sse.IsSupported ? Sse.Shuffle(low.AsSingle(), high.AsSingle(), 0b11_01_11_01).AsUInt32()
            : Vector128.Narrow(low.AsUInt64() >>> 32, high.AsUInt64() >>> 32);
}
