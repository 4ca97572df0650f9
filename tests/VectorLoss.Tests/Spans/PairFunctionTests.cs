using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Spans;

/// <summary>The functions of two spans, and of a span and an order.</summary>
public class PairFunctionTests
{
    private delegate void Method<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination);

    private static readonly Dictionary<string, (Method<float> Single, Method<double> Twice)> Methods = new()
    {
        ["Pow"] = (Elementwise.Pow, Elementwise.Pow),
        ["LogBeta"] = (SpecialFunctions.LogBeta, SpecialFunctions.LogBeta),
        ["LogRisingFactorial"] = (SpecialFunctions.LogRisingFactorial, SpecialFunctions.LogRisingFactorial),
    };

    public static TheoryData<string> Names => [.. Methods.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_length_apart_or_in_either_argument_is_that_of_one_number(string name)
    {
        EveryLength<float>(name, Methods[name].Single);
        EveryLength(name, Methods[name].Twice);
    }

    private static void EveryLength<T>(string name, Method<T> method)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = [.. Enumerable.Range(1, 70).Select(i => T.CreateTruncating(0.37 * i))];
        T[] y = [.. Enumerable.Range(1, 70).Select(i => T.CreateTruncating(0.11 * (80 - i)))];
        T[] expected = [.. x.Zip(y, (a, b) => ScalarFunctions.Of<Lane1<T>>(name, new(a), new(b), 0).Number)];
        for (int length = 0; length < x.Length; length++)
        {
            T[] apart = new T[70], inX = [.. x], inY = [.. y];
            method(x.AsSpan(0, length), y.AsSpan(0, length), apart.AsSpan(0, length));
            method(inX.AsSpan(0, length), y.AsSpan(0, length), inX.AsSpan(0, length));
            method(x.AsSpan(0, length), inY.AsSpan(0, length), inY.AsSpan(0, length));
            Assert.Equal(expected[..length], apart[..length]);
            Assert.Equal(expected[..length], inX[..length]);
            Assert.Equal(expected[..length], inY[..length]);
            Assert.All(apart[length..], number => Assert.Equal(T.Zero, number));
            Assert.Equal(x[length..], inX[length..]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_NaN_in_either_argument_stays_in_its_lane(string name)
    {
        for (int lane = 0; lane < 37; lane++)
        {
            double[] x = [.. Enumerable.Repeat(0.7, 37)], y = [.. x], clean = new double[37], found = new double[37];
            Methods[name].Twice(x, y, clean);
            x[lane] = double.NaN;
            Methods[name].Twice(x, y, found);
            Assert.True(double.IsNaN(found[lane]));
            Methods[name].Twice(y, x, found);
            Assert.True(double.IsNaN(found[lane]));
            found[lane] = clean[lane];
            Assert.Equal(clean, found);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_lengths_and_shifted_overlaps_are_refused_by_name(string name)
    {
        Method<float> method = Methods[name].Single;
        var error = Assert.Throws<ArgumentException>(() => method(new float[3], new float[4], new float[3]));
        Assert.Contains("4", error.Message, StringComparison.Ordinal);
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
        Assert.Equal("destination",
            Assert.Throws<ArgumentException>(() => method(new float[3], new float[3], new float[2])).ParamName);
        float[] memory = [1, 2, 3, 4];
        Assert.Throws<ArgumentException>(() => method(memory.AsSpan(0, 3), new float[3], memory.AsSpan(1, 3)));
        Assert.Throws<ArgumentException>(() => method(new float[3], memory.AsSpan(1, 3), memory.AsSpan(0, 3)));
        Assert.Equal([1, 2, 3, 4], memory);
        Assert.Contains("Half", Assert.Throws<NotSupportedException>(
            () => Elementwise.Pow<Half>(new Half[1], new Half[1], new Half[1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated(string name)
    {
        double[] x = [.. Enumerable.Repeat(0.7, 67)];
        float[] y = [.. Enumerable.Repeat(0.7f, 67)];
        (Method<float> single, Method<double> twice) = Methods[name];
        Allocations.None(() =>
        {
            single(y, y, y);
            twice(x, x, x);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void The_derivatives_of_digamma_are_those_of_one_number(int n)
    {
        double[] x = [.. Enumerable.Range(1, 21).Select(i => 0.37 * i)], found = new double[21];
        SpecialFunctions.Polygamma(n, x, found);
        Assert.Equal(x.Select(number => Lane1<double>.Polygamma(n, new(number)).Number), found);
        Allocations.None(() => SpecialFunctions.Polygamma(n, x, found));
        float[] single = [0.5f, float.NaN];
        SpecialFunctions.Polygamma<float>(n, single, single);
        Assert.Equal((float)Lane1<double>.Polygamma(n, new(0.5)).Number, single[0]);
        Assert.True(float.IsNaN(single[1]));
    }

    [Fact]
    public void A_negative_order_is_refused()
    {
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(
            () => SpecialFunctions.Polygamma<double>(-1, [1], new double[1])).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Lane1<float>.Polygamma(-1, new(1)));
    }
}
