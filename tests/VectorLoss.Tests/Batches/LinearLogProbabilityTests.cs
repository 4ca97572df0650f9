using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Preference and policy losses of tokens from hidden rows, against all logits at once.</summary>
public class LinearLogProbabilityTests
{
    private const int Rows = 24, Tokens = 4, Features = 32, Classes = 700;

    /// <summary>
    /// DPO of answers of four tokens each, chosen and rejected ones in turn: the sum of the log-probabilities of an
    /// answer, less that of the reference, is what the loss sees.
    /// </summary>
    private readonly ref struct Preferences(DirectPreference loss, ReadOnlySpan<double> reference)
        : ILogProbabilityLoss<double>
    {
        private readonly ReadOnlySpan<double> reference = reference;

        public double ValueAndSlopes(ReadOnlySpan<double> logProbabilities, Span<double> slopes)
        {
            const int pairs = Rows / Tokens / 2;
            Span<double> chosen = stackalloc double[pairs], rejected = stackalloc double[pairs];
            for (int row = 0; row < Rows; row++)
                (row / Tokens % 2 == 0 ? chosen : rejected)[row / Tokens / 2] += logProbabilities[row] - reference[row];
            Span<double> byChosen = stackalloc double[pairs], byRejected = stackalloc double[pairs];
            double value = loss.ValueAndGradient<DirectPreference, double>(chosen, rejected, byChosen);
            loss.TargetGradient<DirectPreference, double>(chosen, rejected, byRejected);
            for (int row = 0; row < Rows; row++)
                slopes[row] = (row / Tokens % 2 == 0 ? byChosen : byRejected)[row / Tokens / 2];
            return value;
        }
    }

    /// <summary>PPO's clipped ratio of every token.</summary>
    private readonly ref struct Policy(ClippedPolicy loss, ReadOnlySpan<double> old, ReadOnlySpan<double> advantages)
        : ILogProbabilityLoss<double>
    {
        private readonly ReadOnlySpan<double> old = old, advantages = advantages;

        public double ValueAndSlopes(ReadOnlySpan<double> logProbabilities, Span<double> slopes)
            => loss.ValueAndGradient<ClippedPolicy, double>(
                logProbabilities, old, advantages, new() { First = slopes });
    }

    /// <summary>What is passed on, with the slopes of a sum of numbers of both signs; for bits.</summary>
    private readonly ref struct Weighted<T>(ReadOnlySpan<T> factors) : ILogProbabilityLoss<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> factors = factors;

        public double ValueAndSlopes(ReadOnlySpan<T> logProbabilities, Span<T> slopes)
        {
            factors.CopyTo(slopes);
            double sum = 0;
            for (int row = 0; row < factors.Length; row++)
                sum += double.CreateTruncating(factors[row] * logProbabilities[row]);
            return sum;
        }
    }

    private readonly double[] hidden = Numbers(1, Rows * Features), weight = Numbers(2, Classes * Features),
        bias = Numbers(3, Classes), reference = Numbers(4, Rows);

    private readonly int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row * 37 % Classes)];

    private LinearLayer<double> Layer => new()
    {
        Hidden = hidden,
        Weight = weight,
        Bias = bias,
        Features = Features,
        Classes = Classes,
    };

    private sealed record Results(double Value, double[] Hidden, double[] Weight, double[] Bias, double[] Logs);

    [Theory]
    [InlineData(Classes)]
    [InlineData(Rows * 256)]
    [InlineData(Rows * Classes)]
    public void Direct_preference_is_that_of_all_logits_on_a_tape(int workspace)
    {
        Results found = Run(new Preferences(new(0.5), reference), workspace, default);
        Agree(found, (tape, logs) =>
        {
            Var old = tape.Input(Shape.Column(Rows));
            reference.CopyTo(tape.Values(old));
            Var answers = tape.Reshape(tape.Subtract(logs, old), new(Rows / Tokens, Tokens));
            Var sums = tape.Reshape(tape.Sum(answers, Axis.Columns), new(Rows / Tokens / 2, 2));
            return tape.Loss(new DirectPreference(0.5),
                tape.Slice(sums, .., ..1), tape.Slice(sums, .., 1..));
        });
    }

    [Fact]
    public void A_clipped_policy_is_that_of_all_logits_on_a_tape()
    {
        double[] logs = new double[Rows], advantages = [.. Numbers(5, Rows).Select(x => 3 * x)];
        LinearLogProbabilities.Values(Layer, labels, logs, new double[Classes]);
        double[] old = [.. logs.Select((log, row) => log + 0.4 * reference[row])];
        Results found = Run(new Policy(new(0.2, 0.2), old, advantages), Rows * 300, default);
        Agree(found, (tape, log) =>
        {
            Var before = tape.Input(Shape.Column(Rows)), gains = tape.Input(Shape.Column(Rows));
            old.CopyTo(tape.Values(before));
            advantages.CopyTo(tape.Values(gains));
            return tape.Loss(ClippedPolicy.Card, [log, before, gains], default, ("eps_low", 0.2), ("eps_high", 0.2));
        });
    }

    private Results Run<TLoss>(TLoss loss, int workspace, ClassOptions<double> options)
        where TLoss : struct, ILogProbabilityLoss<double>, allows ref struct
    {
        Results room = new(0, new double[hidden.Length], new double[weight.Length], new double[Classes],
            new double[Rows]);
        return room with
        {
            Value = LinearLogProbabilities.ValueAndGradient(loss, Layer, labels, room.Logs, new double[Rows],
                new() { Hidden = room.Hidden, Weight = room.Weight, Bias = room.Bias }, new double[workspace], options),
        };
    }

    private void Agree(Results found, Func<Tape<double>, Var, Var> loss)
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(Rows, Features)), w = tape.Parameter(new(Classes, Features)),
            b = tape.Parameter(Shape.Row(Classes));
        hidden.CopyTo(tape.Values(x));
        weight.CopyTo(tape.Values(w));
        bias.CopyTo(tape.Values(b));
        Labels chosen = tape.Labels(Rows);
        labels.CopyTo(tape.Values(chosen));
        Var logs = tape.GatherColumns(
            tape.LogSoftmax(tape.Linear(x, w, b, Activation.None, true)), chosen);
        Var head = loss(tape, logs);
        tape.ForwardBackward(head);
        Near(tape.ReadOnlyValues(logs), found.Logs);
        Near([tape.Scalar(head)], [found.Value]);
        Near(tape.Gradient(x), found.Hidden);
        Near(tape.Gradient(w), found.Weight);
        Near(tape.Gradient(b), found.Bias);
        Assert.Contains(found.Hidden, slope => Math.Abs(slope) > 1e-4);

        // Sums of at most 700 products of numbers below 8, in another order.
        static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<double> got)
        {
            Assert.Equal(expected.Length, got.Length);
            for (int i = 0; i < got.Length; i++)
                Assert.Equal(expected[i], got[i], 700 * 8 * Math.ScaleB(1, -52));
        }
    }

    [Theory]
    [InlineData(Classes, 1)]
    [InlineData(Rows * 256, 2)]
    [InlineData(Rows * 256 + Rows * Features, 1)]
    [InlineData(Rows * Classes, 2)]
    public void Gradients_have_the_bits_of_cross_entropy_with_factors(int workspace, int threads)
    {
        bool[] mask = [.. Enumerable.Range(0, Rows).Select(row => threads == 1 || row % 5 != 2)];
        double[] factors = [.. reference.Select(x => x - 0.1)], negated = [.. factors.Select(x => -x)];
        double[] sums = new double[Rows], again = new double[Rows];
        Results found = Run(new Weighted<double>(factors), workspace, new()
        {
            Batch = new() { Mask = mask, Threads = threads, Upstream = 0.5 },
            Softcap = 5,
            LogSumExp = sums,
        });
        Results plain = found with { Hidden = [.. found.Hidden], Weight = [.. found.Weight], Bias = [.. found.Bias] };
        LinearGradients<double> gradients = new() { Hidden = plain.Hidden, Weight = plain.Weight, Bias = plain.Bias };
        new CrossEntropy().ValueAndGradient(Layer, labels, gradients, new double[workspace], new()
        {
            Batch = new()
            {
                Mask = mask,
                Factors = negated,
                Reduction = Reduction.Sum,
                Threads = threads,
                Upstream = 0.5,
            },
            Softcap = 5,
            LogSumExp = again,
        });
        Assert.Equal(again, sums);
        Assert.Equal(plain.Hidden, found.Hidden);
        Assert.Equal(plain.Bias, found.Bias);
        Assert.Equal(plain.Weight, found.Weight);
        Assert.All(mask.Index(), one => Assert.Equal(one.Item, found.Logs[one.Index] != 0));
        LinearLogProbabilities.Gradient(Layer, labels, factors, gradients, new double[workspace],
            new() { Batch = new() { Mask = mask, Threads = threads, Upstream = 0.5 }, Softcap = 5 });
        Assert.Equal(plain.Weight, found.Weight);
        Assert.Equal(plain.Hidden, found.Hidden);
    }

    [Fact]
    public void The_op_of_a_tape_agrees_with_differences_and_allocates_nothing()
    {
        int[] chosen = [2, 0, -1, 6, 2];
        RecordedProgram<double> program = new([new(5, 3), new(7, 3), Shape.Row(7)], (tape, leaves) =>
        {
            Labels tokens = tape.Labels(5);
            chosen.CopyTo(tape.Values(tokens));
            Var logs = tape.LinearLogProbabilities(leaves[0], leaves[1], leaves[2], tokens,
                new() { Ignore = [-1], Softcap = 4 });
            // Twice, so that gradients are added as well as written.
            return tape.Add(tape.Exp(logs),
                tape.LinearLogProbabilities(leaves[0], leaves[1], leaves[2], tokens, new() { Ignore = [-1] }));
        });
        program.Agrees();
        Assert.Equal(1, program.Tape.ReadOnlyValues(program.Output)[2]);
        Allocations.None(() => program.Tape.ForwardBackward(program.Scalar));
        Tape<double> other = new();
        Var x = other.Parameter(new(5, 3)), w = other.Parameter(new(7, 3)), b = other.Parameter(Shape.Row(7));
        Assert.Contains("4 labels", Assert.Throws<ArgumentException>(
            () => other.LinearLogProbabilities(x, w, b, other.Labels(4))).Message);
        Assert.Contains("weight classes×features", Assert.Throws<ArgumentException>(
            () => other.LinearLogProbabilities(x, x, b, other.Labels(5))).Message);
        Assert.Contains("only ignored labels", Assert.Throws<ArgumentException>(() => other.LinearLogProbabilities(
            x, w, b, other.Labels(5), new() { LabelSmoothing = 0.1 })).Message);
    }

    [Fact]
    public void Options_that_weigh_are_refused_and_nothing_is_allocated()
    {
        double[] logs = new double[Rows], slopes = new double[Rows], room = new double[Rows * 300];
        void Refused(Func<ClassOptions<double>> options) => Assert.Throws<ArgumentException>(
            () => LinearLogProbabilities.Values(Layer, labels, logs, room, options()));
        Refused(() => new BatchOptions<double> { Weights = logs });
        Refused(() => new BatchOptions<double> { Factors = logs });
        Refused(() => new() { ClassWeights = bias });
        Refused(() => new() { LabelSmoothing = 0.1 });
        Refused(() => new() { LseSquareScale = 0.1 });
        Assert.Throws<ArgumentException>(() => LinearLogProbabilities.ValueAndGradient(
            new Weighted<double>(reference), Layer, labels, logs, logs, default, room));
        double[] dHidden = new double[hidden.Length], dWeight = new double[weight.Length];
        Allocations.None(() => LinearLogProbabilities.ValueAndGradient(new Weighted<double>(reference), Layer, labels,
            logs, slopes, new() { Hidden = dHidden, Weight = dWeight }, room));
    }

    private static double[] Numbers(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
    }
}
