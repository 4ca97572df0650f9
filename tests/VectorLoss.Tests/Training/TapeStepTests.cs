using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>A recorded program as one call a step.</summary>
public sealed class TapeStepTests
{
    // y = 2a − b + 1: Adam finds the three numbers.
    [Fact]
    public void A_line_is_learned_in_one_line_a_step()
    {
        Tape<double> tape = new();
        Var x = tape.Input(new(32, 2)), y = tape.Input(new(32, 1));
        Var slope = tape.Parameter(new(2, 1)), offset = tape.Parameter(new(1, 1));
        Var loss = tape.Loss(new Huber(), tape.Linear(x, slope, offset), y);
        TapeStep<double> step = new(tape, x, y, loss, new Adam<double>());
        SeededRandom random = new(1);
        double last = 1;
        for (int i = 0; i < 3000; i++)
        {
            double[] inputs = [.. Enumerable.Range(0, 64).Select(_ => random.Normal())];
            double[] targets = [.. inputs.Chunk(2).Select(row => (2 * row[0]) - row[1] + 1)];
            last = step.Step(inputs, targets, rate: 0.01);
        }
        Assert.True(last < 1e-6, $"{last}");
        Assert.Equal([2, -1], tape.ReadOnlyValues(slope).ToArray(), (a, b) => Math.Abs(a - b) < 1e-2);
    }

    [Fact]
    public void A_smaller_batch_moves_as_one_that_was_recorded_so()
    {
        double[] inputs = [1, 2, 3, 4, 5, 6], targets = [1, 0, 2];
        double[] moved = [.. ((int[])[3, 5]).Select(rows =>
        {
            Tape<double> tape = new();
            Var x = tape.Input(new(rows, 2)), y = tape.Input(new(rows, 1)), weights = tape.Input(new(rows, 1));
            Var w = tape.Parameter(new(2, 1));
            Var loss = tape.Loss(new SquaredError(), tape.MatMul(x, w), y,
                new HeadOptions { Reduction = Reduction.MeanBy(rows), Weights = weights });
            TapeStep<double> step = new(tape, x, y, loss, new Sgd<double>()) { Weights = weights };
            step.Step(inputs, targets, 0.01);
            step.Step(inputs, targets, 0.01);
            return tape.ReadOnlyValues(w)[0];
        })];
        Assert.Equal(moved[0], moved[1], 1e-14);
    }

    [Fact]
    public void Labels_are_targets_too_and_what_does_not_fit_is_refused()
    {
        Tape<float> tape = new();
        Var x = tape.Input(new(4, 3)), w = tape.Parameter(new(3, 2));
        Labels labels = tape.Labels(4);
        Var loss = tape.SoftmaxCrossEntropy(tape.MatMul(x, w), labels);
        TapeStep<float> step = new(tape, x, labels, loss, new Sgd<float>());
        float[] inputs = [.. Enumerable.Range(0, 12).Select(i => i / 7f)];
        double first = step.Step(inputs, [0, 0, 1, 1], 0.1), second = step.Step(inputs, [0, 0, 1, 1], 0.1);
        Assert.True(second < first);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int[] given = [0, 1, 1, 0];
        before = GC.GetAllocatedBytesForCurrentThread();
        step.Step(inputs, given, 0.1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Throws<InvalidOperationException>(() => step.Step(inputs, new float[4], 0.1));
        Assert.Throws<ArgumentException>("inputs", () => step.Step(new float[13], given, 0.1));
        Assert.Throws<ArgumentException>("inputs", () => step.Step(new float[15], given, 0.1));
        Assert.Throws<ArgumentException>("inputs", () => step.Step(new float[9], [0, 1, 1], 0.1));
        Assert.Throws<ArgumentException>("labels", () => step.Step(inputs, [0, 1, 1], 0.1));
    }

    [Fact]
    public void Targets_and_weights_that_are_not_those_of_the_program_are_refused_at_once()
    {
        Tape<double> tape = new();
        Var x = tape.Input(new(4, 1)), y = tape.Input(new(4, 1)), p = tape.Parameter(new(1, 1));
        Var weights = tape.Input(new(4, 1)), forgotten = tape.Input(new(4, 1));
        Var product = tape.MatMul(x, p), loss = tape.Loss(new SquaredError(), product, y,
            new HeadOptions { Reduction = Reduction.MeanBy(4), Weights = weights });
        Sgd<double> sgd = new();
        Refused("targets", "targets has 6 rows, inputs has 4", () => New(tape.Input(new(6, 1))));
        Refused("targets", "targets has 2 rows, inputs has 4", () => New(tape.Input(new(2, 1))));
        Refused("targets", "is no leaf", () => New(product));
        Refused("inputs", "is no leaf", () => new TapeStep<double>(tape, product, y, loss, sgd));
        Refused("labels", "labels has 3 rows, inputs has 4",
            () => new TapeStep<double>(tape, x, tape.Labels(3), loss, sgd));
        Refused("Weights", "does not depend on the weights", () => new TapeStep<double>(tape, x, y, loss, sgd)
        {
            Weights = forgotten,
        });
        Refused("Weights", "Weights has 3 rows, inputs has 4", () => new TapeStep<double>(tape, x, y, loss, sgd)
        {
            Weights = tape.Input(new(3, 1)),
        });
        Assert.Contains("1×1", Assert.Throws<ArgumentException>(
            () => new TapeStep<double>(tape, x, y, product, sgd)).Message);
        Assert.Throws<ArgumentException>(() => New(new Tape<double>().Input(new(4, 1))));
        // (0·1 − 1)² and (0·2 − 3)²: the mean of two samples in four rows.
        Assert.Equal(5, new TapeStep<double>(tape, x, y, loss, sgd) { Weights = weights }.Step([1, 2], [1.0, 3], 0));

        TapeStep<double> New(Var targets) => new(tape, x, targets, loss, sgd);

        static void Refused(string name, string reason, Func<object> make)
            => Assert.Contains(reason, Assert.Throws<ArgumentException>(name, make).Message);
    }

    [Fact]
    public void A_sample_may_have_several_labels()
    {
        Tape<double> tape = new();
        Var x = tape.Input(new(3, 4)), p = tape.Parameter(new(2, 2)), weights = tape.Input(new(6, 1));
        Labels labels = tape.Labels(6);
        Var loss = tape.SoftmaxCrossEntropy(tape.MatMul(tape.Reshape(x, new(6, 2)), p), labels,
            batch: new HeadOptions { Reduction = Reduction.MeanBy(6), Weights = weights });
        TapeStep<double> step = new(tape, x, labels, loss, new Sgd<double>()) { Weights = weights };
        tape.Values(p)[0] = 1;
        double[] inputs = [1, 0, 2, 0, 0, 1, 3, 0];
        double[] each = [.. new[] { 1.0, 2, 0, 3 }.Zip(new[] { 0, 1, 0, 1 },
            (logit, label) => Math.Log(1 + Math.Exp(label == 0 ? -logit : logit)))];
        Assert.Equal(each.Average(), step.Step(inputs, [0, 1, 0, 1], 0), 1e-14);
        Assert.Throws<ArgumentException>("labels", () => step.Step(inputs, [0, 1, 0], 0));
    }
}
