using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>
/// The ends of the error, gamma and Bessel functions: C's annex F where C has the function (erf, erfc, lgamma), limits
/// elsewhere.
/// </summary>
public class SpecialValueTests
{
    private const double Infinity = double.PositiveInfinity, NaN = double.NaN;

    public static TheoryData<string, double, double, double> Values => new()
    {
        { "Erf", 0.0, 0, 0.0 }, { "Erf", -0.0, 0, -0.0 }, { "Erf", Infinity, 0, 1 }, { "Erf", -Infinity, 0, -1 },
        { "Erf", 30, 0, 1 }, { "Erfc", 0.0, 0, 1 }, { "Erfc", Infinity, 0, 0.0 }, { "Erfc", -Infinity, 0, 2 },
        { "Erfc", 30, 0, 0.0 }, { "Erfc", -30, 0, 2 }, { "Erfcx", 0.0, 0, 1 }, { "Erfcx", Infinity, 0, 0.0 },
        { "Erfcx", -Infinity, 0, Infinity }, { "Erfcx", -1e30, 0, Infinity },
        { "LogNormalCdf", Infinity, 0, 0.0 }, { "LogNormalCdf", -Infinity, 0, -Infinity },
        { "LogGamma", 1, 0, 0.0 }, { "LogGamma", 2, 0, 0.0 }, { "LogGamma", 0.0, 0, Infinity },
        { "LogGamma", -0.0, 0, Infinity }, { "LogGamma", -1, 0, Infinity }, { "LogGamma", -1e30, 0, Infinity },
        { "LogGamma", Infinity, 0, Infinity }, { "LogGamma", -Infinity, 0, Infinity },
        { "Digamma", 0.0, 0, -Infinity }, { "Digamma", -0.0, 0, Infinity }, { "Digamma", -1, 0, NaN },
        { "Digamma", -1e30, 0, NaN }, { "Digamma", Infinity, 0, Infinity }, { "Digamma", -Infinity, 0, NaN },
        { "Polygamma", 0.0, 1, Infinity }, { "Polygamma", 0.0, 2, -Infinity }, { "Polygamma", -0.0, 2, Infinity },
        { "Polygamma", -1, 1, Infinity }, { "Polygamma", -1, 2, NaN }, { "Polygamma", Infinity, 1, 0.0 },
        { "Polygamma", Infinity, 2, -0.0 }, { "Polygamma", -Infinity, 1, NaN },
        { "LogBeta", 0.0, 1, Infinity }, { "LogBeta", 1, 0.0, Infinity }, { "LogBeta", Infinity, 1, -Infinity },
        { "LogBeta", Infinity, Infinity, -Infinity }, { "LogBeta", -1, 2, NaN }, { "LogBeta", 1, 1, 0.0 },
        { "LogRisingFactorial", 3, 0.0, 0.0 }, { "LogRisingFactorial", 0.0, 2, -Infinity },
        { "LogRisingFactorial", 2, -2, Infinity }, { "LogRisingFactorial", 2, -3, NaN },
        { "LogRisingFactorial", -1, 3, NaN }, { "LogRisingFactorial", Infinity, 1, Infinity },
        { "LogRisingFactorial", Infinity, -1, -Infinity }, { "LogRisingFactorial", 1, Infinity, Infinity },
        { "LogRisingFactorial", 2, -1, 0.0 }, { "LogRisingFactorial", 1, 1, 0.0 },
        { "BesselI0e", 0.0, 0, 1 }, { "BesselI0e", Infinity, 0, 0.0 }, { "BesselI0e", -Infinity, 0, 0.0 },
        { "BesselI1e", 0.0, 0, 0.0 }, { "BesselI1e", -0.0, 0, -0.0 }, { "BesselI1e", Infinity, 0, 0.0 },
        { "BesselI1e", -Infinity, 0, -0.0 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Ends_are_those_of_C_and_limits(string function, double x, double y, double result)
    {
        Assert.Equal(result, ScalarFunctions.Of<Lane1<double>>(function, new(x), y).Number, Bits);
        Assert.Equal((float)result, ScalarFunctions.Of<Lane1<float>>(function, new((float)x), y).Number, Bits);
    }

    /// <summary>Where the result is small or large, and the way to it is not.</summary>
    [Theory]
    [InlineData("LogRisingFactorial", 1e300, 1e-10, 6.9077552789821370e-8)]
    [InlineData("LogRisingFactorial", 1.7976931348623157e308, 1e300, 7.0978271289616538e302)]
    [InlineData("LogRisingFactorial", 1e29, 1e31, 7.0436239418836994e32)]
    [InlineData("LogRisingFactorial", 1e31, -9.99e30, -7.0316665500211582e32)]
    [InlineData("LogBeta", 1e300, 1, -690.77552789821371)]
    [InlineData("LogBeta", 1.7976931348623157e308, 1.7976931348623157e308, -Infinity)]
    [InlineData("LogRisingFactorial", 1, 1.7976931348623157e308, Infinity)]
    [InlineData("LogRisingFactorial", 1.7976931348623157e308, -1e308, -Infinity)]
    [InlineData("LogNormalCdf", -3.2835302178003046e18, 0, -5.390785345603858e36)]
    public void Nothing_overflows_on_the_way(string function, double x, double y, double result)
    {
        double found = ScalarFunctions.Of<Lane1<double>>(function, new(x), y).Number;
        // Half a unit of the result, and half a unit of the stored value.
        Assert.True(found == result || Math.Abs(found - result) <= Math.ScaleB(Math.Abs(result), -52),
            $"{found:R} where {result:R} is right");
    }

    private static bool Bits(double a, double b)
        => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b)
            || (double.IsNaN(a) && double.IsNaN(b));

    private static bool Bits(float a, float b) => Bits((double)a, (double)b);
}
