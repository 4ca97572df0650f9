using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// Whole registers of a row, or its last one: a loop is written once and compiled for both, so that only the last
/// register pays for a mask.
/// </summary>
internal interface IRowPart
{
    /// <summary>The lanes that lie in the row; of a whole register nobody asks.</summary>
    static abstract V Mask<V, T>(int count)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Loads from checked memory; 0 in the lanes beyond the row.</summary>
    static abstract V Load<V, T>(ReadOnlySpan<T> from, int at, V mask)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Stores to checked memory, where there is any.</summary>
    static abstract void Store<V, T>(V numbers, Span<T> to, int at, V mask)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The numbers; 0 in the lanes beyond the row.</summary>
    static abstract V Keep<V, T>(V mask, V numbers)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The numbers, and others in the lanes beyond the row.</summary>
    static abstract V Choose<V, T>(V mask, V numbers, V beyond)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Whole registers.</summary>
internal readonly struct Whole : IRowPart
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static V Mask<V, T>(int count)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> => default;

    [MethodImpl(Inline)]
    public static V Load<V, T>(ReadOnlySpan<T> from, int at, V mask)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.Load(in Refs.Start(from), at);

    [MethodImpl(Inline)]
    public static void Store<V, T>(V numbers, Span<T> to, int at, V mask)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!to.IsEmpty)
            V.Store(numbers, ref Refs.Start(to), at);
    }

    [MethodImpl(Inline)]
    public static V Keep<V, T>(V mask, V numbers)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> => numbers;

    [MethodImpl(Inline)]
    public static V Choose<V, T>(V mask, V numbers, V beyond)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> => numbers;
}

/// <summary>
/// Whole registers of memory that no cache holds: it is asked for early. Where a cache holds it, this costs the
/// lightest losses a quarter of their time.
/// </summary>
internal readonly struct Far : IRowPart
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Bytes: what a core may have of the last cache that it shares with others.
    private const long Near = 1 << 24;

    /// <summary>Whether all numbers that a call reads and writes are too many for a cache.</summary>
    [MethodImpl(Inline)]
    public static bool Holds<T>(long numbers) where T : unmanaged => numbers * Refs.SizeOf<T>() > Near;

    [MethodImpl(Inline)]
    public static V Mask<V, T>(int count)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> => default;

    [MethodImpl(Inline)]
    public static V Load<V, T>(ReadOnlySpan<T> from, int at, V mask)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Refs.PrefetchAhead(in Refs.Start(from), at);
        return Whole.Load<V, T>(from, at, mask);
    }

    [MethodImpl(Inline)]
    public static void Store<V, T>(V numbers, Span<T> to, int at, V mask)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!to.IsEmpty)
            Refs.PrefetchAhead(in Refs.Start(to), at);
        Whole.Store(numbers, to, at, mask);
    }

    [MethodImpl(Inline)]
    public static V Keep<V, T>(V mask, V numbers)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> => numbers;

    [MethodImpl(Inline)]
    public static V Choose<V, T>(V mask, V numbers, V beyond)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> => numbers;
}

/// <summary>The last register of a row, of which not all lanes lie in it.</summary>
internal readonly struct Masked : IRowPart
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static V Mask<V, T>(int count)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.FirstLanes(count);

    [MethodImpl(Inline)]
    public static V Load<V, T>(ReadOnlySpan<T> from, int at, V mask)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.Load(in Refs.Start(from), at, mask);

    [MethodImpl(Inline)]
    public static void Store<V, T>(V numbers, Span<T> to, int at, V mask)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!to.IsEmpty)
            V.Store(numbers, ref Refs.Start(to), at, mask);
    }

    [MethodImpl(Inline)]
    public static V Keep<V, T>(V mask, V numbers)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.And(mask, numbers);

    [MethodImpl(Inline)]
    public static V Choose<V, T>(V mask, V numbers, V beyond)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.Select(mask, numbers, beyond);
}
