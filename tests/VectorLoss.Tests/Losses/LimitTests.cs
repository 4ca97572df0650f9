using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;
using Number = VectorLoss.Lanes.Lane1<double>;

namespace VectorLoss.Tests.Losses;

/// <summary>
/// Where a loss or a slope tends to a finite number at an end of its domain, it is that number there: no product of 0
/// and infinity, and no 0/0, is formed on the way.
/// </summary>
/// <remarks>
/// The two points near the end are so close to it that a convergent function differs by less than 1e-6 between them;
/// whatever still moves there by more is taken as divergent and not judged. A mean or a rate ends at 0; an infinite one
/// is outside of the domain, while an infinite logit, which has a probability, is inside.
/// </remarks>
public class LimitTests
{
    private const double Close = 1e-6;

    public static TheoryData<string> Settings => [.. LossExamples.All.Select(row => row.Setting).Distinct()];

    public static TheoryData<string> Others => [.. LossCatalog.All
        .Where(card => card.Family is LossFamily.Label or LossFamily.Triple).Select(card => card.Name)];

    [Theory, MemberData(nameof(Settings))]
    public void A_pointwise_loss_has_its_limit_at_the_end_of_its_domain(string setting)
    {
        LossExample example = LossExamples.All.First(row => row.Setting == setting);
        var limits = new Limits(example.Loss, example.Options.ToDictionary());
        LossCatalog.Find(example.Loss)!.Visit(limits, example.Options);
    }

    [Theory, MemberData(nameof(Others))]
    public void A_loss_of_classes_or_of_three_numbers_has_its_limit(string name)
        => LossCatalog.Find(name)!.Visit(new Limits(name, new Dictionary<string, double>()));

    [Theory]
    [InlineData("binary-cross-entropy-with-logits", double.NegativeInfinity, 0, 0, 0)]
    [InlineData("binary-cross-entropy-with-logits", double.PositiveInfinity, 1, 0, 0)]
    [InlineData("sigmoid-focal", double.NegativeInfinity, 1, double.PositiveInfinity, -1)]
    [InlineData("poisson-nll", double.NegativeInfinity, 0, 0, 0)]
    public void An_infinite_logit_gives_the_limit(string loss, double logit, double target, double value, double slope)
        => LossCatalog.Find(loss)!.Visit(new Gives(logit, target, value, slope));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1.5, double.PositiveInfinity)]
    public void Tweedie_at_a_mean_and_a_target_of_0_has_the_slope_of_the_mean_alone(double power, double slope)
        => LossCatalog.Find("tweedie")!.Visit(new Gives(0, 0, 0, slope), ("power", power), ("log_input", 0));

    [Fact]
    public void A_class_or_column_of_weight_0_costs_nothing_even_where_its_loss_is_infinite()
    {
        Number zero = new(0), one = new(1), never = new(double.NegativeInfinity);
        Assert.Equal(0, new CategoricalFocal(2, 0).Value(never).Number);
        Assert.Equal(0, new MultilabelSoftMargin().Terms(never, one, zero).First.Number);
        Assert.Equal(0, new PositiveWeightedCrossEntropy().Value(never, one, zero).Number);
    }

    private sealed class Gives(double prediction, double target, double value, double slope) : PointVisitor<bool>
    {
        public override bool Point<TLoss>(TLoss loss)
        {
            Number p = new(prediction), t = new(target);
            Assert.Equal(value, loss.Value(p, t).Number);
            Assert.Equal(slope, loss.Slope(p, t).Number);
            Dual<Number> both = TLoss.ValueAndSlope(loss, p, t);
            Assert.Equal((value, slope), (both.Value.Number, both.Slope.Number));
            return true;
        }
    }

    private sealed class Limits(string name, IReadOnlyDictionary<string, double> options) : ILossVisitor<bool>
    {
        private readonly LossCard card = LossCatalog.Find(name)!;

        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        {
            Domain domain = options.GetValueOrDefault("log_input", 1) == 0 ? Domain.NonNegative : card.Prediction;
            foreach (double target in Inside(options.GetValueOrDefault("log_target") == 1 ? Domain.Real : card.Target))
                foreach (double[] way in Ways(domain))
                {
                    Number t = new(target);
                    HasLimit(way, p => loss.Value(p, t), $"value at target {target}");
                    HasLimit(way, p => TLoss.ValueAndSlope(loss, p, t).Value, $"value of both at target {target}");
                    // At its minimum, a loss has the subgradient of least norm, which may not be a limit.
                    if (card.Claims.HasFlag(Claims.ZeroAtTarget) && way[2] == target)
                        continue;
                    HasLimit(way, p => loss.Slope(p, t), $"slope at target {target}");
                    HasLimit(way, p => TLoss.ValueAndSlope(loss, p, t).Slope, $"slope of both at target {target}");
                }
            return true;
        }

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
        {
            foreach (double[] way in new double[][] { [-1e8, -1e10, double.NegativeInfinity], [-1e-12, -1e-14, 0] })
            {
                HasLimit(way, loss.Value, "value");
                HasLimit(way, loss.Slope, "slope");
            }
            return true;
        }

        public bool Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        {
            double[][] inside = [.. card.Inputs.Select(input => Inside(input.Domain))];
            foreach (double second in inside[1])
                foreach (double third in inside[2])
                    foreach (double[] way in Ways(card.Inputs[0].Domain))
                    {
                        Number b = new(second), c = new(third);
                        string at = $"at ({second}, {third})";
                        HasLimit(way, a => loss.Value(a, b, c), "value " + at);
                        HasLimit(way, a => loss.Slopes(a, b, c).First, "first slope " + at);
                        HasLimit(way, a => loss.Slopes(a, b, c).Second, "second slope " + at);
                        HasLimit(way, a => loss.Slopes(a, b, c).Third, "third slope " + at);
                    }
            return true;
        }

        private void HasLimit(double[] way, Func<Number, Number> function, string what)
        {
            double near = function(new(way[0])).Number, nearer = function(new(way[1])).Number;
            if (Math.Abs(near - nearer) <= Close)
                Assert.True(Math.Abs(function(new(way[2])).Number - nearer) <= Close,
                    $"{name}: the {what} tends to {nearer} at {way[2]} and is {function(new(way[2])).Number} there");
        }

        private static double[] Inside(Domain domain) => domain switch
        {
            Domain.Real or Domain.Angle => [-1.5, 0, 1],
            Domain.Positive => [2],
            Domain.NonNegative => [0, 2],
            Domain.Sign => [-1, 1],
            _ => [0, 0.3, 1],
        };

        private static double[][] Ways(Domain domain) => domain switch
        {
            Domain.Real => [[-1e8, -1e10, double.NegativeInfinity], [1e8, 1e10, double.PositiveInfinity]],
            Domain.Probability => [[1e-200, 1e-300, 0], [1 - 1e-12, 1 - 1e-14, 1]],
            _ => [[1e-200, 1e-300, 0]],
        };
    }
}
