using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>
/// Where a gradient is 0, as at the minimum of a loss: differences to both sides are equal by symmetry there, and a
/// function that is about 1 hides its slope at short steps. 0 passes, and what is wrong is accused all the same.
/// </summary>
public class MinimumTests
{
    private static readonly Dictionary<string, (Func<double, double> Function, double At)> Functions = new()
    {
        ["x²"] = (x => x * x, 0),
        ["(x − 1)²"] = (x => (x - 1) * (x - 1), 1),
        ["(x − 1e-5)²"] = (x => (x - 1e-5) * (x - 1e-5), 1e-5),
        ["(x + 3e7)²"] = (x => (x + 3e7) * (x + 3e7), -3e7),
        ["1 + x²"] = (x => 1 + (x * x), 0),
        ["1e6 + x²"] = (x => 1e6 + (x * x), 0),
        ["x⁴"] = (x => x * x * x * x, 0),
        ["1 + x⁴"] = (x => 1 + (x * x * x * x), 0),
        ["cos"] = (Math.Cos, 0),
        ["cos at π"] = (x => Math.Cos(x - Math.PI), Math.PI),
        ["log cosh"] = (x => Math.Log(Math.Cosh(x)), 0),
        ["pseudo-Huber"] = (x => Math.Sqrt(1 + (x * x)) - 1, 0),
        ["entropy of a logit"] = (x => Math.Log(1 + Math.Exp(-x)) + (x / 2), 0),
        ["a bump"] = (x => Math.Exp(-x * x / 2), 0),
        ["saddle of x³"] = (x => x * x * x, 0),
        ["2 + x³"] = (x => 2 + (x * x * x), 0),
        ["a flat side of max"] = (x => Math.Max(x, 1.7) * Math.Max(x, 1.7), 0.3),
        ["a satisfied hinge"] = (x => Math.Max(0, 1 - x), 1.066),
        ["a satisfied hinge beside 5"] = (x => 5 + Math.Max(0, 1 - x), 1.25),
    };

    public static TheoryData<string, CheckMode> Names => [.. Functions.Keys.SelectMany(name
        => Enum.GetValues<CheckMode>().Select(mode => (name, mode)))];

    [Theory, MemberData(nameof(Names))]
    public void A_gradient_of_0_passes(string name, CheckMode mode) => Says(Verdict.Pass, name, mode, 0);

    [Theory, MemberData(nameof(Names))]
    public void Another_is_accused_however_large_or_small(string name, CheckMode mode)
        => Assert.All([1e-5, -1e-3, 0.6, -1, 1000, 1e100], wrong => Says(Verdict.Fail, name, mode, wrong));

    [Fact]
    public void Elements_that_another_covers_have_no_gradient()
    {
        static double Largest(ReadOnlySpan<double> x) => Math.Pow(Math.Max(x[0], Math.Max(x[1], x[2])), 2);
        GradientReport report = GradientCheck.Run(Largest, (x, slopes) =>
        {
            for (int i = 0; i < x.Length; i++)
                slopes[i] = 2 * x[i];
        }, [0.3, 1.7, -0.4]);
        Assert.Equal([Verdict.Fail, Verdict.Pass, Verdict.Fail], report.Verdicts);
    }

    [Fact]
    public void A_float_hinge_that_is_satisfied_has_no_slope()
    {
        GradientReport report = GradientCheck.Run(x => MathF.Max(0, 1 - (float)x[0]), (_, slopes) => slopes[0] = -1,
            [1.0625], new() { Precision = NumberPrecision.Float });
        Assert.Equal([Verdict.Fail], report.Verdicts);
    }

    private static void Says(Verdict expected, string name, CheckMode mode, double analytic)
    {
        (Func<double, double> function, double at) = Functions[name];
        GradientReport report = GradientCheck.Run(x => function(x[0]), (_, slopes) => slopes[0] = analytic, [at],
            new() { Mode = mode });
        Assert.True(report.Verdicts.SequenceEqual([expected]), $"{analytic}: {report}");
    }
}
