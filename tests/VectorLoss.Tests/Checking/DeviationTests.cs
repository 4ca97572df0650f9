using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>What a report says of how far an element is off: in error bars, which decide, and relatively.</summary>
public sealed class DeviationTests
{
    public static TheoryData<string> Losses => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Losses))]
    public void What_passes_deviates_by_no_more_than_the_bars(string loss)
    {
        foreach (GradientReport report in Enumerable.Range(1, 3)
            .SelectMany(seed => LossCase.Draw(LossCatalog.Find(loss)!, seed).Check()))
        {
            Assert.Equal(report.Verdicts.Count, report.Deviations.Count);
            for (int i = 0; i < report.Verdicts.Count; i++)
                if (report.Verdicts[i] is Verdict.Pass or Verdict.Kink)
                    Assert.InRange(report.Deviations[i], 0, Derivative.UsualBars * (1 + 1e-12));
        }
    }

    [Fact]
    public void What_fails_deviates_by_more_and_the_largest_relative_error_comes_first()
    {
        double[] x = [1, 2, 3];
        GradientReport report = GradientCheck.Run(at => at[0] + (at[1] * at[1]) + Math.Exp(at[2]),
            (at, slopes) => (slopes[0], slopes[1], slopes[2]) = (1, 2.001 * at[1], 1.1 * Math.Exp(at[2])), x);
        Assert.Equal([Verdict.Pass, Verdict.Fail, Verdict.Fail], report.Verdicts);
        Assert.All(report.Deviations.Skip(1), bars => Assert.True(bars > Derivative.UsualBars));
        Assert.Equal([2, 1, 0], report.Offenders.Select(finding => finding.Index));
        Assert.Equal(report.Offenders[0].Deviation, report.Deviations[2]);
    }

    // Near its top the cosine has a slope below the rounding of the function. Who asks for no digit gets none.
    [Fact]
    public void A_small_slope_in_a_wide_bar_has_a_large_relative_error_and_a_small_deviation()
    {
        double[] x = [1 + 1e-14, 5];
        GradientReport report = GradientCheck.Run(at => Math.Cos(at[0] - 1) + at[1],
            (at, slopes) => (slopes[0], slopes[1]) = (-Math.Sin(at[0] - 1), 1), x,
            new() { Resolution = 1 });
        Assert.True(report.Passed, report.ToText());
        Finding small = report.Offenders.Single(finding => finding.Index == 0);
        Assert.True(small.RelativeError > 0.01, $"{small.RelativeError}");
        Assert.InRange(small.Deviation, 0, 1);
        Assert.True(small.Bar >= small.Numeric.Error);
    }

    [Fact]
    public void A_derivative_that_is_right_at_a_kink_deviates_by_nothing()
    {
        GradientReport report = GradientCheck.Run(at => Math.Abs(at[0]), (at, slopes) => slopes[0] = 0, [0.0]);
        Assert.Equal([Verdict.Kink], report.Verdicts);
        Assert.Equal([0.0], report.Deviations);
    }

    [Fact]
    public void No_offender_is_kept_where_none_is_asked_for()
    {
        GradientReport report = GradientCheck.Run(at => at[0], (at, slopes) => slopes[0] = 1, [2.0],
            new() { Offenders = 0 });
        Assert.True(report.Passed);
        Assert.Empty(report.Offenders);
    }
}
