using System.Diagnostics;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Spans;

/// <summary>Units that threads share: every one once, added in their order; small work stays where it is.</summary>
[Collection(nameof(Alone))]
public class UnitSumTests
{
    // More and fewer than wait for their addition at a time, and what no grain divides.
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(3, 8, 0)]
    [InlineData(1_001, 8, 400)]
    [InlineData(16_384, 1, 40)]
    [InlineData(40_003, 16, 0)]
    [InlineData(40_003, 1, 20)]
    public void Every_unit_is_done_once_and_added_in_order(int units, int grain, int nanoseconds)
    {
        double expected = 0;
        for (int unit = 0; unit < units; unit++)
            expected += Number(unit);
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            int[] done = new int[units];
            Assert.Equal(expected, UnitSum.Of(new Work(done, grain, nanoseconds), units, Many, grain, threads));
            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Work_that_takes_long_is_shared()
    {
        // Another test may have taken the workers for a moment.
        for (int round = 0; round < 100; round++)
        {
            int[] owners = new int[400];
            UnitSum.Of(new Owners(owners, 50_000), owners.Length, Many, 1, 2);
            if (owners.Distinct().Count() == 2)
                return;
        }
        Assert.Fail("One thread did all.");
    }

    [Fact]
    public void Work_that_takes_no_time_stays_with_the_caller()
    {
        int shared = 0;
        for (int round = 0; round < 100; round++)
        {
            int[] owners = new int[100];
            UnitSum.Of(new Owners(owners, 0), owners.Length, Many, 1, 2);
            shared += owners.Distinct().Count() - 1;
        }
        // A thread that was held up while the clock ran, or while code was compiled, has reason to call another.
        Assert.InRange(shared, 0, 20);
        Assert.False(UnitSum.MayPay(128, 128, 2));
        Assert.True(UnitSum.MayPay(129, 128, 2));
        Assert.False(UnitSum.MayPay(129, 128, 1));
        Assert.False(UnitSum.MayPay(1, 1 << 20, 2));
        Assert.True(UnitSum.MayPay(int.MaxValue, long.MaxValue, 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(399)]
    public void An_exception_reaches_the_caller_and_the_next_call_works(int broken)
    {
        for (int threads = 1; threads <= 3; threads++)
            Assert.Throws<InvalidTimeZoneException>(() => UnitSum.Of(new Fails(broken), 400, Many, 1, threads));
        Every_unit_is_done_once_and_added_in_order(1_001, 8, 400);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        int[] owners = new int[3_000];
        Allocations.None(() => UnitSum.Of(new Owners(owners, 50), owners.Length, Many, 1, 2));
    }

    // Elements a unit, enough to look at the clock.
    private const int Many = 1 << 14;

    // Numbers of which another order has another sum.
    private static double Number(int unit) => 1.0 / (unit + 3);

    private static void Spin(int nanoseconds)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalNanoseconds < nanoseconds)
            continue;
    }

    private readonly struct Work(int[] done, int grain, int nanoseconds) : IUnitWork
    {
        public double Run(int start, int units, Span<double> numbers)
        {
            Assert.Equal(0, start % grain);
            double sum = 0;
            for (int i = 0; i < units; i++)
            {
                Interlocked.Increment(ref done[start + i]);
                sum += Number(start + i);
                if (!numbers.IsEmpty)
                    numbers[i] = Number(start + i);
            }
            Spin(nanoseconds * units);
            return sum;
        }
    }

    private readonly struct Owners(int[] owners, int nanoseconds) : IUnitWork
    {
        public double Run(int start, int units, Span<double> numbers)
        {
            owners.AsSpan(start, units).Fill(Environment.CurrentManagedThreadId);
            Spin(nanoseconds * units);
            return 0;
        }
    }

    private readonly struct Fails(int broken) : IUnitWork
    {
        public double Run(int start, int units, Span<double> numbers)
        {
            Spin(2_000 * units);
            return start <= broken && broken < start + units ? throw new InvalidTimeZoneException() : 0;
        }
    }
}
