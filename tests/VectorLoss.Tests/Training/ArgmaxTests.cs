using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class ArgmaxTests
{
    [Theory]
    [InlineData(0, 7.0)]
    [InlineData(2, 1.0, 2.0, 3.0)]
    [InlineData(1, -1.0, 5.0, 5.0)]
    [InlineData(0, -0.0, 0.0)]
    [InlineData(1, double.NegativeInfinity, double.PositiveInfinity, double.NaN)]
    public void The_first_of_the_largest_is_named(int expected, params double[] scores)
    {
        Assert.Equal(expected, Argmax.Of<double>(scores));
        Assert.Equal(expected, Argmax.Of<float>([.. scores.Select(score => (float)score)]));
    }

    [Fact]
    public void Rows_that_name_their_label_are_counted()
    {
        Assert.Equal(2, Argmax.Correct<float>([1, 2, 3, 4, 6, 5], [1, 0, 0]));
        Assert.Equal(0, Argmax.Correct<float>([], []));
        Assert.Throws<ArgumentException>("scores", () => Argmax.Correct<float>(new float[5], new int[2]));
        Assert.Throws<ArgumentException>("scores", () => Argmax.Correct<float>(new float[5], []));
    }
}
