using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

public class FloatFunctionTests
{
    private const int Count = 1000;

    private static float[] Point
    {
        get
        {
            Random random = new(3);
            return [.. Enumerable.Range(0, Count).Select(_ => (float)(2 * random.NextDouble() - 1))];
        }
    }

    [Fact]
    public void A_sum_of_floats_passes_with_its_own_rounding()
    {
        GradientReport report = GradientCheck.Run(Sum, Slopes, Point);
        Assert.False(report.Failed, report.ToText());
        Assert.True(report.Count(Verdict.Pass) >= 0.95 * Count, report.ToText());
        // Half a unit in the last place of 333 is 1.5e-5.
        Assert.InRange(report.Noise, 1e-5, 1e-3);
        Assert.True(report.ToText().Length < 20_000);
        int literals = report.ToText().Split("double[] x").Length - 1;
        Assert.True(literals <= 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(1.1)]
    public void A_wrong_float_gradient_fails(double factor)
        => Assert.True(GradientCheck.Run(Sum, (x, g) => { Slopes(x, g); g[7] *= (float)factor; }, Point).Failed);

    [Fact]
    public void Floats_in_the_fast_mode()
    {
        GradientCheckOptions fast = new() { Mode = CheckMode.Fast };
        Assert.False(GradientCheck.Run(Sum, Slopes, Point, fast).Failed);
        Assert.True(GradientCheck.Run(Sum, (x, g) => { Slopes(x, g); g.Clear(); }, Point, fast).Failed);
    }

    [Fact]
    public void A_float_gradient_must_be_written()
        => Assert.True(GradientCheck.Run((ReadOnlySpan<float> x) => x[0] + x[1],
            (ReadOnlySpan<float> x, Span<float> g) => g[0] = 1, (ReadOnlySpan<float>)[0.3f, 0.4f]).Failed);

    [Fact]
    public void A_point_between_floats_is_refused()
        => Assert.Contains("0.1", Assert.Throws<ArgumentException>(() => GradientCheck.Run(x => x[0],
            (x, g) => g[0] = 1, [0.1], new() { Precision = NumberPrecision.Float })).Message);

    private static float Sum(ReadOnlySpan<float> x)
    {
        float sum = 0;
        foreach (float value in x)
            sum += value * value;
        return sum;
    }

    private static void Slopes(ReadOnlySpan<float> x, Span<float> gradient)
    {
        for (int i = 0; i < x.Length; i++)
            gradient[i] = 2 * x[i];
    }
}
