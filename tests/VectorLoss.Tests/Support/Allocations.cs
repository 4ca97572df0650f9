using Xunit;

namespace VectorLoss.Tests;

/// <summary>The law that work which was done before allocates nothing.</summary>
internal static class Allocations
{
    /// <summary>
    /// After a warm-up, a hundred calls in a row allocate 0 bytes. What the runtime does for itself while a method is
    /// compiled again, or while a collection trims its pools, is charged to the thread that happens to run: it comes
    /// once and goes, so the hundred is measured anew until it is clean, ten times at most. What the work itself
    /// allocates comes every time, even if it is one byte in a hundred calls.
    /// </summary>
    public static void None(Action work)
    {
        for (int i = 0; i < 10; i++)
            work();
        long bytes = 0;
        for (int round = 0; round < 10; round++)
        {
            bytes = Of(work);
            if (bytes == 0)
                return;
        }
        Assert.Fail($"The last hundred of a thousand calls allocated {bytes} bytes.");
    }

    private static long Of(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
