using VectorLoss.Lanes;
using Xunit;
using D = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;
using R = VectorLoss.Lanes.Lane1<double>;

namespace VectorLoss.Tests.Lanes;

/// <summary>The derivative that a dual carries against the closed form, for every function of the algebra.</summary>
public class DualTests
{
    // A slope is a few roundings and up to three elementary functions of at most 1.5 ULP: 16 units of 2⁻⁵³ cover it.
    private const double Tolerance = 16 * 1.1102230246251565e-16;

    private static readonly (string Name, Func<D, D> Dual, Func<double, double> Slope, double[] At)[] Rows =
    [
        ("a + b", x => x + D.Of(3), _ => 1, [-2, 0, 5]),
        ("a − b", x => D.Of(3) - x, _ => -1, [-2, 0, 5]),
        ("a · b", x => x * x * x, x => 3 * x * x, [-2, 0.5, 5]),
        ("a / b", x => D.Of(1) / x, x => -1 / (x * x), [-2, 0.5, 5]),
        ("−x", x => -x, _ => -1, [-2, 0, 5]),
        ("|x|", D.Abs, x => Math.Sign(x), [-2, 0, 5]),
        ("min", x => D.Min(x, D.Of(1)), x => x < 1 ? 1 : 0, [-2, 0, 1, 5]),
        ("max", x => D.Max(x, D.Of(1)), x => x > 1 ? 1 : 0, [-2, 0, 1, 5]),
        ("fused", x => D.MulAdd(x, x, x), x => 2 * x + 1, [-2, 0, 5]),
        ("√", D.Sqrt, x => 0.5 / Math.Sqrt(x), [0.1, 1, 5]),
        ("exp", D.Exp, Math.Exp, [-20, -0.3, 0, 1, 30]),
        ("expm1", D.Expm1, Math.Exp, [-20, -0.3, 0, 1, 30]),
        ("log", D.Log, x => 1 / x, [0.01, 1, 30]),
        ("log1p", D.Log1p, x => 1 / (1 + x), [-0.9, 0, 30]),
        ("tanh", D.Tanh, x => 1 / (Math.Cosh(x) * Math.Cosh(x)), [-3, -0.1, 0, 0.5, 9]),
        ("sigmoid", D.Sigmoid, x => 0.25 / (Math.Cosh(x / 2) * Math.Cosh(x / 2)), [-20, -1, 0, 0.5, 30]),
        ("softplus", D.Softplus, Sigmoid, [-20, -1, 0, 0.5, 30]),
        ("where <", x => D.WhereLess(x, D.Of(1), x * x, -x), x => x < 1 ? 2 * x : -1, [-2, 1, 5]),
        ("where =", x => D.WhereEqual(x, D.Of(1), x * x, -x), x => x == 1 ? 2 : -1, [-2, 1, 5]),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_slope_of_a_dual_is_the_derivative(string name)
    {
        var row = Rows.Single(candidate => candidate.Name == name);
        foreach (double at in row.At)
        {
            double slope = row.Dual(D.Variable(new R(at))).Slope.Number, expected = row.Slope(at);
            bool close = Math.Abs(slope - expected) <= Tolerance * Math.Abs(expected);
            Assert.True(close, $"{name} at {at}: {slope:R}, not {expected:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_constant_has_no_slope(string name)
    {
        var row = Rows.Single(candidate => candidate.Name == name);
        foreach (double at in row.At) Assert.Equal(0, Math.Abs(row.Dual(D.Constant(new R(at))).Slope.Number));
    }

    [Fact]
    public void Duals_of_duals_carry_the_second_derivative()
    {
        var x = new Dual<D>(D.Variable(new R(0.7)), D.Of(1));
        double second = Dual<D>.Sigmoid(x).Slope.Slope.Number;
        double sigmoid = 1 / (1 + Math.Exp(-0.7));
        Assert.Equal(sigmoid * (1 - sigmoid) * (1 - 2 * sigmoid), second, 1e-15);
    }

    /// <summary>1/(1 + x²), whose square leaves the type before the quotient does, and −2x/(1 + x²)².</summary>
    [Fact]
    public void The_arctangent_has_both_derivatives_at_every_size()
    {
        foreach (float x in (float[])[0, 0.5f, 1, 3e9f, 3e18f, 2e19f, -5e21f])
        {
            var at = new Dual<Dual<Lane1<float>>>(
                Dual<Lane1<float>>.Variable(new(x)), Dual<Lane1<float>>.Of(1));
            var found = Dual<Dual<Lane1<float>>>.Atan(at).Slope;
            double square = 1 + ((double)x * x), curvature = -2.0 * x / square / square;
            // A few roundings, and below the normal numbers units of 2⁻¹⁴⁹.
            Assert.Equal(1 / square, found.Value.Number, (1e-6 / square) + 3e-45);
            Assert.Equal(curvature, found.Slope.Number, (4e-6 * Math.Abs(curvature)) + 3e-45);
        }
    }

    private static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    [Fact]
    public void NaN_reaches_value_and_slope()
    {
        foreach (var row in Rows.Where(row => row.Name is not ("min" or "max" or "where <" or "where =")))
            Assert.True(double.IsNaN(row.Dual(D.Variable(new R(double.NaN))).Value.Number), row.Name);
    }
}
