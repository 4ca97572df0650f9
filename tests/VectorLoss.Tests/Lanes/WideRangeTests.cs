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
    public void Beyond_exponents_with_ones_powers_keep_their_logarithm_and_their_shares()
    {
        foreach (double x in (double[])[1e16, 1e30, 1e38])
        {
            WideRange power = WideRange.Exp(new(x)), both = power + power;
            Assert.Equal(x, WideRange.Log(both).Number, Math.ScaleB(x, -50));
            Assert.Equal(0.5, (power / both).Number);
            Assert.Equal(1, (power / (power + WideRange.Of(1))).Number);
            Assert.Equal(0, (WideRange.Exp(new(x / 2)) / both).Number);
            foreach (double factor in (double[])[0.375, 1e-100, 3e-300, 1e-320, 7e280])
                Assert.Equal(factor, (WideRange.Of(factor) * power * (WideRange.Of(1) / power)).Number);
        }
    }

    [Fact]
    public void Products_of_shares_beside_rounded_exponents_stay_in_range()
    {
        WideRange power = WideRange.Exp(new(-1e48)), product = power;
        // Each factor is far below what the exponent rounds to, and stays with the fraction.
        for (int i = 0; i < 10; i++)
            product *= WideRange.Of(i % 2 == 0 ? 1e250 : -1e300);
        Assert.Equal(0, product.Number);
        Assert.Equal(0, (product * power).Number);
        Assert.Equal(double.NegativeInfinity, (product / power / power).Number);
        Assert.Equal(7e280 * 3e-300, (power * WideRange.Of(7e280) * (WideRange.Of(3e-300) / power)).Number, 1e-33);
    }

    [Fact]
    public void What_no_exponent_holds_is_infinite_or_0()
    {
        Assert.Equal(double.PositiveInfinity, WideRange.Log(WideRange.Exp(new(1e80))).Number);
        Assert.Equal(double.PositiveInfinity, WideRange.Exp(new(1e16)).Number);
        Assert.Equal(0, WideRange.Exp(new(-1e16)).Number);
        Assert.Equal(double.NaN, WideRange.Exp(new(double.NaN)).Number);
    }
}
