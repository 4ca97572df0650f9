using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>Derivatives of the error, gamma and Bessel functions, and how errors of arguments move them.</summary>
public class SpecialSlopeTests
{
    private static readonly double[] Shares = [-1, -0.7, -0.3, 0.3, 0.7, 1];

    /// <summary>
    /// Function, x, y; the first and the second derivative by x, of 60 digits (mpmath); the size of the terms where the
    /// formula of the derivative is a difference.
    /// </summary>
    public static TheoryData<string, double, double, double, double, double> Derivatives => new()
    {
        { "Erf", 0.7, 0, 0.6912748604105386, -0.967784804574754, 0 },
        { "Erf", -3.5, 0, 5.399426777384783e-06, 3.7795987441693475e-05, 0 },
        { "Erf", 0, 0, 1.1283791670955126, 0.0, 0 },
        { "Erfc", 0.7, 0, -0.6912748604105386, 0.967784804574754, 0 },
        { "Erfc", 5, 0, -1.5670866531017336e-11, 1.5670866531017336e-10, 0 },
        { "Erfcx", 0.7, 0, -0.39207669480629526, 0.5029533019700686, 3 },
        { "Erfcx", -1.5, 0, -57.090037935883714, 208.57788632017662, 0 },
        { "Erfcx", 5, 0, -0.02133278976482631, 0.008081377817874151, 0 },
        { "Erfcx", 40, 0, -0.0003522884252874839, 1.75979437569139e-05, 0 },
        { "LogNormalCdf", 0.7, 0, 0.41192475041929066, -0.45802932530149837, 0 },
        { "LogNormalCdf", -1.5, 0, 1.938677166622543, -0.8504534064497973, 0 },
        { "LogNormalCdf", -20, 0, 20.04975306852785, -0.9975367383849478, 0 },
        { "LogNormalCdf", 6, 0, 6.075882855817676e-09, -3.645529717182241e-08, 0 },
        { "LogGamma", 0.7, 0, -1.2200235536979347, 2.834049156694611, 0 },
        { "LogGamma", 3.5, 0, 1.103156640645243, 0.3303577561002349, 0 },
        { "LogGamma", -1.3, 0, 2.8825405488661673, 14.53687624413708, 0 },
        { "Digamma", 0.7, 0, 2.834049156694611, -6.4349928741909235, 0 },
        { "Digamma", 3.5, 0, 0.3303577561002349, -0.1082040516417274, 0 },
        { "Digamma", -1.3, 0, 14.53687624413708, 68.54941347116214, 0 },
        { "BesselI0e", 0.7, 0, -0.374635543744321, 0.485456826399003, 2 },
        { "BesselI0e", -3.5, 0, 0.03540246140772917, 0.01726207235744407, 2 },
        { "BesselI0e", 20, 0, -0.0022740897015373564, 0.0001728682939102792, 2 },
        { "BesselI1e", 0.7, 0, 0.11082128265468197, -0.26689542863477855, 2 },
        { "BesselI1e", -3.5, 0, -0.018140389050285106, -0.0032188532163557556, 2 },
        { "BesselI0e", 3000, 0, -1.214094490938151e-06, 6.070978580510988e-10, 0 },
        { "BesselI1e", 3000, 0, -1.2134873930801e-06, 6.065919009816848e-10, 0 },
        { "BesselI1e", 20, 0, -0.002101221407627077, 0.0001509583319292963, 2 },
        { "Polygamma", 0.7, 1, -6.4349928741909235, 25.879149678427737, 0 },
        { "Polygamma", 3.5, 2, 0.07030584881725205, -0.06799599950673137, 0 },
        { "Polygamma", -1.3, 1, 68.54941347116214, 768.7206571990426, 0 },
        { "LogBeta", 0.7, 2.5, -2.218862444984534, 2.4677279659632103, 0 },
        { "LogRisingFactorial", 0.7, 2.5, 2.218862444984534, -2.4677279659632103, 0 },
        { "LogBeta", 12, 3.5, -0.2655735626145534, 0.02025985928849242, 0 },
        { "LogRisingFactorial", 12, 3.5, 0.2655735626145534, -0.02025985928849242, 0 },
        { "LogBeta", 12, 1e-12, -8.690187287176461e-14, 7.547205368998257e-15, 0 },
        { "LogBeta", 1e6, 0.25, -2.500000937500156e-07, 2.5000018750004685e-13, 0 },
        { "LogBeta", 0.003, 1e-20, -1.1111274886194769e-15, 7.407407645881749e-13, 0 },
        { "LogRisingFactorial", 12, 1e-12, 8.690187287176461e-14, -7.547205368998257e-15, 0 },
        { "LogRisingFactorial", 1e40, 3, 2.9999999999999998e-40, -2.9999999999999997e-80, 0 },
    };

    [Theory]
    [MemberData(nameof(Derivatives))]
    public void Duals_carry_both_derivatives(
        string function, double x, double y, double slope, double curvature, double terms)
    {
        var once = Dual<Lane1<double>>.Variable(new(x));
        var twice = new Dual<Dual<Lane1<double>>>(once, Dual<Lane1<double>>.Of(1));
        Dual<Dual<Lane1<double>>> found = ScalarFunctions.Of(function, twice, y);
        // At most eight roundings of 1.5 units, each of the size of the result or of its terms.
        double unit = Math.ScaleB(12, -52);
        Assert.Equal(slope, found.Slope.Value.Number, unit * (Math.Abs(slope) + terms));
        // The second derivative is a sum of products of first ones.
        Assert.Equal(curvature, found.Slope.Slope.Number, 4 * unit * (Math.Abs(curvature) + Math.Abs(slope) + terms));
    }

    [Fact]
    public void The_second_argument_has_its_own_derivative()
    {
        var n = Dual<Lane1<double>>.Variable(new(2.5));
        Dual<Lane1<double>> rise = Dual<Lane1<double>>.LogRisingFactorial(Dual<Lane1<double>>.Of(0.7), n);
        Assert.Equal(0.9988388912865995, rise.Slope.Number, 1e-15);
        var left = Dual<Lane1<double>>.LogBeta(n, Dual<Lane1<double>>.Of(0.7));
        var right = Dual<Lane1<double>>.LogBeta(Dual<Lane1<double>>.Of(0.7), n);
        Assert.Equal(left.Slope.Number, right.Slope.Number);
        // Where nothing moves, an infinite derivative adds nothing.
        Assert.Equal(0, Dual<Lane1<double>>.LogBeta(Dual<Lane1<double>>.Of(0), Dual<Lane1<double>>.Of(1)).Slope.Number);
    }

    [Theory]
    [MemberData(nameof(ScalarFunctionTests.Names), MemberType = typeof(ScalarFunctionTests))]
    public void Error_bounds_hold_what_an_error_of_the_argument_does(string function)
    {
        foreach (ReferencePoint point in ReferencePoint.Of(function).Take(300))
        {
            float x = (float)point.X, y = (float)point.Y;
            double error = Math.ScaleB(Math.Abs(x), -10);
            ErrorBounded<float> exact = ScalarFunctions.Of(
                function, ErrorBounded<float>.Exact(x), ErrorBounded<float>.Exact(y), (int)point.Y);
            ErrorBounded<float> moved = ScalarFunctions.Of(
                function, new ErrorBounded<float>(x, error), ErrorBounded<float>.Exact(y), (int)point.Y);
            Holds(exact, ScalarFunctions.Of<Lane1<float>>(function, new(x), y).Number);
            foreach (double share in Shares)
                Holds(moved, ScalarFunctions.Of<Lane1<double>>(function, new(x + share * error), y).Number);

            // A first-order bound may miss a thousandth where a derivative of this size of step is not constant.
            void Holds(ErrorBounded<float> bounded, double found)
                => Assert.True(
                    double.IsInfinity(bounded.Value) || !(Math.Abs(found - bounded.Value) > 1.001 * bounded.Error),
                    $"{function}({x:R}, {y:R}): {found:R} is not in {bounded.Value:R} ± {bounded.Error:R}");
        }
    }
}
