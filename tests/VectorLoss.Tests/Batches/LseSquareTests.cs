using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>z-loss with class weights: a factor of all weights is one of the whole loss, z-loss included.</summary>
public class LseSquareTests
{
    private const int Classes = 3;
    private static readonly double[] Logits = [1, 2, 3, -1, 0.5, 4];
    private static readonly int[] Labels = [0, 2];
    private static readonly double[] Targets = [0.5, 0.25, 0.25, 0, 0.75, 0.25];

    // Few additions of numbers of size 10, and one product with the weight: 10·2⁻⁵²·few.
    private const double Tolerance = 1e-14;

    [Theory, InlineData(0.1), InlineData(1), InlineData(10)]
    public void A_constant_weight_changes_nothing(double weight)
    {
        double[] weights = [weight, weight, weight];
        Assert.Equal(3.568783805336, new CrossEntropy().Value([1, 2, 3], Classes, [0], Weighted(weights)), 1e-12);
        Unchanged(new CrossEntropy(), weights);
        Unchanged(new CategoricalFocal(2), weights);
        Unchanged(new PolyCrossEntropy(2), weights);
        Unchanged(new GeneralizedCrossEntropy(0.5), weights);
    }

    [Theory, InlineData(0.1), InlineData(10)]
    public void A_constant_weight_changes_nothing_behind_a_linear_layer(double weight)
    {
        (double Value, double[] Gradient) plain = Linear([1, 1, 1]), weighted = Linear([weight, weight, weight]);
        Assert.Equal(plain.Value, weighted.Value, Tolerance);
        for (int i = 0; i < plain.Gradient.Length; i++)
            Assert.Equal(plain.Gradient[i], weighted.Gradient[i], Tolerance);
    }

    [Fact]
    public void A_weight_of_0_leaves_an_infinite_square_out()
        => Assert.Equal(0, new CrossEntropy().Value([1e200, 0, 0], Classes, [0],
            new() { Batch = Reduction.Sum, ClassWeights = [0, 1, 1], LseSquareScale = 0.1 }));

    private static ClassOptions<double> Weighted(double[] weights) => new()
    {
        ClassWeights = weights,
        LseSquareScale = 0.1,
        Divisor = ClassDivisor.ClassWeights,
    };

    private static void Unchanged<TLoss>(TLoss loss, double[] weights) where TLoss : struct, ILabelLoss
    {
        double[] plain = new double[Logits.Length], weighted = new double[Logits.Length];
        double value = loss.ValueAndGradient(Logits, Classes, Labels, plain, Weighted([]));
        Assert.Equal(value, loss.ValueAndGradient(Logits, Classes, Labels, weighted, Weighted(weights)), Tolerance);
        AssertSame(plain, weighted);
        value = loss.ValueAndGradient(Logits, Classes, Targets, plain, Weighted([]));
        Assert.Equal(value, loss.ValueAndGradient(Logits, Classes, Targets, weighted, Weighted(weights)), Tolerance);
        AssertSame(plain, weighted);
    }

    private static void AssertSame(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Tolerance);
    }

    private static (double Value, double[] Gradient) Linear(double[] weights)
    {
        double[] gradient = new double[4];
        LinearLayer<double> layer = new()
        {
            Hidden = new double[] { 1, 2, -1, 0.5 },
            Weight = new double[] { 1, 0, 0.5, 2, -1, 1 },
            Features = 2,
            Classes = Classes,
        };
        double value = new CrossEntropy().ValueAndGradient(layer, Labels, new() { Hidden = gradient },
            new double[2 * Classes], Weighted(weights));
        return (value, gradient);
    }
}
