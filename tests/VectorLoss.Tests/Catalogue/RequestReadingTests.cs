using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>What a request means, with every number worked out by hand.</summary>
public class RequestReadingTests
{
    // One rounding for each of the fewer than ten operations on numbers of the size of the result.
    private const double Close = 1e-14;

    private static Dictionary<string, LossArray> Points(params (string Name, double[] Values)[] more)
    {
        // Huber with δ = 1: the losses are 0.32, 1.5, 2.7 and 4.1, the slopes 0.8, 1, 1 and −1.
        Dictionary<string, LossArray> inputs = new()
        {
            ["input"] = new([4], [1.1, 2.2, 3.3, 4.4]),
            ["target"] = new([4], [0.3, 0.2, 0.1, 9]),
        };
        foreach ((string name, double[] values) in more)
            inputs[name] = new([4], values);
        return inputs;
    }

    private static LossOutcome Huber(string reduction, params (string Name, double[] Values)[] more)
        => LossTool.Run<double>(new(VectorLoss.Losses.Huber.Card)
        {
            Inputs = Points(more),
            Reduction = reduction,
            Count = 5,
        });

    public static TheoryData<string, string, double, double[]> Divisors => new()
    {
        { "", "sum", 8.62, [0.8, 1, 1, -1] },
        { "", "mean", 8.62 / 4, [0.2, 0.25, 0.25, -0.25] },
        { "mask", "mean", 7.12 / 3, [0.8 / 3, 0, 1.0 / 3, -1.0 / 3] },
        { "mask", "batchmean", 7.12 / 4, [0.2, 0, 0.25, -0.25] },
        { "mask", "mean_over_weights", 7.12 / 3, [0.8 / 3, 0, 1.0 / 3, -1.0 / 3] },
        { "weight", "mean", 27.82 / 4, [0.2, 0.5, 0.75, -1] },
        { "weight", "mean_over_weights", 27.82 / 10, [0.08, 0.2, 0.3, -0.4] },
        { "sample_weight", "mean_by", 27.82 / 5, [0.16, 0.4, 0.6, -0.8] },
        { "sample_weight mask", "mean", 24.82 / 3, [0.8 / 3, 0, 1, -4.0 / 3] },
        { "sample_weight mask", "mean_over_weights", 24.82 / 8, [0.1, 0, 0.375, -0.5] },
        { "sample_weight mask", "sum", 24.82, [0.8, 0, 3, -4] },
    };

    [Theory, MemberData(nameof(Divisors))]
    public void Elementwise_losses_divide_by_what_the_reduction_says(
        string arrays, string reduction, double value, double[] gradient)
    {
        (string, double[])[] more = [.. arrays.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => (name, name == "mask" ? (double[])[1, 0, 1, 1] : [1, 2, 3, 4]))];
        LossOutcome outcome = Huber(reduction, more);
        Assert.Equal(value, outcome.Value.Values[0], Close);
        Assert.Equal(gradient, outcome.Gradients["input"], (a, b) => Math.Abs(a - b) <= Close);
        Assert.All(new LossCase(new(VectorLoss.Losses.Huber.Card)
        {
            Inputs = Points(more),
            Reduction = reduction,
            Count = 5,
        }, 1).Check(), GradientAssert.Passed);
    }

    // Four rows of equal logits over three classes: every loss is log 3, every probability 1/3. Class weights 1, 2 and
    // 4; labels 0, 1, 2 and 0; sample weights 1, 2, 3 and 4; the mask leaves out the last row.
    public static TheoryData<string, string, double, double> ClassDivisors => new()
    {
        { "", "mean", 4, 1 },
        { "weight", "mean", 1 + 2 + 4 + 1, 1 },
        { "weight", "sum", 1, 1 },
        { "weight", "batchmean", 2, 1 },
        { "mask", "mean", 3, 1 },
        { "weight mask", "mean", 1 + 2 + 4, 1 },
        { "sample_weight", "mean", 4, 1 },
        { "sample_weight", "mean_over_weights", 1 + 2 + 3 + 4, 1 },
        { "weight sample_weight", "mean_over_weights", 1 + 4 + 12 + 4, 1 },
        { "weight sample_weight mask", "mean_over_weights", 1 + 4 + 12, 1 },
        { "ignore", "mean", 3, 1 },
        { "ignore weight sample_weight", "mean_over_weights", 1 + 12 + 4, 1 },
        { "soft weight", "mean", 4, 7.0 / 3 },
        { "soft weight sample_weight", "mean_over_weights", 7.0 / 3 * 10, 7.0 / 3 },
    };

    [Theory, MemberData(nameof(ClassDivisors))]
    public void Losses_of_classes_divide_by_what_the_reduction_says(
        string setting, string reduction, double divisor, double targetWeight)
    {
        string[] words = setting.Split(' ');
        bool soft = words.Contains("soft"), ignore = words.Contains("ignore");
        double[] labels = [0, 1, 2, 0], classWeights = words.Contains("weight") ? [1, 2, 4] : [1, 1, 1],
            sampleWeights = words.Contains("sample_weight") ? [1, 2, 3, 4] : [1, 1, 1, 1];
        // Rows of two dimensions: rank 3 must be read like rank 2.
        Dictionary<string, LossArray> inputs = new()
        {
            ["input"] = new([2, 2, 3], new double[12]),
            ["target"] = soft ? new([2, 2, 3], [.. Enumerable.Repeat(1.0 / 3, 12)]) : new([2, 2], labels),
        };
        if (words.Contains("weight"))
            inputs["weight"] = new([3], classWeights);
        if (words.Contains("sample_weight"))
            inputs["sample_weight"] = new([2, 2], sampleWeights);
        if (words.Contains("mask"))
            inputs["mask"] = new([2, 2], [1, 1, 1, 0]);
        LossRequest request = new(CrossEntropy.Card)
        {
            Inputs = inputs,
            ClassAxis = soft ? -1 : null,
            Reduction = reduction,
            Options = ignore ? new Dictionary<string, double> { ["ignore_index"] = 1 } : [],
        };
        double sum = 0;
        for (int row = 0; row < 4; row++)
            if (!(words.Contains("mask") && row == 3) && !(ignore && row == 1))
                sum += sampleWeights[row] * (soft ? targetWeight : classWeights[(int)labels[row]]) * Math.Log(3);
        LossOutcome outcome = LossTool.Run<double>(request);
        Assert.Equal(sum / divisor, outcome.Value.Values[0], Close * sum / divisor);
        // The first row: weight·(p − t), p = 1/3 throughout.
        double[] target = soft ? [1.0 / 3, 1.0 / 3, 1.0 / 3] : [1, 0, 0];
        for (int c = 0; c < 3; c++)
        {
            double right = ((soft ? targetWeight : classWeights[0]) / 3) - (classWeights[c] * target[c]);
            Assert.Equal(sampleWeights[0] * right / divisor, outcome.Gradients["input"][c], Close);
        }
        Assert.All(new LossCase(request, 1).Check(), GradientAssert.Passed);
    }

    [Fact]
    public void Sequences_divide_by_their_labels_in_the_mean_and_nowhere_else()
    {
        // One class beside the blank, both of probability ½: label [1] in 2 steps has 3 alignments of probability ¼.
        // Two samples of that, one with the label, one with none: −log ¾, and −log ¼ for the two blanks.
        LossRequest request = new(ConnectionistTemporalClassification.Card)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["log_probs"] = new([2, 2, 2], [.. Enumerable.Repeat(Math.Log(0.5), 8)]),
                ["targets"] = new([2, 1], [1, 1]),
                ["input_lengths"] = new([2], [2, 2]),
                ["target_lengths"] = new([2], [1, 0]),
                ["sample_weight"] = new([2], [3, 1]),
            },
        };
        double sum = (-3 * Math.Log(0.75)) - Math.Log(0.25);
        foreach ((string reduction, double divisor) in new[] { ("sum", 1.0), ("mean", 2), ("mean_over_weights", 4) })
            Assert.Equal(sum / divisor,
                LossTool.Run<double>(request with { Reduction = reduction }).Value.Values[0], Close);
    }

    [Theory]
    [InlineData(EmptyBatch.NaN, double.NaN)]
    [InlineData(EmptyBatch.Zero, 0.0)]
    public void The_mean_over_nothing_is_what_the_request_says(EmptyBatch empty, double value)
    {
        LossRequest request = new(VectorLoss.Losses.Huber.Card)
        {
            Inputs = Points(("mask", [0, 0, 0, 0])),
            Empty = empty,
        };
        Assert.Equal(value, LossTool.Run<double>(request).Value.Values[0]);
        Assert.Equal([0, 0, 0, 0], LossTool.Run<double>(request).Gradients["input"]);
        Assert.Equal([0], LossTool.Bounds<float>(request).Value.Values);
        if (empty == EmptyBatch.Zero)
            Assert.All(new LossCase(request, 1).Check(), GradientAssert.Passed);
        Assert.Throws<InvalidOperationException>(
            () => LossTool.Run<double>(request with { Empty = EmptyBatch.Refuse }));
    }

    [Fact]
    public void Bounds_are_divided_by_the_divisor_and_grow_with_the_weights()
    {
        double Bound(LossCard card, Dictionary<string, LossArray> inputs, string reduction)
            => LossTool.Bounds<float>(new(card) { Inputs = inputs, Reduction = reduction }).Value.Values[0];
        // A power of two as the weight of all: the mean over weights is the mean, and the sum is twice as large.
        LossArray twos = new([4], [2, 2, 2, 2]);
        Dictionary<string, LossArray> classes = new()
        {
            ["input"] = new([4, 3], [.. Enumerable.Range(0, 12).Select(i => 0.1 * i)]),
            ["target"] = new([4], [0, 1, 2, 0]),
        };
        foreach ((LossCard card, Dictionary<string, LossArray> plain) in
            new[] { (VectorLoss.Losses.Huber.Card, Points()), (CrossEntropy.Card, classes) })
        {
            Dictionary<string, LossArray> weighted = new(plain) { ["sample_weight"] = twos };
            double mean = Bound(card, plain, "mean"), sum = Bound(card, plain, "sum");
            Assert.Equal(mean, sum / 4, 0.1 * mean);
            Assert.Equal(mean, Bound(card, weighted, "mean_over_weights"), 0.1 * mean);
            Assert.Equal(2 * sum, Bound(card, weighted, "sum"), 0.1 * sum);
        }
    }
}
