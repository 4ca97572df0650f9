using System.Runtime.InteropServices;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>Memory for all contestants alike.</summary>
/// <remarks>
/// An array from <c>new</c> lies at any multiple of 8 bytes and may move: who gets the lucky one is decided by chance,
/// and an array that begins inside a line is up to a third slower in the first cache. These begin at a line, as
/// PyTorch's do, and at different lines of their pages: two at the same distance from a page's start hinder each
/// other's loads and stores. Only arrays of more than half of the collector's regions (about 8 MB) keep the place that
/// it gives them, the same for all.
/// </remarks>
internal static class Buffers
{
    private const int Line = 64, Page = 4096, Tries = 12;

    private static int made;

    /// <summary>Zeros at a multiple of 64 bytes that the collector does not move.</summary>
    public static T[] Of<T>(int length) where T : unmanaged
    {
        int wanted = made++ * 5 * Line % Page;
        T[] array = [];
        for (int tries = 0; tries < Tries; tries++)
        {
            array = GC.AllocateUninitializedArray<T>(length, pinned: true);
            nint start = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
            if (start % Page == wanted || (tries > Tries / 2 && start % Line == 0))
                break;
            Shift(wanted, start + length * Marshal.SizeOf<T>());
        }
        Array.Clear(array);
        return array;
    }

    /// <summary>The same numbers in such memory.</summary>
    public static T[] Of<T>(IEnumerable<T> numbers) where T : unmanaged
    {
        T[] source = [.. numbers], array = Of<T>(source.Length);
        source.CopyTo(array, 0);
        return array;
    }

    /// <summary>The next array follows the last: a throw-away one between them moves it to its place.</summary>
    private static void Shift(int wanted, nint end)
    {
        const int Header = 16, Smallest = 32;
        nint next = (end + 7 & ~7) + Smallest + Header + 8;
        int gap = (int)(((wanted - next) % Page + Page) % Page);
        _ = GC.AllocateUninitializedArray<byte>(Smallest - Header - 8 + gap, pinned: true);
    }
}
