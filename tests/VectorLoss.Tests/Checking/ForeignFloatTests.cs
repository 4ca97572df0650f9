using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>Functions in float that a stranger drew, of which the checker accused right slopes or passed wrong
/// ones.</summary>
public class ForeignFloatTests
{
    // A function at a point, its slope, and slopes that are wrong.
    private sealed record Case(Func<float, float> F, float X, double Slope, float[] Wrong);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["a bump on a line"] = new(x => x + (1e-3f * MathF.Exp(-Square((x - 1) / 1e-3f))), 1.0004f, 0.31835, [1]),
        ["a sine of a large number"] = new(x => 1e9f + MathF.Sin(x), 0.4f, Math.Cos(0.4), []),
        ["a slope below the last place"] = new(x => 0.5f + (1e-9f * x), 2, 1e-9, []),
        ["a barrier three numbers away"] = new(x => -MathF.Log(1 - x), 0.9999998f, 1 / (1 - (double)0.9999998f), [0]),
        ["a step between two numbers"] = new(x => 1 / (1 + MathF.Exp(-(x - 1) / 1e-9f)), 1, 2.5e8, []),
        ["a line whose sine is seen"] = new(x => Enumerable.Range(1, 2000).Sum(i => MathF.Sin(i * x) / i), 0.7f,
            Kernel(0.7f, 2000), [-0.5f]),
        ["log(1 - sigmoid) at 12"] = new(LogOfRest, 12, -0.99999386, [0, 1]),
        ["log(1 - sigmoid) at 15"] = new(LogOfRest, 15, -0.99999969, [0, 1]),
        ["log(1 - sigmoid) at 16"] = new(LogOfRest, 16, -0.99999989, [0]),
        ["kinetic energy at c/100"] = new(Kinetic, 2997924.5f, 4497561.7, [0]),
        ["kinetic energy at c/1000"] = new(Kinetic, 299792.47f, 449689.41, [0]),
        ["(1 + x/n)^n"] = new(x => MathF.Pow(1 + (x / 1e4f), 1e4f), 0.1f, 1.1051593, [0]),
        ["acosh(1 + x)"] = new(x => MathF.Log(1 + x + MathF.Sqrt(Square(1 + x) - 1)), 1e-5f, 223.60624, [0]),
        ["pressure at 10 cm"] = new(x => 101325 * (1 - MathF.Pow(1 - (2.25577e-5f * x), 5.25588f)), 0.1f, 12.013034,
            [0]),
        ["(1 - cos x)/x²"] = new(x => (1 - MathF.Cos(x)) / (x * x), 0.01f, -8.3332776e-4, []),
        ["100 + x²"] = new(x => 100 + (x * x), 1e-4f, 2e-4, [-2e-4f]),
        ["a deviation by squares"] = new(
            x => Deviation(500.54541f, 501.423218f, 499.229431f, 499.545135f, 500.685913f, x), 499.490631f, -0.14040174,
            [0]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void No_right_slope_is_accused_and_no_wrong_one_passes(string name)
    {
        Case one = Cases[name];
        foreach (CheckMode mode in Enum.GetValues<CheckMode>())
        {
            Verdict right = Of((float)one.Slope);
            Assert.True(right is Verdict.Pass or Verdict.Inconclusive, $"{mode}: the right slope is {right}");
            foreach (float wrong in one.Wrong)
            {
                Verdict verdict = Of(wrong);
                Assert.True(verdict is Verdict.Fail or Verdict.Inconclusive, $"{mode}: {wrong} is {verdict}");
            }

            Verdict Of(float slope) => GradientCheck.Run((ReadOnlySpan<float> x) => one.F(x[0]),
                (ReadOnlySpan<float> _, Span<float> gradient) => gradient[0] = slope, [one.X], new() { Mode = mode })
                .Verdicts[0];
        }
    }

    private static float LogOfRest(float x) => MathF.Log(1 - (1 / (1 + MathF.Exp(-x))));

    // 1.5c²(1/√(1 − v²/c²) − 1)
    private static float Kinetic(float v)
    {
        const float Light = 299792458;
        return 1.5f * Light * Light * ((1 / MathF.Sqrt(1 - Square(v / Light))) - 1);
    }

    private static float Deviation(params float[] x)
    {
        (float sum, float squares) = (0, 0);
        foreach (float value in x)
            (sum, squares) = (sum + value, squares + (value * value));
        return MathF.Sqrt((squares / x.Length) - Square(sum / x.Length));
    }

    private static float Square(float x) => x * x;

    // The sum of cos ix, by Dirichlet's kernel.
    private static double Kernel(double x, int terms)
        => (Math.Sin((terms + 0.5) * x) / (2 * Math.Sin(x / 2))) - 0.5;
}
