using Xunit;

namespace VectorLoss.Tests;

/// <summary>The law that work which was done before allocates nothing.</summary>
internal static class Allocations
{
    /// <summary>
    /// After a warm-up, a hundred calls in a row allocate 0 bytes, and neither does the call after a collection, which
    /// takes what the runtime keeps weakly, such as the names of types. What the runtime does for itself while a method
    /// is compiled again, or while a collection trims its pools, is charged to the thread that happens to run: it comes
    /// once and goes, so each is measured anew until it is clean, ten times at most. What the work itself allocates
    /// comes every time, even if it is one byte in a hundred calls.
    /// </summary>
    public static void None(Action work)
    {
        for (int i = 0; i < 10; i++)
            work();
        Assert.True(IsClean(100, () => { }, out long bytes),
            $"The last hundred of a thousand calls allocated {bytes} bytes.");
        Assert.True(IsClean(1, () => GC.Collect(0), out bytes),
            $"The call after a collection allocated {bytes} bytes.");

        bool IsClean(int calls, Action before, out long bytes)
        {
            bytes = 1;
            for (int round = 0; round < 10 && bytes != 0; round++)
            {
                before();
                bytes = Of(work, calls);
            }
            return bytes == 0;
        }
    }

    private static long Of(Action work, int calls)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
            work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
