using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>
/// Functions that a stranger drew, of which the checker accused right slopes or passed wrong ones: what numbers that
/// cancel leave at 0 and beside it, perfect fits, fine structure, the ends of the range of numbers.
/// </summary>
public class ForeignFunctionTests
{
    // A function at a point, its slope, and slopes that are wrong; and whether right and wrong can be told apart: else
    // only no false verdict is asked for.
    private sealed record Case(Func<double, double> F, double X, double Slope, double[] Wrong, bool Decides = true);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["x + (e^x - 1) at 0"] = new(x => x + (Math.Exp(x) - 1), 0, 2, [1, 0, -2, 2.02]),
        ["x - log(1 + x) at 0"] = new(x => x - Math.Log(1 + x), 0, 0, [1, 0.01]),
        ["2x + sigmoid x - 1/2 at 1e-15"] = new(x => (2 * x) + ((1 / (1 + Math.Exp(-x))) - 0.5), 1e-15, 2.25, [2, 1]),
        ["e^x - 1 for x < 0, else x, at 0"] = new(x => x > 0 ? x : Math.Exp(x) - 1, 0, 1, [0, 0.5], false),
        ["(1 - cos x)/x^2 at 1e-3"] = new(x => (1 - Math.Cos(x)) / (x * x), 1e-3, -8.3333328e-5, [-1000, 0.1], false),
        ["(1 - cos x)/x^2 at 1e-5"] = new(x => (1 - Math.Cos(x)) / (x * x), 1e-5, -8.3333333e-7, [-1e5], false),
        ["(e^x - 1)/x at 1e-6"] = new(x => (Math.Exp(x) - 1) / x, 1e-6, 0.50000033, [-1e6, 0.1], false),
        ["log(1 + x)/x at 1e-7"] = new(x => Math.Log(1 + x) / x, 1e-7, -0.49999993, [1e7, 1], false),
        ["(2.5^x - 1)/x at 1e-6"] = new(x => (Math.Pow(2.5, x) - 1) / x, 1e-6, 0.41979431, [-916293], false),
        ["(1 - (1 + x)^-10)/x at 1e-6"] = new(x => (1 - Math.Pow(1 + x, -10)) / x, 1e-6, -54.99956, [-1e7], false),
        ["(sin x - x)/x^3 at 1e-3"] = new(x => (Math.Sin(x) - x) / (x * x * x), 1e-3, 1.66666e-5, [500], false),
        ["a fit of tanh"] = new(x => Square(Math.Tanh(x) - Math.Tanh(1.6851)), 1.6851, 0, [0.1, 1e-3, 1e-6]),
        ["a fit of exp"] = new(x => Square(Math.Exp(x) - Math.Exp(0.0274)), 0.0274, 0, [0.1, 1e-3]),
        ["a fit of seven lines"] = new(
            x => Enumerable.Range(1, 7).Sum(i => Square((x * i * 0.37) - (0.7131 * i * 0.37))), 0.7131, 0, [0.1, 1e-3]),
        ["a bend of a line through 0"] = new(x => x - 1 + (2.3e-5 * Math.Tanh((x - 1) / 2.3e-4)), 1, 1.1, [1]),
        ["a bend of a line through 1"] = new(x => 1 + (x - 1 + (2.3e-5 * Math.Tanh((x - 1) / 2.3e-4))), 1, 1.1, [1]),
        ["a bend of log at 1"] = new(x => Math.Log(x) + (0.1 * Math.Atan(200 * (x - 1)) / 200), 1, 1.1, [1], false),
        ["a bump of 1.5 % on exp"] = new(x => Math.Exp(x) + (5e-5 * Bump((x - 1.234567) / 1e-3)), 1.234567,
            Math.Exp(1.234567) + 0.05, [Math.Exp(1.234567)]),
        ["a bump of 1.5 % on a line"] = new(x => x - (1.55e-5 * Bump((x - 1) / 1e-3)), 1, 0.9845, [1]),
        ["fine waves on a cubic"] = new(x => (x * x * x) + 5 + (1e-8 * Math.Sin(1e9 * x)), 0.3,
            0.27 + (10 * Math.Cos(3e8)), [0.27]),
        ["log at 1e-300"] = new(Math.Log, 1e-300, 1e300, [0, 2e300]),
        ["sqrt at 1e-300"] = new(Math.Sqrt, 1e-300, 5e149, [0, 1e150]),
        ["soft shrinkage by 1e-6 at 0"] = new(x => x > 1e-6 ? x - 1e-6 : x < -1e-6 ? x + 1e-6 : 0, 0, 0, [1]),
        ["x^1.1 at the edge of its domain"] = new(x => x < 0 ? double.NaN : Math.Pow(x, 1.1), 0, 0, [1], false),
        ["|x|^1.1 at 0"] = new(x => Math.Pow(Math.Abs(x), 1.1), 0, 0, [0.01], false),
        ["|x|^1.5 at 0"] = new(x => Math.Pow(Math.Abs(x), 1.5), 0, 0, [0.5]),
        ["a hinge 1e-7 away, and 3"] = new(x => Math.Max(x - 1, 0) + 3, 1 - 1e-7, 0, [1, 0.5]),
        ["e^x - 1 - x at 1.6e-6"] = new(x => Math.Exp(x) - 1 - x, 1.597909694995254e-6, 1.5979109717623174e-6,
            [-1, 3e-6, 0]),
        ["1e16 + x"] = new(x => 1e16 + x, 1, 1, [-1, 0.5, 0], false),
        ["(1 - cos x)/x^2 at 1e-6"] = new(x => (1 - Math.Cos(x)) / (x * x), 1e-6, -8.3333333e-8, [-1000089], false),
        ["a fit that numbers about 100 round"] = new(x => Square(x + 100.3 - 105.3), 5.00001,
            2 * (5.00001 - (105.3 - 100.3)), [0, 4e-5]),
        ["a bump of 1e-12 on a line"] = new(x => x + (1e-12 * Bell((x - 1) / 1e-12)), 1 + 4e-13, 0.318398, [1], false),
        ["a pole beside the point"] = new(x => 1 / (1 - (x * x)), 0.99, 1.98 / Square(0.0199),
            [2 / Square(0.0199)]),
        ["(1 + r)^120 - 1 over r at 1e-5"] = new(r => 100 * (Math.Pow(1 + r, 120) - 1) / r, 1e-5, 714561.92651,
            [-1e6, 0], false),
        ["log(1 - sigmoid + 1e-7) at 40"] = new(x => -Math.Log(1 - (1 / (1 + Math.Exp(-x))) + 1e-7), 40, 4.2483543e-11,
            [0.01], false),
        ["cos 0.9y = y to a tenth"] = new(x => Repeated(y => Math.Cos(x * y), 0.5), 0.9, -0.31207016, [0, 1], false),
        ["a root by Newton to a tenth"] = new(x => Repeated(y => (y + (x / y)) / 2, 1), 0.3, 0.91287093, [0, -1],
            false),
    };

    // Functions of two numbers of which one makes a difference that lost its digits, at a point, and the slope by the
    // other, without cancellation.
    private static readonly Dictionary<string, (Func<double, double, double> F, double X, double Y, double Slope)>
        Products = new()
        {
            ["m(γ - 1) at 1e-4"] = ((m, v) => m * ((1 / Math.Sqrt(1 - (v * v))) - 1), 0.511, 1e-4, Kinetic(1e-4)),
            ["m(γ - 1) at 0.05"] = ((m, v) => m * ((1 / Math.Sqrt(1 - (v * v))) - 1), 0.511, 0.05, Kinetic(0.05)),
            ["r²(a - sin a)/2 at 0.01"] = ((r, a) => r * r / 2 * (a - Math.Sin(a)), 1, 0.01, 1.6666583333531746e-7),
            ["r²(a - sin a)/2 at 0.1"] = ((r, a) => r * r / 2 * (a - Math.Sin(a)), 1, 0.1, 1.6658335317184770e-4),
        };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void No_right_slope_is_accused_and_no_wrong_one_passes(string name)
    {
        Case one = Cases[name];
        foreach (CheckMode mode in Enum.GetValues<CheckMode>())
        {
            Verdict right = Of(one.Slope);
            Assert.True(right == Verdict.Pass || (!one.Decides && right is Verdict.Kink or Verdict.Inconclusive),
                $"{mode}: the right slope is {right}");
            foreach (double wrong in one.Wrong)
            {
                Verdict verdict = Of(wrong);
                Assert.True(verdict == Verdict.Fail || (!one.Decides && verdict == Verdict.Inconclusive),
                    $"{mode}: {wrong} is {verdict}");
            }

            Verdict Of(double slope) => GradientCheck.Run((Objective)(x => one.F(x[0])),
                (_, gradient) => gradient[0] = slope, [one.X], new() { Mode = mode }).Verdicts[0];
        }
    }

    // All numbers of the point are about 1e-8, where 1 hides the bend, and the steps that come out of its rounding are
    // a thousand times as long.
    [Theory]
    [InlineData(CheckMode.Exhaustive)]
    [InlineData(CheckMode.Fast)]
    public void What_lies_beyond_the_point_accuses_nothing(CheckMode mode)
    {
        double[] x = [1e-9, -2e-9, 1.5e-9, 3e-9];
        GradientReport report = GradientCheck.Run(
            point => 1 + point.ToArray().Sum(one => (1e-9 * one) + (1e-17 * Math.Tanh(one / 1e-8))),
            (point, gradient) =>
            {
                for (int i = 0; i < gradient.Length; i++)
                    gradient[i] = 1e-9 + (1e-9 * (1 - Square(Math.Tanh(point[i] / 1e-8))));
            }, x, new() { Mode = mode });
        Assert.False(report.Failed, report.ToText());
        Assert.False(report.Passed, report.ToText());
        Assert.True(GradientCheck.Run(point => 1 + (1e-9 * point.ToArray().Sum()),
            (_, gradient) => gradient.Fill(1), x, new() { Mode = mode }).Failed);
    }

    [Fact]
    public void Boxes_of_a_hundred_millionth_are_proved()
        => Assert.All(LossCase.Draw(DistanceBoxOverlap.Card, 9053).Check(), GradientAssert.Passed);

    public static TheoryData<string> ProductNames => [.. Products.Keys];

    [Theory, MemberData(nameof(ProductNames))]
    public void Digits_that_another_number_lost_accuse_nothing(string name)
    {
        (Func<double, double, double> f, double x, double y, double slope) = Products[name];
        Assert.NotEqual(Verdict.Fail, Of(slope));
        foreach (double wrong in (double[])[0, -slope, 1.01 * slope])
            Assert.Equal(Verdict.Fail, Of(wrong));

        Verdict Of(double first) => GradientCheck.Run((Objective)(at => f(at[0], at[1])),
            (_, gradient) => (gradient[0], gradient[1]) = (first, 0), [x, y]).Verdicts[0];
    }

    private static double Kinetic(double v)
    {
        double root = Math.Sqrt((1 - v) * (1 + v));
        return v * v / (root * (1 + root));
    }

    // Until two values are within a tenth of each other, or a hundred times.
    private static double Repeated(Func<double, double> next, double y)
    {
        double before = y + 1;
        for (int i = 0; i < 100 && Math.Abs(y - before) >= 0.1; i++)
            (before, y) = (y, next(y));
        return y;
    }

    private static double Square(double x) => x * x;

    private static double Bump(double x) => x * Bell(x);

    private static double Bell(double x) => Math.Exp(-x * x);
}
