using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Spans;

/// <summary>What the reductions refuse.</summary>
public class ReductionArgumentTests
{
    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => Reductions.Max(ReadOnlySpan<float>.Empty)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => Reductions.Min(ReadOnlySpan<double>.Empty)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => Reductions.Mean(ReadOnlySpan<float>.Empty)).ParamName);
        var error = Assert.Throws<ArgumentException>(() => Reductions.Dot(new float[3], new float[4]));
        Assert.Equal("b", error.ParamName);
        Assert.Contains("4", error.Message, StringComparison.Ordinal);
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_types_than_float_and_double_are_refused_by_name()
    {
        Half[] x = [Half.One];
        Refuses("Sum", () => Reductions.Sum<Half>(x));
        Refuses("Mean", () => Reductions.Mean<Half>(x));
        Refuses("SumOfSquares", () => Reductions.SumOfSquares<Half>(x));
        Refuses("Dot", () => Reductions.Dot<Half>(x, x));
        Refuses("Max", () => Reductions.Max<Half>(x));
        Refuses("Min", () => Reductions.Min<Half>(x));

        static void Refuses(string method, Action call)
        {
            string message = Assert.Throws<NotSupportedException>(call).Message;
            Assert.Contains("Half", message, StringComparison.Ordinal);
            Assert.Contains(method, message, StringComparison.Ordinal);
        }
    }
}
