using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>The range checks of all rooms: what is let through, and the words of a refusal.</summary>
public class OptionTests
{
    [Fact]
    public void The_bounds_are_let_through_or_not_as_the_name_says()
    {
        Assert.Equal(double.Epsilon, Option.Positive(double.Epsilon));
        Assert.Equal(0, Option.NonNegative(0));
        Assert.Equal(1, Option.AtLeast(1, 1));
        Assert.Equal(-3, Option.Finite(-3));
        Assert.Equal(0.5, Option.Between(0.5, 0, 1));
        Assert.Equal([0, 1], [Option.Within(0, 0, 1), Option.Within(1, 0, 1)]);
        Assert.Equal(0, Option.FromBelow(0, 0, 1));
        Refused("finite and above 0", value => Option.Positive(value), 0, -1, double.PositiveInfinity, double.NaN);
        Refused("finite and not below 0", value => Option.NonNegative(value), -1, double.PositiveInfinity, double.NaN);
        Refused("finite and not below 1", value => Option.AtLeast(value, 1), 0.5, double.PositiveInfinity, double.NaN);
        Refused("finite", value => Option.Finite(value), double.NegativeInfinity, double.NaN);
        Refused("above 0 and below 1", value => Option.Between(value, 0, 1), 0, 1, double.NaN);
        Refused("from 0 to 1", value => Option.Within(value, 0, 1), -0.5, 1.5, double.NaN);
        Refused("at least 0 and below 1", value => Option.FromBelow(value, 0, 1), -0.5, 1, double.NaN);
    }

    private static void Refused(string range, Func<double, double> check, params double[] values)
    {
        foreach (double value in values)
        {
            ArgumentOutOfRangeException problem = Assert.Throws<ArgumentOutOfRangeException>(() => check(value));
            Assert.Equal("value", problem.ParamName);
            Assert.StartsWith($"value must be {range}.", problem.Message);
        }
    }
}
