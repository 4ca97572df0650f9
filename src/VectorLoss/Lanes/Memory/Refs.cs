using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>References that step through memory without checking bounds; the caller has checked them.</summary>
internal static class Refs
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Bytes.
    private const int Ahead = 16_384;

    /// <summary>The first place of the span.</summary>
    [MethodImpl(Inline)]
    public static ref T Start<T>(Span<T> span) => ref MemoryMarshal.GetReference(span);

    /// <summary>The first place of the span.</summary>
    [MethodImpl(Inline)]
    public static ref readonly T Start<T>(ReadOnlySpan<T> span) => ref MemoryMarshal.GetReference(span);

    /// <summary>The bytes of numbers, in the order of this machine.</summary>
    public static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> numbers) where T : struct
        => MemoryMarshal.AsBytes(numbers);

    /// <summary>The same place as one of another type of the same size.</summary>
    [MethodImpl(Inline)]
    public static ref readonly TTo As<TFrom, TTo>(ref readonly TFrom place)
        where TFrom : allows ref struct where TTo : allows ref struct
        => ref Unsafe.As<TFrom, TTo>(ref Unsafe.AsRef(in place));

    /// <summary>A value as the type that it is of, where a type parameter stands for it.</summary>
    [MethodImpl(Inline)]
    public static TTo Same<TFrom, TTo>(TFrom value) where TFrom : struct where TTo : struct
        => Unsafe.BitCast<TFrom, TTo>(value);

    /// <summary>The place <paramref name="count"/> numbers further on.</summary>
    [MethodImpl(Inline)]
    public static ref T Add<T>(ref T place, nint count) => ref Unsafe.Add(ref place, count);

    /// <summary>The place <paramref name="count"/> numbers further on.</summary>
    [MethodImpl(Inline)]
    public static ref readonly T AddReadOnly<T>(ref readonly T place, nint count)
        => ref Unsafe.Add(ref Unsafe.AsRef(in place), count);

    /// <summary>The address of an object that does not move: a local of a method that waits meanwhile.</summary>
    [MethodImpl(Inline)]
    public static unsafe void* Address<T>(ref T place) where T : allows ref struct => Unsafe.AsPointer(ref place);

    /// <summary>The object at an address.</summary>
    [MethodImpl(Inline)]
    public static unsafe ref T At<T>(void* address) where T : allows ref struct => ref Unsafe.AsRef<T>(address);

    /// <summary>Whether two spans share a byte.</summary>
    public static unsafe bool Overlap<TFirst, TSecond>(ReadOnlySpan<TFirst> first, ReadOnlySpan<TSecond> second)
        where TFirst : unmanaged where TSecond : unmanaged
    {
        if (first.IsEmpty || second.IsEmpty)
            return false;
        nint offset = Unsafe.ByteOffset(
            ref Unsafe.As<TFirst, byte>(ref MemoryMarshal.GetReference(first)),
            ref Unsafe.As<TSecond, byte>(ref MemoryMarshal.GetReference(second)));
        return (nuint)offset < (nuint)first.Length * (nuint)sizeof(TFirst)
            || (nuint)(-offset) < (nuint)second.Length * (nuint)sizeof(TSecond);
    }

    /// <summary>The same memory as numbers of another type.</summary>
    [MethodImpl(Inline)]
    public static ReadOnlySpan<T> Cast<S, T>(ReadOnlySpan<S> span) where S : unmanaged where T : unmanaged
        => MemoryMarshal.Cast<S, T>(span);

    /// <inheritdoc cref="Cast{S, T}(ReadOnlySpan{S})"/>
    [MethodImpl(Inline)]
    public static Span<T> Cast<S, T>(Span<S> span) where S : unmanaged where T : unmanaged
        => MemoryMarshal.Cast<S, T>(span);

    /// <summary>The bytes of a number.</summary>
    [MethodImpl(Inline)]
    public static int SizeOf<T>() where T : unmanaged => Unsafe.SizeOf<T>();

    /// <summary>Asks for the cache line of a place that will be used soon; the place need not exist.</summary>
    [MethodImpl(Inline)]
    public static unsafe void Prefetch<T>(ref readonly T place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
        }
    }

    /// <summary>The same, but into the second-level cache only.</summary>
    [MethodImpl(Inline)]
    public static unsafe void PrefetchToL2<T>(ref readonly T place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
        }
    }

    /// <summary>
    /// Asks for numbers that are needed later, because memory is idle while others are computed. They are 16 KB ahead,
    /// in the following rows where this one is shorter. They go into the second-level cache, because the first-level
    /// cache waits for only few lines at a time (with it, cross-entropy of 64 rows of 50,257 classes took a quarter
    /// more).
    /// </summary>
    [MethodImpl(Inline)]
    public static void PrefetchAhead<T>(ref readonly T start, nint at) where T : unmanaged
        => PrefetchToL2(in AddReadOnly(in start, at + Ahead / SizeOf<T>()));
}
