using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>Functions that vary on a scale of their own, far from the size of their argument.</summary>
public class ScaleTests
{
    private static readonly Dictionary<string, (Func<double, double> F, Func<double, double> Slope)> Shapes = new()
    {
        ["gauss"] = (z => Math.Exp(-z * z / 2), z => -z * Math.Exp(-z * z / 2)),
        ["hat"] = (z => Math.Max(3 - Math.Abs(z), 0), z => Math.Abs(z) < 3 ? -Math.Sign(z) : 0),
        ["tanh"] = (Math.Tanh, z => 1 / (Math.Cosh(z) * Math.Cosh(z))),
        ["sin"] = (Math.Sin, Math.Cos),
        ["lorentz"] = (z => 1 / (1 + z * z), z => -2 * z / ((1 + z * z) * (1 + z * z))),
        ["softplus"] = (z => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))), z => 1 / (1 + Math.Exp(-z))),
        ["square"] = (z => z * z, z => 2 * z),
    };

    public static TheoryData<string, int> Cells
    {
        get
        {
            TheoryData<string, int> cells = [];
            foreach (string shape in Shapes.Keys)
                for (int decades = 1; decades <= 9; decades++)
                    cells.Add(shape, decades);
            return cells;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Every_scale_is_found(string shape, int decades)
    {
        (Func<double, double> f, Func<double, double> slope) = Shapes[shape];
        Random random = new(decades);
        for (int i = 0; i < 10; i++)
        {
            double a = 1 + random.NextDouble(), s = a * Math.Pow(10, -decades), x = a
                + s * (4 * random.NextDouble() - 2);
            double exact = slope((x - a) / s) / s;
            Verdict Of(double gradient)
                => GradientCheck.Run(v => f((v[0] - a) / s), (v, g) => g[0] = gradient, [x]).Verdicts[0];
            Assert.Equal(Verdict.Pass, Of(exact));
            foreach (double factor in (double[])[0, -1, 2, 1.1, 1.01])
                Assert.Equal(Verdict.Fail, Of(factor * exact));
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.05)]
    [InlineData(0.02)]
    [InlineData(0.01)]
    public void The_place_of_a_narrow_line_is_not_forgotten(double width)
    {
        double[] wavelengths = [.. Enumerable.Range(0, 61).Select(i => 656 + 0.01 * i)];
        double[] data = [.. wavelengths.Select(l => Math.Exp(-Math.Pow((l - 656.283) / 0.02, 2) / 2))];
        double Value(ReadOnlySpan<double> p)
        {
            double sum = 0;
            for (int i = 0; i < data.Length; i++)
            {
                double z = (wavelengths[i] - p[0]) / width, r = p[1] * Math.Exp(-z * z / 2) - data[i];
                sum += r * r / 2;
            }
            return sum;
        }
        void Gradient(ReadOnlySpan<double> p, Span<double> g)
        {
            g.Clear();
            for (int i = 0; i < data.Length; i++)
            {
                double z = (wavelengths[i] - p[0]) / width, line = Math.Exp(-z * z / 2), r = p[1] * line - data[i];
                g[0] += r * p[1] * line * z / width;
                g[1] += r * line;
            }
        }
        double[] point = [656.28, 0.9];
        GradientReport right = GradientCheck.Run(Value, Gradient, point);
        Assert.True(right.Passed, right.ToText());
        Assert.InRange(right.LeastScale, 1e-5, width);
        foreach (CheckMode mode in Enum.GetValues<CheckMode>())
            Assert.True(GradientCheck.Run(Value, (p, g) => { Gradient(p, g); g[0] = 0; }, point,
                new() { Mode = mode }).Failed);
    }

    [Theory]
    [InlineData("sine", 1e6)]
    [InlineData("clock", 1.79e9)]
    [InlineData("sine of 100", 1)]
    [InlineData("sine of 1000", 1)]
    public void Large_arguments_and_fast_oscillations_are_resolved(string name, double x)
    {
        double day = 2 * Math.PI / 86400;
        (Func<double, double> f, double exact) = name switch
        {
            "sine" => ((Func<double, double>)Math.Sin, Math.Cos(x)),
            "clock" => (t => Math.Cos(2 * Math.PI * t / 86400), -day * Math.Sin(2 * Math.PI * x / 86400)),
            "sine of 100" => (t => Math.Sin(100 * t), 100 * Math.Cos(100 * x)),
            _ => (t => Math.Sin(1000 * t), 1000 * Math.Cos(1000 * x)),
        };
        Assert.False(Derivative.Of(f, x).IsKink());
        Assert.Equal(Verdict.Pass, Of(exact));
        Assert.Equal(Verdict.Fail, Of(1.01 * exact));
        Assert.Equal(Verdict.Fail, Of(0));

        Verdict Of(double gradient) => GradientCheck.Run(v => f(v[0]), (v, g) => g[0] = gradient, [x]).Verdicts[0];
    }

    [Fact]
    public void An_oscillation_between_neighbouring_numbers_is_named()
    {
        foreach (double gradient in (double[])[1e17 * Math.Cos(1e17), 0, 1])
        {
            GradientReport report = GradientCheck.Run(v => Math.Sin(1e17 * v[0]), (v, g) => g[0] = gradient, [1]);
            Assert.Equal(Verdict.Inconclusive, report.Verdicts[0]);
            Assert.Contains("too fast to resolve", report.ToText().Replace(Environment.NewLine, " ",
                StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(1e14, CheckMode.Exhaustive)]
    [InlineData(1e17, CheckMode.Exhaustive)]
    [InlineData(1e20, CheckMode.Exhaustive)]
    [InlineData(1e14, CheckMode.Fast)]
    [InlineData(1e20, CheckMode.Fast)]
    [InlineData(1e-20, CheckMode.Exhaustive)]
    [InlineData(1e-20, CheckMode.Fast)]
    public void Units_do_not_hide_an_element_behind_another(double unit, CheckMode mode)
    {
        double Value(ReadOnlySpan<double> x) => Math.Sqrt(x[0] / unit) + x[1];
        double[] point = [2 * unit, 2];
        GradientReport Of(double first) => GradientCheck.Run(Value, (x, g) => (g[0], g[1]) = (first, 1), point,
            new() { Mode = mode });
        double exact = 0.5 / Math.Sqrt(2) / unit;
        Assert.True(Of(exact).Passed, Of(exact).ToText());
        Assert.True(Of(0).Failed, Of(0).ToText());
        Assert.True(Of(1.01 * exact).Failed);
    }
}
