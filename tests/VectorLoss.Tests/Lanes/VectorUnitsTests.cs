using System.Runtime.Intrinsics;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

public class VectorUnitsTests
{
    private const long LargeWork = 1 << 30;

    [Fact]
    public void The_answer_stays_what_it_was()
    {
        bool first = VectorUnits.AreWide(LargeWork);
        for (int again = 0; again < 100; again++)
            Assert.Equal(first, VectorUnits.AreWide(again));
    }

    [Fact]
    public void Without_registers_of_512_bits_there_are_no_wide_units()
    {
        if (Vector512.IsHardwareAccelerated)
            Assert.Skip("This machine has registers of 512 bits.");
        Assert.False(VectorUnits.AreWide(LargeWork));
    }

    [Fact]
    public void Asking_allocates_nothing()
        => Allocations.None(() => VectorUnits.AreWide(LargeWork));
}
