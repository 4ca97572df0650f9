using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Cross-entropy at its edges: huge and masked logits, empty batches, divisors, refusals, memory.</summary>
public class CrossEntropyTests
{
    private static readonly CrossEntropy Loss = default;

    [Fact]
    public void Equal_logits_cost_the_logarithm_of_their_number_however_huge()
    {
        foreach (int classes in (int[])[2, 10, 64, 256, 257, 1000])
        {
            float[] x = new float[classes], gradient = new float[classes];
            Array.Fill(x, 1e20f);
            double value = Loss.ValueAndGradient<CrossEntropy, float>(x, classes, [1], gradient);
            Assert.Equal(Math.Log(classes), value, 1e-6 * Math.Log(classes));
            Assert.Equal(1f / classes, gradient[0], 1e-7f);
            Assert.Equal(1f / classes - 1, gradient[1], 1e-7f);
        }
    }

    [Fact]
    public void Saturated_logits_cost_their_distance_and_no_more()
    {
        double[] x = [-1e30, 0, 1e30], gradient = new double[3];
        Assert.Equal(2e30, Loss.ValueAndGradient<CrossEntropy, double>(x, 3, [0], gradient));
        Assert.Equal([-1, 0, 1], gradient);
        Assert.Equal(0, Loss.ValueAndGradient<CrossEntropy, double>(x, 3, [2], gradient));
        Assert.Equal([0, 0, 0], gradient);
    }

    [Fact]
    public void A_masked_class_has_probability_0_and_gradient_0()
    {
        double[] x = [double.NegativeInfinity, 0, 1], gradient = new double[3];
        Assert.Equal(Math.Log(1 + Math.Exp(-1)), Loss.ValueAndGradient<CrossEntropy, double>(x, 3, [2], gradient),
            1e-15);
        Assert.Equal(0, gradient[0]);
        Assert.Equal(0, gradient[1] + gradient[2], 1e-16);
        // As a distribution: a target of 0 on the masked class contributes nothing, not 0·∞.
        Assert.Equal(Math.Log(1 + Math.Exp(-1)), Loss.Value<CrossEntropy, double>(x, 3, new double[] { 0, 0, 1 }),
            1e-15);
        Assert.Equal(double.PositiveInfinity, Loss.Value<CrossEntropy, double>(x, 3, [0]));
        Assert.Equal(double.PositiveInfinity,
            Loss.Value<CrossEntropy, double>(x, 3, [2], new() { LabelSmoothing = 0.1 }));
        // Under a soft cap the mask stays.
        Assert.Equal(0, Probability(x, new() { Softcap = 3 }));
    }

    private static double Probability(double[] x, in ClassOptions<double> options)
    {
        double[] gradient = new double[x.Length];
        Loss.ValueAndGradient(x, x.Length, [2], gradient, options);
        return gradient[0];
    }

    [Theory]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(300)]
    public void A_NaN_or_an_infinity_spoils_its_own_row_only(int classes)
    {
        const int Rows = 33;
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity])
            for (int spoilt = 0; spoilt < Rows; spoilt++)
            {
                float[] x = new float[Rows * classes], gradient = new float[x.Length], values = new float[Rows];
                int[] labels = new int[Rows];
                x[spoilt * classes + spoilt % classes] = bad;
                Loss.ValueAndGradient<CrossEntropy, float>(x, classes, labels, gradient,
                    Reduction.Sum);
                Loss.Values<CrossEntropy, float>(x, classes, labels, values);
                for (int row = 0; row < Rows; row++)
                {
                    Assert.Equal(row == spoilt, float.IsNaN(values[row]));
                    foreach (float slope in gradient.AsSpan(row * classes, classes))
                        Assert.Equal(row == spoilt, float.IsNaN(slope));
                }
            }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public void A_row_of_masks_only_is_NaN_and_its_log_sum_exp_is_minus_infinity(int classes)
    {
        double[] x = new double[classes], gradient = new double[classes], sums = new double[1];
        Array.Fill(x, double.NegativeInfinity);
        Assert.True(double.IsNaN(Loss.ValueAndGradient<CrossEntropy, double>(x, classes, [0], gradient,
            new() { LogSumExp = sums })));
        Assert.All(gradient, slope => Assert.True(double.IsNaN(slope)));
        Assert.Equal(double.NegativeInfinity, sums[0]);
        RowFunctions.LogSumExp<double>(x, classes, sums);
        Assert.Equal(double.NegativeInfinity, sums[0]);
        RowFunctions.Softmax<double>(x, classes, gradient);
        Assert.All(gradient, p => Assert.True(double.IsNaN(p)));
    }

    [Fact]
    public void A_row_that_does_not_count_contributes_nothing_not_even_a_NaN()
    {
        double[] x = [double.NaN, double.NaN, 0, 1], gradient = [9, 9, 9, 9], sums = new double[2];
        double kept = Math.Log(1 + Math.Exp(-1));
        Assert.Equal(kept, Loss.ValueAndGradient<CrossEntropy, double>(x, 2, [-100, 1], gradient,
            new() { Ignore = ClassOptions<double>.PyTorchIgnore, LogSumExp = sums }), 1e-15);
        Assert.Equal([0, 0], gradient[..2]);
        Assert.True(double.IsNaN(sums[0]));
        Assert.Equal(1 + kept, sums[1], 1e-15);
        Assert.Equal(kept, Loss.Value<CrossEntropy, double>(x, 2, [777, 1],
            new BatchOptions<double> { Mask = new[] { false, true } }),
            1e-15);
    }

    [Fact]
    public void The_mean_over_nothing_is_what_was_asked_for()
    {
        double[] x = new double[4], gradient = [1, 1, 1, 1];
        int[] labels = [5, 6], ignored = [6, 5];
        Assert.True(double.IsNaN(Loss.ValueAndGradient<CrossEntropy, double>(x, 2, labels, gradient,
            new() { Ignore = ignored })));
        Assert.Equal(new double[4], gradient);
        Assert.Equal(0, Loss.Value<CrossEntropy, double>(x, 2, labels,
            new() { Batch = new() { Empty = EmptyBatch.Zero }, Ignore = ignored }));
        Assert.Throws<InvalidOperationException>(() => Loss.Value<CrossEntropy, double>(x, 2, labels,
            new() { Batch = new() { Empty = EmptyBatch.Refuse }, Ignore = ignored }));
        Assert.Equal(0, Loss.Value<CrossEntropy, double>(x, 2, labels,
            new() { Batch = new() { Reduction = Reduction.Sum }, Ignore = ignored }));
        Assert.True(double.IsNaN(Loss.Value<CrossEntropy, double>([], 3, new int[0])));
    }

    [Fact]
    public void Each_divisor_divides_by_what_its_name_says()
    {
        double[] x = [0, 1, 2, 0, 3, 1, 1, 1, 2], weight = [1, 2, 4], sample = [1, 3, 0.5];
        double[] oneHot = [0, 1, 0, 1, 0, 0, 0, 0, 1];
        int[] labels = [1, 0, 2];
        double Sum(bool samples) => Loss.Value<CrossEntropy, double>(x, 3, labels,
            new()
            {
                Batch = new() { Reduction = Reduction.Sum, Weights = samples ? sample : null },
                ClassWeights = weight
            });
        double Labels(in ClassOptions<double> options) => Loss.Value(x, 3, labels, options);
        double Soft(in ClassOptions<double> options) => Loss.Value(x, 3, oneHot, options);
        Assert.Equal(Sum(false) / 7, Labels(new() { ClassWeights = weight }), 1e-15);
        Assert.Equal(Sum(false) / 3, Soft(new() { ClassWeights = weight }), 1e-15);
        Assert.Equal(Sum(false) / 7, Soft(new() { ClassWeights = weight, Divisor = ClassDivisor.ClassWeights }), 1e-15);
        Assert.Equal(Sum(false) / 3, Labels(new() { ClassWeights = weight, Divisor = ClassDivisor.Rows }), 1e-15);
        Assert.Equal(Sum(true) / (2 + 3 + 2),
            Labels(new()
            {
                Batch = new() { Weights = sample, Reduction = Reduction.MeanOverWeights },
                ClassWeights = weight
            }),
            1e-15);
        Assert.Equal(Sum(true) / (2 + 3 + 2),
            Soft(new()
            {
                Batch = new() { Weights = sample, Reduction = Reduction.MeanOverWeights },
                ClassWeights = weight
            }),
            1e-15);
        Assert.Equal(Sum(false) / 10,
            Labels(new() { Batch = new() { Reduction = Reduction.MeanBy(10) }, ClassWeights = weight }), 1e-15);
    }

    [Fact]
    public void Z_loss_adds_the_squared_log_sum_exp_of_each_row()
    {
        double[] x = [1, 2, 3, 0, 0, 0], sums = new double[2];
        double plain = Loss.Value<CrossEntropy, double>(x, 3, [0, 1], new() { LogSumExp = sums });
        double with = Loss.Value<CrossEntropy, double>(x, 3, [0, 1], new() { LseSquareScale = 0.5 });
        Assert.Equal(plain + 0.25 * (sums[0] * sums[0] + sums[1] * sums[1]), with, 1e-14);
        // Without z-loss a log-sum-exp whose square overflows is no trouble.
        Assert.Equal(Math.Log(2), Loss.Value<CrossEntropy, float>(new[] { 3e38f, 3e38f }, 2, [0]), 1e-7);
    }

    [Fact]
    public void A_bad_label_is_named_with_its_place_and_nothing_is_written()
    {
        float[] x = new float[6], gradient = [7, 7, 7, 7, 7, 7], sums = [7, 7];
        var refusal = Assert.Throws<ArgumentException>(() => Loss.ValueAndGradient<CrossEntropy, float>(x, 3, [0, 3],
            gradient, new() { LogSumExp = sums }));
        Assert.Contains("labels[1] is 3", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("3 classes", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Loss.ValueAndGradient<CrossEntropy, float>(x, 3, [0, -1], gradient));
        Assert.Throws<ArgumentException>(() => Loss.ValueAndGradient<CrossEntropy, float>(x, 3, [0, -100], gradient));
        Assert.All(gradient, slope => Assert.Equal(7, slope));
        Assert.All(sums, sum => Assert.Equal(7, sum));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_its_name_and_both_lengths()
    {
        float[] x = new float[6], gradient = new float[6];
        int[] labels = [0, 1];
        Refused("logits", () => Loss.Value<CrossEntropy, float>(new float[7], 3, labels));
        Refused("classes", () => Loss.Value<CrossEntropy, float>(x, 0, labels));
        Refused("labels", () => Loss.Value<CrossEntropy, float>(x, 3, [0]), "1", "2");
        Refused("targets", () => Loss.Value<CrossEntropy, float>(x, 3, new float[5]), "5", "2 rows of 3");
        Refused("gradient", () => Loss.ValueAndGradient<CrossEntropy, float>(x, 3, labels, new float[5]), "5", "6");
        Refused("values", () => Loss.Values<CrossEntropy, float>(x, 3, labels, new float[3]), "3", "2");
        Refused("ClassWeights",
            () => Loss.Value<CrossEntropy, float>(x, 3, labels, new() { ClassWeights = new float[2] }), "2", "3");
        Refused("Weights",
            () => Loss.Value<CrossEntropy, float>(x, 3, labels, new BatchOptions<float> { Weights = new float[3] }),
            "3", "2");
        Refused("Mask", () => Loss.Value<CrossEntropy, float>(x, 3, labels,
            new BatchOptions<float> { Mask = new bool[1] }), "1", "2");
        Refused("LogSumExp", () => Loss.Value<CrossEntropy, float>(x, 3, labels, new() { LogSumExp = new float[3] }),
            "3", "2");
        Refused("ClassWeights",
            () => Loss.Value<CrossEntropy, float>(x, 3, labels, new() { ClassWeights = new[] { 1f, -1, 1 } }),
            "Class weight 1 is -1");
        Refused("Weights",
            () => Loss.Value<CrossEntropy, float>(x, 3, labels,
            new BatchOptions<float> { Weights = new[] { 1f, float.NaN } }),
            "NaN");
        Refused("LabelSmoothing", () => Loss.Value<CrossEntropy, float>(x, 3, labels, new() { LabelSmoothing = 1.5 }),
            "1.5");
        Refused("LabelSmoothing",
            () => Loss.Value<CrossEntropy, float>(x, 3, labels, new() { LabelSmoothing = double.NaN }), "NaN");
        Refused("Softcap", () => Loss.Value<CrossEntropy, float>(x, 3, labels, new() { Softcap = -1 }), "-1");
        Refused("LseSquareScale",
            () => Loss.Value<CrossEntropy, float>(x, 3, labels, new() { LseSquareScale = double.PositiveInfinity }));
        float[] shared = new float[8];
        Refused("gradient", () => Loss.ValueAndGradient(shared.AsSpan(0, 6), 3, labels, shared.AsSpan(1, 6)), "offset");
        Refused("gradient", () => Loss.ValueAndGradient(x, 3, gradient, gradient), "targets");
    }

    private static void Refused(string name, Action act, params string[] parts)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(act);
        Assert.EndsWith(name, refusal.ParamName, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void Nothing_is_allocated(int classes)
    {
        const int Rows = 20;
        float[] x = new float[Rows * classes], targets = new float[x.Length], gradient = new float[x.Length],
            sums = new float[Rows], weight = new float[classes];
        int[] labels = new int[Rows];
        Array.Fill(weight, 2);
        void Once()
        {
            Loss.ValueAndGradient<CrossEntropy, float>(x, classes, labels, gradient,
                new() { ClassWeights = weight, LogSumExp = sums, Ignore = ClassOptions<float>.PyTorchIgnore });
            Loss.ValueAndGradient<CrossEntropy, float>(x, classes, targets, gradient,
                new() { LabelSmoothing = 0.1, Softcap = 20, LseSquareScale = 0.1 });
            Loss.Values<CrossEntropy, float>(x, classes, labels, sums);
            new Sparsemax().ValueAndGradient<Sparsemax, float>(x, classes, labels, gradient);
            new CrammerSinger().ValueAndGradient<CrammerSinger, float>(x, classes, labels, gradient);
            RowFunctions.LogSoftmax<float>(x, classes, gradient);
            RowFunctions.LogSoftmaxGradient<float>(gradient, x, classes, targets);
            RowFunctions.Softmax<float>(x, classes, targets);
        }
        Allocations.None(Once);
    }
}
