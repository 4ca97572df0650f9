using VectorLoss.Spans;
using VectorLoss.Tests.Lanes;
using Xunit;

namespace VectorLoss.Tests.Spans;

public class ElementwiseTests
{
    private delegate void Method<T>(ReadOnlySpan<T> x, Span<T> destination);

    private static readonly Dictionary<string, (Method<float> Single, Method<double> Twice)> Methods = new()
    {
        ["Exp"] = (Elementwise.Exp, Elementwise.Exp),
        ["Expm1"] = (Elementwise.Expm1, Elementwise.Expm1),
        ["Log"] = (Elementwise.Log, Elementwise.Log),
        ["Log1p"] = (Elementwise.Log1p, Elementwise.Log1p),
        ["Tanh"] = (Elementwise.Tanh, Elementwise.Tanh),
        ["Sigmoid"] = (Elementwise.Sigmoid, Elementwise.Sigmoid),
        ["Softplus"] = (Elementwise.Softplus, Elementwise.Softplus),
        ["Sin"] = (Elementwise.Sin, Elementwise.Sin),
        ["Cos"] = (Elementwise.Cos, Elementwise.Cos),
        ["Atan"] = (Elementwise.Atan, Elementwise.Atan),
        ["Abs"] = (Elementwise.Abs, Elementwise.Abs),
        ["Sqrt"] = (Elementwise.Sqrt, Elementwise.Sqrt),
        ["Erf"] = (SpecialFunctions.Erf, SpecialFunctions.Erf),
        ["Erfc"] = (SpecialFunctions.Erfc, SpecialFunctions.Erfc),
        ["Erfcx"] = (SpecialFunctions.Erfcx, SpecialFunctions.Erfcx),
        ["LogNormalCdf"] = (SpecialFunctions.LogNormalCdf, SpecialFunctions.LogNormalCdf),
        ["LogGamma"] = (SpecialFunctions.LogGamma, SpecialFunctions.LogGamma),
        ["Digamma"] = (SpecialFunctions.Digamma, SpecialFunctions.Digamma),
        ["BesselI0e"] = (SpecialFunctions.BesselI0e, SpecialFunctions.BesselI0e),
        ["BesselI1e"] = (SpecialFunctions.BesselI1e, SpecialFunctions.BesselI1e),
    };

    public static TheoryData<string> Names => [.. Functions.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_method_computes_its_function(string name)
    {
        double[] x = new double[101], expected = new double[101], result = new double[101];
        for (int i = 0; i < x.Length; i++) x[i] = 0.1 * (i + 1);
        float[] y = Array.ConvertAll(x, number => (float)number);
        float[] expectedSingle = new float[101], single = new float[101];
        Functions.Run<double>(name, Register.One, x, expected);
        Functions.Run<float>(name, Register.One, y, expectedSingle);
        Methods[name].Twice(x, result);
        Methods[name].Single(y, single);
        Assert.Equal(expected, result);
        Assert.Equal(expectedSingle, single);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_destination_of_another_length_is_refused(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => Methods[name].Single(new float[3], new float[4]));
        Assert.Equal("destination", error.ParamName);
        Assert.Contains("4", error.Message, StringComparison.Ordinal);
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Methods[name].Twice(new double[3], new double[2]));
    }

    [Fact]
    public void Other_types_than_float_and_double_are_refused_by_name()
    {
        var error = Assert.Throws<NotSupportedException>(() => Elementwise.Exp<Half>(new Half[3], new Half[3]));
        Assert.Contains("Half", error.Message, StringComparison.Ordinal);
        Assert.Contains("Exp", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shifted_overlap_is_refused_and_nothing_is_written(string name)
    {
        double[] memory = [1, 2, 3, 4];
        Assert.Throws<ArgumentException>(() => Methods[name].Twice(memory.AsSpan(0, 3), memory.AsSpan(1, 3)));
        Assert.Throws<ArgumentException>(() => Methods[name].Twice(memory.AsSpan(1, 3), memory.AsSpan(0, 3)));
        Assert.Equal([1, 2, 3, 4], memory);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated(string name)
    {
        double[] x = new double[67];
        float[] y = new float[67];
        (Method<float> single, Method<double> twice) = Methods[name];
        Allocations.None(() => Run(1));

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                twice(x, x);
                single(y, y);
            }
        }
    }
}
