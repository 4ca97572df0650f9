using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Axes of sequences that lie elsewhere are refused, never read as others.</summary>
public class SequenceShapeTests
{
    private static LossArray Drawn(int seed, params int[] shape)
    {
        Random random = new(seed);
        return new(shape, [.. Enumerable.Range(0, shape.Aggregate(1, (product, length) => product * length))
            .Select(_ => random.NextDouble() < 0.5 ? 0.0 : 1.0)]);
    }

    [Theory]
    [InlineData("ctc", new[] { 6, 2, 5 }, new[] { 2, 3 }, 2, 2, "")]
    [InlineData("ctc", new[] { 2, 6, 5 }, new[] { 2, 3 }, 2, 2, "log_probs")]
    [InlineData("ctc", new[] { 6, 2, 5 }, new[] { 2, 3 }, 1, 1, "targets")]
    [InlineData("ctc", new[] { 6, 2, 5 }, new[] { 2, 3 }, 2, 1, "target_lengths")]
    [InlineData("ctc", new[] { 12, 5 }, new[] { 2, 3 }, 2, 2, "log_probs")]
    [InlineData("rnn-t", new[] { 2, 6, 4, 5 }, new[] { 2, 3 }, 2, 2, "")]
    [InlineData("rnn-t", new[] { 2, 6, 3, 5 }, new[] { 4 }, 2, 2, "")]
    [InlineData("rnn-t", new[] { 2, 4, 6, 5 }, new[] { 2, 3 }, 2, 2, "log_probs")]
    [InlineData("rnn-t", new[] { 6, 2, 4, 5 }, new[] { 2, 3 }, 2, 2, "log_probs")]
    [InlineData("rnn-t", new[] { 2, 8, 3, 5 }, new[] { 2, 3 }, 2, 2, "log_probs")]
    public void Every_dimension_of_log_probabilities_of_sequences_is_compared(
        string loss, int[] logs, int[] targets, int steps, int counts, string wrong)
    {
        static LossArray All(double value, params int[] shape) => new(shape,
            [.. Enumerable.Repeat(value, shape.Aggregate(1, (product, length) => product * length))]);
        LossRequest request = new(LossCatalog.Find(loss)!)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["log_probs"] = All(-1, logs),
                ["targets"] = All(1, targets),
                ["input_lengths"] = All(4, steps),
                ["target_lengths"] = All(2, counts),
            },
        };
        if (wrong == "")
            Assert.True(double.IsFinite(LossTool.Run<double>(request).Value.Values[0]));
        else
            Refused(wrong, "", request);
    }

    [Fact]
    public void One_number_for_all_may_be_an_array_of_one()
    {
        LossRequest Of(params int[] shape) => new(LossCatalog.Find("clip")!)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input1"] = Drawn(1, 3, 4),
                ["input2"] = Drawn(2, 3, 4),
                ["logit_scale"] = new(shape, [2.5]),
            },
        };
        Assert.Equal(LossTool.Run<double>(Of()).Value.Values, LossTool.Run<double>(Of(1)).Value.Values);
    }

    private static void Refused(string name, string shape, LossRequest request)
    {
        ArgumentException problem = Assert.ThrowsAny<ArgumentException>(() => LossTool.Run<double>(request));
        Assert.Equal(name, problem.ParamName);
        Assert.Contains(shape, problem.Message, StringComparison.Ordinal);
    }
}
