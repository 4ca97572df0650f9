using System.Runtime.InteropServices;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>Memory for all contestants alike.</summary>
/// <remarks>
/// An array from <c>new</c> lies at any multiple of 8 bytes and may move: who gets the lucky one is decided by chance,
/// and an array that begins inside a line is up to a third slower in the first cache. These begin at a line, as
/// PyTorch's do, and at different lines of their pages: two at the same distance from a page's start hinder each
/// other's loads and stores: with all arrays of 16 MB at one place, the loop that only adds took 1.2 times as long as a
/// loss.
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
        // Kept until the end, so that the collector does not give the same place again.
        var misplaced = new List<Array>();
        for (int tries = 0; tries < Tries; tries++)
        {
            array = GC.AllocateUninitializedArray<T>(length, pinned: true);
            nint start = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
            if (start % Page == wanted || (tries > Tries / 2 && start % Line == 0))
                break;
            misplaced.Add(array);
            misplaced.Add(Shift(wanted, start, length * Marshal.SizeOf<T>()));
        }
        Array.Clear(array);
        GC.KeepAlive(misplaced);
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
    private static byte[] Shift(int wanted, nint start, int bytes)
    {
        const int Header = 24, Least = 8;
        nint next = (start + bytes + 7 & ~7) + Least + 2 * Header;
        int gap = (int)(((wanted - next) % Page + Page) % Page);
        // As large as the array in whole pages: a small one might go to a hole that the array did not fit in.
        return GC.AllocateUninitializedArray<byte>(Least + gap + bytes / Page * Page, pinned: true);
    }
}
