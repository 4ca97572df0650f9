using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

public class NamedArgumentsTests
{
    [Fact]
    public void Elements_are_named_by_argument_and_place()
    {
        NamedArguments x = new NamedArguments().Add("w", [1, 2, 3, 4, 5, 6], 2, 3).Add("b", [7, 8]);
        Assert.Equal(8, x.Count);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], x.ToVector());
        Assert.Equal("w[1,2]", x.PathOf(5));
        Assert.Equal("b[0]", x.PathOf(6));
        Assert.Equal([7, 8], x.Of<double>("b", x.ToVector().AsSpan()).ToArray());
        Assert.Throws<ArgumentException>(() => x.Add("b", [1]));
        Assert.Throws<ArgumentException>(() => x.Add("c", [1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => x.ShapeOf("v"));
    }

    [Fact]
    public void A_wrong_element_is_named_by_its_argument()
    {
        NamedArguments x = new NamedArguments().Add("w", [1, 2, 3, 4], 2, 2).Add("b", [0.5, -0.7]);
        double Value(ReadOnlySpan<double> v)
        {
            ReadOnlySpan<double> w = x.Of("w", v), b = x.Of("b", v);
            double p = w[0] * b[0] + w[1] * b[1], q = w[2] * b[0] + w[3] * b[1];
            return p * p + q * q;
        }
        void Gradient(ReadOnlySpan<double> v, Span<double> g)
        {
            ReadOnlySpan<double> w = x.Of("w", v), b = x.Of("b", v);
            double p = 2 * (w[0] * b[0] + w[1] * b[1]), q = 2 * (w[2] * b[0] + w[3] * b[1]);
            ((double[])[p * b[0], p * b[1], q * b[0], q * b[1], p * w[0] + q * w[2], p * w[1] + q * w[3]]).CopyTo(g);
        }
        Assert.True(GradientCheck.Run(Value, Gradient, x).Passed);
        GradientReport wrong = GradientCheck.Run([Value, Value], (v, g) => { Gradient(v, g); g[2] *= 2; }, x);
        Assert.Equal("w[1,0]", Assert.Single(wrong.Offenders, finding => !finding.IsAccepted).Path);
    }
}
