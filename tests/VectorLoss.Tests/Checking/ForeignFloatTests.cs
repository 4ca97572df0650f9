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

    private static float Square(float x) => x * x;

    // The sum of cos ix, by Dirichlet's kernel.
    private static double Kernel(double x, int terms)
        => (Math.Sin((terms + 0.5) * x) / (2 * Math.Sin(x / 2))) - 0.5;
}
