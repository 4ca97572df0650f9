using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Products with the Hessian of losses of elements; by name, every one stands beside its formula.</summary>
public class ElementProductTests
{
    [Fact]
    public void Elements_allocate_nothing_and_give_one_result_at_every_length()
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(i => 0.5 + Math.Sin(i))], way = [.. x.Select(Math.Cos)],
            product = new double[300], other = new double[300];
        Allocations.None(() =>
        {
            new PseudoHuber().HessianProduct(x, way, way, [], new LossGradients<double> { First = product });
            new GaussianNegativeLogLikelihood().HessianProduct<GaussianNegativeLogLikelihood, double>(
                x, way, x, way, [], x, new() { First = product, Third = other });
        });
        new PseudoHuber().HessianProduct(x, way, way, x, new LossGradients<double> { First = product });
        for (int length = 0; length < 300; length += 7)
        {
            double[] part = new double[length];
            new PseudoHuber().HessianProduct(x.AsSpan(..length), way.AsSpan(..length), way.AsSpan(..length),
                x.AsSpan(..length), new LossGradients<double> { First = part }, new()
                {
                    Reduction = Reduction.MeanBy(300),
                });
            Assert.Equal(product[..length], part);
        }
    }

    [Fact]
    public void Lengths_and_overlaps_are_refused()
    {
        double[] x = [1, 2], y = [0, 1], way = [1, 1], product = new double[2];
        string Refusal(Action call) => Assert.Throws<ArgumentException>(call).Message;
        Assert.Contains("direction", Refusal(() => new PseudoHuber().HessianProduct(
            x, y, way.AsSpan(..1), [], new LossGradients<double> { First = product })));
        Assert.Contains("targetDirection", Refusal(() => new PseudoHuber().HessianProduct(
            x, y, way, way.AsSpan(..1), new LossGradients<double> { First = product })));
        Assert.Contains("output of First", Refusal(() => new PseudoHuber().HessianProduct(
            x, y, way, [], new LossGradients<double> { First = way })));
        Assert.Contains("thirdDirection", Refusal(() => new GaussianNegativeLogLikelihood()
            .HessianProduct<GaussianNegativeLogLikelihood, double>(
                x, y, way, [], [], x.AsSpan(..1), new() { First = product })));
        Assert.Contains("output of Third", Refusal(() => new GaussianNegativeLogLikelihood()
            .HessianProduct<GaussianNegativeLogLikelihood, double>(
                x, y, way, way, [], [], new() { Third = x })));
    }
}
