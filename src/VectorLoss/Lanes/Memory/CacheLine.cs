using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>Memory that begins at a cache line and that the garbage collector does not move.</summary>
internal static class CacheLine
{
    /// <summary>Bytes of a cache line, and of a register of AVX-512.</summary>
    public const int Bytes = 64;

    /// <summary>Numbers in one line.</summary>
    public static int Count<T>() where T : unmanaged => Bytes / Unsafe.SizeOf<T>();

    /// <summary>Allocates room for <paramref name="count"/> numbers from a cache line on.</summary>
    /// <param name="count">How many numbers are needed.</param>
    /// <param name="zeroed">Whether they are 0, or any content is allowed.</param>
    /// <param name="start">The index of the first number that begins a cache line.</param>
    public static unsafe T[] Allocate<T>(int count, bool zeroed, out int start) where T : unmanaged
    {
        // Pinned, because the collector must not move the array off its cache line.
        T[] array = zeroed
            ? GC.AllocateArray<T>(count + Count<T>(), pinned: true)
            : GC.AllocateUninitializedArray<T>(count + Count<T>(), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref array[0]);
        start = (int)(-address & (Bytes - 1)) / sizeof(T);
        return array;
    }
}
