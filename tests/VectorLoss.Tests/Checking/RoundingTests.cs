using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>Functions whose rounding is far from the last place of their values.</summary>
public class RoundingTests
{
    private static readonly Dictionary<string, (Func<double, double> F, Func<double, double> Slope)> Forms = new()
    {
        ["log cosh"] = (x => Math.Log(Math.Cosh(x)), Math.Tanh),
        ["1 − cos"] = (x => 1 - Math.Cos(x), Math.Sin),
        ["log(1+x²)"] = (x => Math.Log(1 + x * x), x => 2 * x / (1 + x * x)),
        ["√(1+x²)−1"] = (x => Math.Sqrt(1 + x * x) - 1, x => x / Math.Sqrt(1 + x * x)),
        ["√(1−(1−x)²)"] = (x => Math.Sqrt(1 - (1 - x) * (1 - x)), x => (1 - x) / Math.Sqrt(x * (2 - x))),
        ["eˣ−1−x"] = (x => Math.Exp(x) - 1 - x, x => x > 0.01 ? Math.Exp(x) - 1
            : x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5))))),
        ["√(1+x²)−1 in float"] = (x => MathF.Sqrt(1 + (float)x * (float)x) - 1, x => x / Math.Sqrt(1 + x * x)),
        ["1+x² in float"] = (x => 1 + (float)x * (float)x, x => 2 * x),
    };

    // Of x just below 1; each slope is computed without the cancellation of 1 − x².
    private static readonly Dictionary<string, (Func<double, double> F, Func<double, double> Slope)> Differences = new()
    {
        ["√(1−x²)"] = (x => Math.Sqrt(1 - x * x), x => -x / Math.Sqrt((1 - x) * (1 + x))),
        ["log(1−x²)"] = (x => Math.Log(1 - x * x), x => -2 * x / ((1 - x) * (1 + x))),
        ["1/(1−x²)"] = (x => 1 / (1 - x * x), x => 2 * x / ((1 - x) * (1 + x) * ((1 - x) * (1 + x)))),
        ["√(1−x³)"] = (x => Math.Sqrt(1 - x * x * x), x => -1.5 * x * x / Math.Sqrt((1 - x) * (1 + x + x * x))),
        ["acos by atan2"] = (x => Math.Atan2(Math.Sqrt(1 - x * x), x), x => -1 / Math.Sqrt((1 - x) * (1 + x))),
    };

    public static TheoryData<string> FormNames => [.. Forms.Keys];

    public static TheoryData<string> DifferenceNames => [.. Differences.Keys];

    [Theory, MemberData(nameof(DifferenceNames))]
    public void The_rounding_of_a_difference_from_1_accuses_nothing_right(string name)
    {
        (Func<double, double> f, Func<double, double> slope) = Differences[name];
        for (int e = 6; e <= 66; e++)
        {
            double x = 1 - Math.Pow(10, -e / 6.0);
            GradientReport report = GradientCheck.Run(v => f(v[0]), (v, g) => g[0] = slope(v[0]), [x]);
            Assert.False(report.Failed, report.ToText());
            // Down to 1 − x = 1e-6 a fault of 1 % is far outside the rounding.
            if (e <= 36)
                Assert.True(GradientCheck.Run(v => f(v[0]), (v, g) => g[0] = 1.01 * slope(v[0]), [x]).Failed, $"{x}");
        }
    }

    [Fact]
    public void Nor_does_that_of_a_product_of_two()
    {
        for (int e = 6; e <= 60; e++)
        {
            double x = 1 - Math.Pow(10, -e / 6.0);
            // x·0.75 and its square are rounded; (1 − p)(1 + p) takes 1 − p of the same p.
            GradientReport report = GradientCheck.Run(v => Math.Sqrt(1 - v[0] * v[1] * (v[0] * v[1])), (v, g) =>
            {
                double p = v[0] * v[1], slope = -p / Math.Sqrt((1 - p) * (1 + p));
                (g[0], g[1]) = (slope * v[1], slope * v[0]);
            }, [x / 0.75, 0.75]);
            Assert.False(report.Failed, report.ToText());
        }
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-9)]
    public void The_bar_allows_for_rounding_that_neighbours_share(double below)
    {
        double x = 1 - below, exact = -x / Math.Sqrt((1 - x) * (1 + x));
        Derivative found = Derivative.Of(v => Math.Sqrt(1 - v * v), x);
        Assert.True(found.Central.Covers(exact, Derivative.UsualBars), $"{found.Central}, exactly {exact:R}");
        Assert.InRange(found.Central.Error, 0, 1e-3 * Math.Abs(exact));
    }

    [Theory]
    [InlineData(1, Verdict.Pass)]
    [InlineData(2, Verdict.Fail)]
    public void The_largest_number_has_a_slope_from_below(double slope, Verdict verdict)
        => Assert.Equal(verdict, GradientCheck.Run(v => v[0], (v, g) => g[0] = slope, [double.MaxValue]).Verdicts[0]);

    [Theory]
    [InlineData(1, Verdict.Kink)]
    [InlineData(-1, Verdict.Kink)]
    [InlineData(2, Verdict.Fail)]
    public void Values_of_few_digits_are_not_all_rounded(double slope, Verdict verdict)
        => Assert.Equal(verdict, GradientCheck.Run(v => Math.Abs(v[0] - 1), (v, g) => g[0] = slope, [1]).Verdicts[0]);

    [Theory, MemberData(nameof(FormNames))]
    public void Nothing_right_is_accused_near_zero(string name)
    {
        (Func<double, double> f, Func<double, double> slope) = Forms[name];
        for (int e = 5; e <= 60; e++)
        {
            double x = Math.Pow(10, -e / 5.0);
            GradientReport report = GradientCheck.Run(v => f(v[0]), (v, g) => g[0] = slope(v[0]), [x]);
            Assert.False(report.Failed, report.ToText());
        }
    }

    [Fact]
    public void Nothing_right_is_accused_where_a_softmax_saturates()
    {
        for (double gap = 30; gap <= 60; gap += 0.25)
        {
            double x = gap;
            GradientReport naive = GradientCheck.Run(v => -Math.Log(Math.Exp(v[0]) / (Math.Exp(v[0]) + Math.Exp(v[1]))),
                (v, g) => { g[1] = 1 / (1 + Math.Exp(v[0] - v[1])); g[0] = -g[1]; }, [x, 0]);
            Assert.False(naive.Failed, naive.ToText());
        }
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(-19)]
    [InlineData(-19.5)]
    [InlineData(-20)]
    [InlineData(-21)]
    [InlineData(-25.5)]
    [InlineData(-29.5)]
    public void On_a_plateau_of_the_rounding_nothing_can_be_told(double x)
    {
        double Value(ReadOnlySpan<double> v) => MathF.Log(1 + MathF.Exp((float)v[0]));
        foreach (double gradient in (double[])[1 / (1 + Math.Exp(-x)), 0])
        {
            GradientReport report = GradientCheck.Run(Value, (v, g) => g[0] = gradient, [x]);
            Assert.Equal(Verdict.Inconclusive, report.Verdicts[0]);
            Assert.Contains("steps of height 1.2E-07", report.ToText());
        }
    }

    [Theory]
    [InlineData(-36.5)]
    [InlineData(-38)]
    [InlineData(-42)]
    [InlineData(-45)]
    [InlineData(-60)]
    public void Nor_on_one_of_double(double x)
    {
        foreach (double gradient in (double[])[1 / (1 + Math.Exp(-x)), 0])
            Assert.Equal(Verdict.Inconclusive, GradientCheck.Run(v => Math.Log(1 + Math.Exp(v[0])),
                (v, g) => g[0] = gradient, [x]).Verdicts[0]);
    }

    [Theory]
    [InlineData(-0.7)]
    [InlineData(-19)]
    [InlineData(-45)]
    public void A_plateau_of_the_function_itself_passes(double x)
    {
        foreach (Func<double, double> f in (Func<double, double>[])[v => Math.Max(v, 0),
            v => Math.Max(v, 0) * Math.Max(v, 0), v => Math.Clamp(v, -0.5, 0.5), v => v < 0 ? 0 : 1])
            Assert.Equal(Verdict.Pass, GradientCheck.Run(v => f(v[0]), (v, g) => g[0] = 0, [x]).Verdicts[0]);
    }

    [Theory]
    [InlineData("1−cos", 1e-7)]
    [InlineData("1−cos", 3e-9)]
    [InlineData("softplus", -24)]
    [InlineData("softplus", -30)]
    [InlineData("softplus", -40)]
    public void A_derivative_states_a_bar_that_covers_its_error(string name, double x)
    {
        (Func<double, double> f, double exact) = name == "1−cos" ? ((Func<double, double>)(v => 1 - Math.Cos(v)),
            Math.Sin(x)) : (v => Math.Log(1 + Math.Exp(v)), 1 / (1 + Math.Exp(-x)));
        Derivative found = Derivative.Of(f, x);
        // Half a step of the values, over the longest step that was looked at.
        double least = Math.ScaleB(1, -54) / Math.Max(Math.Abs(x), 1);
        Assert.True(found.Central.Covers(exact, Derivative.UsualBars) && found.Central.Error >= least,
            $"{found.Central}, exactly {exact:R}");
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-9)]
    public void A_noise_is_measured(double height)
    {
        double Value(ReadOnlySpan<double> v) => Math.Exp(Math.Sin(v[0])) + height * Noise(v[0]);
        for (double x = -2; x <= 2; x += 0.37)
        {
            double exact = Math.Exp(Math.Sin(x)) * Math.Cos(x);
            GradientReport Of(double gradient) => GradientCheck.Run(Value, (v, g) => g[0] = gradient, [x]);
            Assert.False(Of(exact).Failed, Of(exact).ToText());
            Assert.InRange(Of(exact).Noise, height / 8, 4 * height);
            if (Math.Abs(exact) > 100 * height)
                Assert.True(Of(0).Failed && Of(-exact).Failed, Of(0).ToText());
        }
    }

    // Numbers in −1…1 that share nothing with those of neighbouring arguments.
    private static double Noise(double x)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(x) * 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 29)) * 0xBF58476D1CE4E5B9;
        return ((bits ^ (bits >> 32)) >> 11) * Math.ScaleB(1, -52) - 1;
    }
}
