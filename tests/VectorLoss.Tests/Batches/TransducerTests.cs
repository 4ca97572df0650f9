using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>What a transducer is, beyond the laws of all losses.</summary>
public class TransducerTests
{
    private static readonly double Half = Math.Log(0.5), Third = Math.Log(1.0 / 3);

    [Fact]
    public void Two_alignments_of_one_label_in_two_steps_are_counted()
    {
        // Blank 0, label 1, each of ½: the label comes in the first step or in the second, and there are two blanks.
        double[] logs = [.. Enumerable.Repeat(Half, 8)], gradient = new double[8];
        SequenceBatch<double> batch = Batch(logs, 2, [1], [2], [1]);
        Assert.Equal(-Math.Log(0.25), new RecurrentTransducer(0).ValueAndGradient(batch, gradient), 1e-15);
        // Step 0: a blank or the label, then a blank; step 1: the same, and the last blank is certain.
        double[] expected = [-0.5, -0.5, -0.5, 0, 0, -0.5, -1, 0];
        Assert.All(expected.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Fact]
    public void The_gradient_may_lie_where_the_log_probabilities_do()
    {
        double[] logs = [.. Enumerable.Range(0, 2 * 5 * 4 * 3).Select(i => -0.1 - i * 7 % 11)];
        double[] apart = new double[logs.Length];
        double value = new RecurrentTransducer(0).ValueAndGradient(Batch(logs, 3, [1, 2, 1, 2, 2, 1], [5, 3], [3, 1]),
            apart);
        Assert.Equal(value, new RecurrentTransducer(0).ValueAndGradient(
            Batch(logs, 3, [1, 2, 1, 2, 2, 1], [5, 3], [3, 1]), logs));
        Assert.Equal(apart, logs);
        // Beyond the steps and the labels of the second sample there is nothing.
        Assert.All(Enumerable.Range(60, 60).Where(i => i / 3 % 4 > 1 || i >= 60 + 3 * 12),
            i => Assert.Equal(0, logs[i]));
    }

    [Fact]
    public void Concatenated_labels_are_the_padded_ones()
    {
        double[] logs = [.. Enumerable.Range(0, 2 * 4 * 3 * 3).Select(i => -0.1 - i * 5 % 7)];
        SequenceBatch<double> padded = Batch(logs, 3, [1, 2, 2, 0], [4, 4], [2, 1]);
        SequenceBatch<double> joined = new()
        {
            LogProbabilities = logs,
            Classes = 3,
            Labels = [1, 2, 2],
            IsConcatenated = true,
            Steps = [4, 4],
            LabelCounts = [2, 1],
        };
        Assert.Equal(new RecurrentTransducer(0).Value(padded), new RecurrentTransducer(0).Value(joined));
    }

    [Fact]
    public void Labels_without_a_step_cost_infinity_or_zero_as_asked()
    {
        double[] logs = [.. Enumerable.Repeat(Third, 12)], gradient = new double[12];
        SequenceBatch<double> none = Batch(logs, 3, [1], [0], [1]);
        Assert.Equal(double.PositiveInfinity, new RecurrentTransducer(0).Value(none));
        Assert.Equal(0, new RecurrentTransducer(0, zeroInfinity: true).ValueAndGradient(none, gradient));
        Assert.Equal(new double[12], gradient);
        Assert.Equal(0, new RecurrentTransducer(0).Value(Batch(logs, 3, [0], [0], [0])));
        // A label that has no chance.
        double[] zero = [.. logs];
        zero[1] = zero[7] = double.NegativeInfinity;
        SequenceBatch<double> never = Batch(zero, 3, [1], [2], [1]);
        Assert.Equal(double.PositiveInfinity, new RecurrentTransducer(0).ValueAndGradient(never, gradient));
        Assert.Equal(double.NaN, gradient[0]);
        Assert.Equal(0, gradient[2]);
    }

    [Fact]
    public void A_NaN_comes_out_of_its_sample_alone()
    {
        double[] logs = [.. Enumerable.Repeat(Half, 16)], gradient = new double[16], values = new double[2];
        logs[2] = double.NaN;
        SequenceBatch<double> batch = Batch(logs, 2, [1, 1], [2, 2], [1, 1]);
        new RecurrentTransducer(0).Values(batch, values);
        Assert.Equal(double.NaN, values[0]);
        Assert.Equal(-Math.Log(0.25), values[1], 1e-15);
        new RecurrentTransducer(0).ValueAndGradient(batch, gradient);
        Assert.Contains(double.NaN, gradient[..8]);
        Assert.All(gradient[8..], slope => Assert.True(double.IsFinite(slope)));
    }

    [Fact]
    public void Behind_a_log_softmax_the_gradient_is_that_of_the_logits()
    {
        Tape<double> tape = new();
        Var logits = tape.Parameter(new(4 * 3, 3));
        Labels labels = tape.Labels(2), steps = tape.Labels(1), counts = tape.Labels(1);
        (tape.Values(labels)[0], tape.Values(labels)[1], tape.Values(steps)[0], tape.Values(counts)[0]) = (1, 2, 4, 2);
        Var loss = tape.Loss(new RecurrentTransducer(0), tape.LogSoftmax(logits), labels, steps, counts);
        for (int i = 0; i < 36; i++)
            tape.Values(logits)[i] = Math.Sin(i * i);
        tape.Forward();
        tape.Backward(loss);
        double[] x = tape.Values(logits).ToArray(), gradient = tape.Gradient(logits).ToArray();
        const double Step = 1e-5;
        for (int i = 0; i < 36; i++)
        {
            double Moved(double by)
            {
                double[] logs = [.. x];
                logs[i] += by;
                RowFunctions.LogSoftmax<double>(logs, 3, logs);
                return new RecurrentTransducer(0).Value(Batch(logs, 3, [1, 2], [4], [2]));
            }
            // The third derivative is below 1, and a value of 4 is known to 2⁻⁵⁰.
            Assert.Equal((Moved(Step) - Moved(-Step)) / (2 * Step), gradient[i], 1e-9);
        }
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        double[] logs = [.. Enumerable.Repeat(Half, 8)];
        void Refused(string name, double[] numbers, int[] labels, int steps, int count)
            => Assert.Equal(name, Assert.Throws<ArgumentException>(
                () => new RecurrentTransducer(0).Value(Batch(numbers, 2, labels, [steps], [count]))).ParamName);
        Refused("LogProbabilities", logs[..6], [1], 1, 1);
        Refused("Steps", logs, [1], 3, 1);
        Refused("LabelCounts", logs, [1], 2, 2);
        Refused("Labels", logs, [0], 2, 1);
    }

    private static SequenceBatch<double> Batch(double[] logs, int classes, int[] labels, int[] steps, int[] counts)
        => new()
        {
            LogProbabilities = logs,
            Classes = classes,
            Labels = labels,
            Steps = steps,
            LabelCounts = counts,
        };
}
