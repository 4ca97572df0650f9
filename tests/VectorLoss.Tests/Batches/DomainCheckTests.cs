using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>The check of domains that a batch can ask for.</summary>
public class DomainCheckTests
{
    [Fact]
    public void Every_entry_of_a_family_checks_before_it_writes()
    {
        float[] x = [1, 2, 3, 4], signs = [1, -1, 0.5f, 1], output = [7, 7, 7, 7], rows = [7, 7];
        void Refused(string name, int index, Action<BatchOptions<float>> run)
        {
            OutOfDomainException refused = Assert.Throws<OutOfDomainException>(()
                => run(new BatchOptions<float> { CheckDomains = true }));
            Assert.Equal((name, index), (refused.ParamName, refused.Index));
            Assert.Equal([7, 7, 7, 7], output);
        }
        Hinge hinge = new();
        Refused("targets", 2, o => hinge.Value<Hinge, float>(x, signs, o));
        Refused("targets", 2, o => hinge.Gradient<Hinge, float>(x, signs, output, o));
        Refused("targets", 2, o => hinge.ValueAndGradient<Hinge, float>(x, signs, output, o));
        Refused("targets", 2, o => hinge.Values<Hinge, float>(x, signs, output, o));
        Refused("targets", 2, o => hinge.Curvature<Hinge, float>(x, signs, output, o));
        Refused("targets", 2, o => hinge.TargetGradient<Hinge, float>(x, signs, output, o));
        MarginRanking ranking = new(0);
        Refused("third", 2, o => ranking.Value<MarginRanking, float>(x, x, signs, o));
        Refused("third", 2, o => ranking.Values<MarginRanking, float>(x, x, signs, output, o));
        Refused("third", 2, o
            => ranking.ValueAndGradient<MarginRanking, float>(x, x, signs, new() { First = output }, o));
        PositiveWeightedCrossEntropy weighted = default;
        float[] positive = [1, 1, 1, 1], wrong = [1, 0, 1.5f, 1];
        Refused("second", 2, o => weighted.Value<PositiveWeightedCrossEntropy, float>(x, wrong, positive, o));
        Refused("second", 2, o => weighted.Values<PositiveWeightedCrossEntropy, float>(x, wrong, positive, output, o));
        RowInputs<float> Rows() => new() { First = x, Second = signs, Columns = 2 };
        Dice dice = new();
        Refused("Second", 1, o => dice.Value(Rows(), o));
        Refused("Second", 1, o => dice.Values(Rows(), rows, o));
        Refused("Second", 1, o => dice.ValueAndGradient(Rows(), new() { First = output }, o));
        CrossEntropy softmax = default;
        Refused("targets", 1, o => softmax.Value<CrossEntropy, float>(x, 2, signs, o));
        Refused("targets", 1, o => softmax.Values<CrossEntropy, float>(x, 2, signs, rows, o));
        Refused("targets", 1, o => softmax.ValueAndGradient<CrossEntropy, float>(x, 2, signs, output, o));
        CrossEntropyError error = new();
        Refused("logits", 1, o => error.Value<CrossEntropyError, float>(x, 2, [0, 1], o));
        Refused("logits", 1, o => error.Values<CrossEntropyError, float>(x, 2, [0, 1], rows, o));
        Refused("logits", 1, o => error.ValueAndGradient<CrossEntropyError, float>(x, 2, [0, 1], output, o));
        LinearLayer<float> Layer() => new() { Hidden = x, Weight = x, Features = 2, Classes = 2 };
        Refused("targets", 1, o => softmax.Value<CrossEntropy, float>(Layer(), signs, new float[4], o));
        Refused("targets", 1, o => softmax.Values<CrossEntropy, float>(Layer(), signs, rows, new float[4], o));
        Refused("targets", 1, o => softmax.ValueAndGradient<CrossEntropy, float>(
            Layer(), signs, new() { Hidden = output }, new float[4], o));
        SequenceBatch<float> Sequences() => new()
        {
            LogProbabilities = x,
            Classes = 2,
            Labels = new[] { 1 },
            Steps = new[] { 2 },
            LabelCounts = new[] { 1 },
        };
        ConnectionistTemporalClassification ctc = default;
        Refused("LogProbabilities", 0, o => ctc.Value(Sequences(), o));
        Refused("LogProbabilities", 0, o => ctc.Values(Sequences(), new float[1], o));
        Refused("LogProbabilities", 0, o => ctc.ValueAndGradient(Sequences(), output, o));
        Assert.Equal([7, 7], rows);
    }

    [Fact]
    public void Rows_that_are_ignored_and_steps_that_do_not_count_are_not_looked_at()
    {
        ClassOptions<float> options = new() { Batch = new() { CheckDomains = true }, Ignore = new[] { 1 } };
        Assert.Equal(0.6931472, new CrossEntropyError(0).Value<CrossEntropyError, float>(
            [0.5f, 0.5f, 3, 4], 2, [0, 1], options), 1e-6);
        SequenceBatch<float> sequences = new()
        {
            LogProbabilities = new float[] { -1, -1, 5, 5 },
            Classes = 2,
            Labels = new[] { 1 },
            Steps = new[] { 1 },
            LabelCounts = new[] { 1 },
        };
        ConnectionistTemporalClassification ctc = default;
        Assert.Equal(1, ctc.Value(sequences, new() { CheckDomains = true }), 1e-6);
    }

    // Two samples, three steps, no label or one said so far, two classes.
    [Fact]
    public void Of_a_lattice_the_steps_and_labels_that_a_sample_has_are_looked_at()
    {
        double[] logs = new double[2 * 3 * 2 * 2];
        SequenceBatch<double> Lattice() => new()
        {
            LogProbabilities = logs,
            Classes = 2,
            Labels = new[] { 1, 1 },
            Steps = new[] { 3, 1 },
            LabelCounts = new[] { 0, 1 },
        };
        BatchOptions<double> asked = new() { CheckDomains = true };
        for (int at = 0; at < logs.Length; at++)
        {
            (int sample, int step, int said) = (at / 12, at / 4 % 3, at / 2 % 2);
            Array.Fill(logs, -0.7);
            logs[at] = 5;
            if (sample == 0 ? said == 0 : step == 0)
                Assert.Equal(at, Assert.Throws<OutOfDomainException>(
                    () => new RecurrentTransducer(0).Value(Lattice(), new() { CheckDomains = true })).Index);
            else
                Assert.True(double.IsFinite(new RecurrentTransducer(0).Value(Lattice(), asked)), $"{at}");
        }
    }

    [Fact]
    public void A_loss_without_a_card_takes_any_numbers()
        => Assert.Equal(6, new Doubled().Value<Doubled, double>([1, 5], [2, 2], new() { CheckDomains = true }));

    [Fact]
    public void The_check_allocates_nothing()
    {
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0)];
        BinaryCrossEntropy loss = new();
        Allocations.None(() => loss.Value<BinaryCrossEntropy, double>(x, x, new() { CheckDomains = true }));
        CrossEntropy softmax = default;
        Allocations.None(() => softmax.Value<CrossEntropy, double>(
            x, 10, x, new BatchOptions<double> { CheckDomains = true }));
    }

    private readonly struct Doubled : IPointLoss
    {
        public R Value<R>(R prediction, R target) where R : struct, IReal<R> => R.Of(2) * prediction;

        public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => R.Of(2);
    }
}
