using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

public class PointExampleTests
{
    public static TheoryData<string> Cards => [.. LossCatalog.All.Select(card => card.Name)];

    [Fact]
    public void Every_example_gives_its_value_and_slope()
    {
        // Both sides are a handful of roundings away from the mathematics.
        const double bound = 1e-14;
        Assert.Multiple([.. LossExamples.All.Select(example => (Action)(() =>
        {
            (double value, double slope) = At(example);
            Near(example.Value, value, bound, $"value of {example}");
            Near(example.Slope, slope, bound, $"slope of {example}");
        }))]);
    }

    private static void Near(double expected, double actual, double bound, string what)
        => Assert.True(expected.Equals(actual) || Math.Abs(actual - expected) <= bound * Math.Abs(expected),
            $"{what}: expected {expected:R}, got {actual:R}");

    private static (double Value, double Slope) At(LossExample example)
        => LossCatalog.Find(example.Loss)!.Visit(new Evaluation(example.Prediction, example.Target), example.Options);

    private sealed class Evaluation(double prediction, double target) : PointVisitor<(double, double)>
    {
        public override (double, double) Point<TLoss>(TLoss loss)
        {
            Lane1<double> p = new(prediction), t = new(target);
            return (loss.Value(p, t).Number, loss.Slope(p, t).Number);
        }
    }
}
