using VectorLoss.Spans;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Spans;

/// <summary>The look for what is not finite, and sums of squares, on several threads.</summary>
public class LargestSizeTests
{
    // Around two pieces of the first, and where pieces grow so that there are no more than fit the stack.
    [Theory]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(196_608)]
    [InlineData(4_194_304)]
    [InlineData(4_194_305)]
    public void Every_number_of_threads_finds_the_same(int length)
    {
        float[] x = [.. Enumerable.Range(0, length).Select(i => (i * 7919 % 10_007 - 5_000) / 5_007f)];
        double squares = Reductions.SumOfSquares<float>(x);
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            Assert.Equal(squares, Reductions.SumOfSquares<float>(x, threads));
            foreach (int at in (int[])[0, 65_535, 65_536, length - 1])
            {
                float own = x[at];
                foreach (float number in (float[])[-3, float.NegativeInfinity, float.NaN])
                {
                    x[at] = number;
                    Assert.Equal(number == -3 ? 3 : float.PositiveInfinity, LargestSize<float>.Of(x, threads));
                }
                x[at] = own;
            }
        }
    }
}
