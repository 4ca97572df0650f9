using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>Numbers of almost any exponent: the logarithm undoes the exponential.</summary>
public class WideRangeTests
{
    [Fact]
    public void The_logarithm_of_the_exponential_is_the_number()
    {
        for (double x = 1; x < 3e15; x *= 1.37)
            foreach (double signed in (double[])[x, -x])
            {
                WideRange power = WideRange.Exp(new(signed)), found = WideRange.Log(power);
                // The power may be off by 2 units, which its logarithm is off by at most.
                Assert.Equal(signed, found.Number, Math.Abs(Math.ScaleB(signed, -50)) + 1e-15);
                Assert.Equal(1, (power * WideRange.Exp(new(-signed))).Number, 1e-15);
            }
    }

    [Fact]
    public void What_no_exponent_holds_is_infinite_or_0()
    {
        Assert.Equal(double.PositiveInfinity, WideRange.Exp(new(1e16)).Number);
        Assert.Equal(0, WideRange.Exp(new(-1e16)).Number);
        Assert.Equal(double.NaN, WideRange.Exp(new(double.NaN)).Number);
    }
}
