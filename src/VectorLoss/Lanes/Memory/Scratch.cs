using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Memory that a kernel may use while it runs: one block for each thread. The thread keeps its block, so that a second
/// call allocates nothing.
/// </summary>
/// <typeparam name="T">The type of an element.</typeparam>
internal static class Scratch<T> where T : unmanaged
{
    [ThreadStatic]
    private static T[]? block;

    [ThreadStatic]
    private static int start;

    /// <summary>
    /// At least <paramref name="count"/> numbers of any content, from a cache line on. Two borrowers on one thread get
    /// the same memory: a kernel that has borrowed must not call another one that borrows.
    /// </summary>
    [MethodImpl(Compiled.Early)]
    public static Span<T> Borrow(int count)
    {
        if (block is null || block.Length - start < count)
        {
            Grow(count);
        }

        return block.AsSpan(start, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Grow(int count) => block = CacheLine.Allocate<T>(count, zeroed: false, out start);
}
