using Xunit;

namespace VectorLoss.Tests;

/// <summary>Waits for what another process does.</summary>
internal static class Patience
{
    // Counted in waits: where this program was stopped for a while, or got little of the processor, so was the other.
    private const int Waits = 60_000;

    /// <summary>Waits until something is so, for a minute at most of the time in which this program runs.</summary>
    internal static void Await(Func<bool> isSo, string failure)
    {
        for (int waits = 0; !isSo(); Thread.Sleep(1))
            Assert.True(++waits < Waits, failure);
    }
}
