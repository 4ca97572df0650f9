using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Memory that a kernel may use while it runs: one block a thread, kept, so that a second call allocates nothing.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
internal static class Scratch<T> where T : unmanaged
{
    private const int LineBytes = 64;

    [ThreadStatic]
    private static T[]? block;

    [ThreadStatic]
    private static int start;

    /// <summary>
    /// At least <paramref name="count"/> numbers with any content, beginning at a cache line. Two borrowers on one
    /// thread get the same memory: a kernel that has borrowed calls no other that borrows.
    /// </summary>
    public static Span<T> Borrow(int count)
    {
        if (block is null || block.Length - start < count)
        {
            Grow(count);
        }

        return block.AsSpan(start, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Grow(int count)
    {
        // Pinned, because the collector must not move the block off its cache line.
        T[] grown = GC.AllocateUninitializedArray<T>(count + LineBytes / sizeof(T), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref grown[0]);
        start = (int)(-address & (LineBytes - 1)) / sizeof(T);
        block = grown;
    }
}
