using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>The kinks that a loss names are those that it has: there its slope or curvature jumps, and nowhere
/// else.</summary>
public class KinkTests
{
    // Between two steps a smooth curvature changes by about a step times the third derivative, which is below 50 here.
    private const double Step = 1.0 / 4096, Jump = 50 * Step;

    public static TheoryData<string> Settings => [.. LossExamples.All.Select(row => row.Setting).Distinct()];

    [Theory, MemberData(nameof(Settings))]
    public void Named_kinks_are_those_of_the_slope(string setting)
    {
        LossExample example = LossExamples.All.First(row => row.Setting == setting);
        LossCard card = LossCatalog.Find(example.Loss)!;
        double[] targets = card.Target switch
        {
            Domain.Sign => [-1, 1],
            Domain.Positive => [0.5, 1.25, 2.5],
            Domain.NonNegative => [0, 1.25, 2.5],
            Domain.Probability => [0, 0.25, 1],
            _ => [-1.3, 0, 0.7, 2.5],
        };
        Domain domain = example.Options.Contains(("log_input", 0)) ? Domain.Positive : card.Prediction;
        foreach (double target in targets)
            card.Visit(new Scan(target, domain), example.Options);
    }

    private sealed class Scan(double target, Domain domain) : PointVisitor<bool>
    {
        public override bool Point<TLoss>(TLoss loss)
        {
            double[] kinks = [.. loss.Kinks(target).Where(kink => Inside(kink - 0.01) && Inside(kink + 0.01))];
            foreach (double kink in kinks)
            {
                // Sides of the point, not the point: there the slope is that of one side, or between.
                double before = Change(loss, kink - 2 * Step, kink - Step),
                    after = Change(loss, kink + Step, kink + 2 * Step);
                double slope = Slope(loss, kink + Step / 64) - Slope(loss, kink - Step / 64);
                Assert.True(Math.Abs(after - before) > Jump || Math.Abs(slope) > 1e-3,
                    $"no kink at {kink} for the target {target}: slope +{slope}, curvature {before} to {after}");
            }
            double[] changes = [.. Enumerable.Range(0, (int)(8 / Step)).Select(i => -4 + i * Step)
                .Select(x => Inside(x) && Inside(x + Step) ? Change(loss, x, x + Step) : double.NaN)];
            for (int i = 2; i < changes.Length - 3; i++)
            {
                double x = -4 + i * Step, jump = Math.Abs(changes[i + 1] - changes[i]);
                double around = Math.Max(Math.Abs(changes[i - 1] - changes[i - 2]),
                    Math.Abs(changes[i + 3] - changes[i + 2]));
                bool isKink = jump > Jump && jump > 20 * around;
                Assert.True(!isKink || kinks.Any(kink => Math.Abs(kink - x) < 4 * Step),
                    $"a kink near {x} for the target {target}, which is not named");
            }
            return true;
        }

        private bool Inside(double x) => domain switch
        {
            Domain.Positive => x > 0.05,
            Domain.NonNegative => x > 0.05,
            Domain.Probability => x is > 0.05 and < 0.95,
            _ => true,
        };

        private double Change<TLoss>(TLoss loss, double from, double to) where TLoss : struct, IPointLoss
            => (Slope(loss, to) - Slope(loss, from)) / (to - from);

        private double Slope<TLoss>(TLoss loss, double at) where TLoss : struct, IPointLoss
            => loss.Slope(new Lane1<double>(at), new Lane1<double>(target)).Number;
    }
}
