using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Losses as heads of a tape: labels, target distributions and options.</summary>
public class HeadOptionTests
{
    [Fact]
    public void Class_losses_of_labels_and_of_one_hot_targets_are_the_same()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(3, 4)), oneHot = tape.Input(new(3, 4));
        Labels labels = tape.Labels(3);
        ClassLossOptions options = new() { LabelSmoothing = 0.1, Softcap = 5, LseSquareScale = 0.01 };
        Var byLabel = tape.SoftmaxCrossEntropy(x, labels, options: options);
        Var byTarget = tape.SoftmaxCrossEntropy(x, oneHot, options: options);
        Var byCard = tape.Loss(CrossEntropy.Card, x, labels);
        TapeLossTests.Fill(tape.Values(x), Domain.Real, 3);
        for (int row = 0; row < 3; row++)
            tape.Values(oneHot)[row * 4 + (tape.Values(labels)[row] = row + 1)] = 1;
        tape.Forward();
        tape.Backward(byLabel);
        double[] gradient = tape.Gradient(x).ToArray();
        tape.Backward(byTarget);
        Assert.Equal(tape.Scalar(byLabel), tape.Scalar(byTarget), 1e-14);
        Assert.All(gradient.Zip(tape.Gradient(x).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
        Assert.Equal(new CrossEntropy().Value<CrossEntropy, double>(tape.Values(x), 4, tape.Values(labels)),
            tape.Scalar(byCard));
    }

    [Fact]
    public void Ignored_labels_and_class_weights_reach_the_kernel()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(3, 2));
        Labels labels = tape.Labels(3);
        Var loss = tape.SoftmaxCrossEntropy(x, labels, Reduction.Sum, new() { Ignore = [-100], ClassWeights = [1, 3] });
        new[] { 0, -100, 1 }.CopyTo(tape.Values(labels));
        tape.ForwardBackward(loss);
        Assert.Equal(4 * Math.Log(2), tape.Scalar(loss), 1e-15);
        Assert.Equal([-0.5, 0.5, 0, 0, 1.5, -1.5], tape.Gradient(x));
    }

    // Lengths of the first sequence stand behind both; those of the second may follow, or be the whole row.
    [Fact]
    public void The_lengths_of_one_sequence_reach_the_kernel_without_those_of_the_other()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(2, 5)), y = tape.Parameter(new(2, 5)), lengths = tape.Input(new(2, 1));
        Var losses = tape.Loss(SoftDynamicTimeWarping.Card, [x, y, lengths], new() { Unreduced = true });
        TapeLossTests.Fill(tape.Values(x), Domain.Real, 3);
        TapeLossTests.Fill(tape.Values(y), Domain.Real, 4);
        new[] { 3.0, 5 }.CopyTo(tape.Values(lengths));
        tape.Forward();
        double[] expected = new double[2];
        SoftDynamicTimeWarping loss = new(1);
        loss.Values(new RowInputs<double>
        {
            First = tape.Values(x),
            Second = tape.Values(y),
            FirstLengths = tape.Values(lengths),
            Columns = 5,
        }, expected);
        Assert.Equal(expected, tape.Values(losses).ToArray());
        loss.Values(new RowInputs<double> { First = tape.Values(x), Second = tape.Values(y), Columns = 5 }, expected);
        Assert.NotEqual(expected[0], tape.Values(losses)[0]);
        Assert.Equal(expected[1], tape.Values(losses)[1]);
    }

    [Fact]
    public void Weights_and_masks_that_do_not_fit()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(3, 4)), t = tape.Input(new(3, 4)), three = tape.Input(new(1, 3));
        Labels labels = tape.Labels(3);
        Refused(() => tape.Loss(new Huber(1), x, t, new HeadOptions { Weights = three }), "Huber", "12 numbers", "1×3");
        Refused(() => tape.SoftmaxCrossEntropy(x, labels, new HeadOptions { Mask = t }), "CrossEntropy", "3 numbers");
        Refused(() => tape.SoftmaxCrossEntropy(x, labels, new HeadOptions { Weights = tape.Parameter(new(3, 1)) }),
            "no gradient to weights");
        Var head = tape.SoftmaxCrossEntropy(x, labels, new HeadOptions { Weights = three, Mask = three });
        tape.Values(three)[1] = -1;
        Refused(() => tape.Forward(head), "Weight 1 is -1");
        tape.Values(three)[1] = double.NaN;
        Refused(() => tape.Forward(head), "mask[1] is NaN");
        tape.Values(three)[1] = 2;
        tape.ForwardBackward(head);
        tape.Direction(three)[0] = 1;
        Assert.Contains("no derivative by its input 1",
            Assert.Throws<NotSupportedException>(() => tape.JacobianVector(head)).Message);
        tape.Values(three)[1] = 3;
        Assert.Throws<InvalidOperationException>(() => tape.Backward(head));
    }

    private static void Refused(Action act, params string[] words)
    {
        string message = Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.All(words, word => Assert.Contains(word, message));
    }

    [Fact]
    public void The_textbooks_cross_entropy_error()
    {
        Tape<double> tape = new();
        Var y = tape.Parameter(new(2, 10)), t = tape.Input(new(2, 10));
        Labels labels = tape.Labels(2);
        Var byLabel = tape.CrossEntropyError(y, labels), byTarget = tape.CrossEntropyError(y, t);
        // The example of the book's section 4.2.2, and its second version where the seventh digit is the likeliest.
        double[] first = [0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0];
        double[] second = [0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0];
        first.CopyTo(tape.Values(y));
        second.CopyTo(tape.Values(y)[10..]);
        tape.Values(labels).Fill(2);
        (tape.Values(t)[2], tape.Values(t)[12]) = (1, 1);
        tape.Forward();
        double expected = -(Math.Log(0.6 + 1e-7) + Math.Log(0.1 + 1e-7)) / 2;
        Assert.Equal(expected, tape.Scalar(byLabel), 1e-15);
        Assert.Equal(expected, tape.Scalar(byTarget), 1e-15);
        tape.Backward(byLabel);
        double[] gradient = tape.Gradient(y).ToArray();
        Assert.Equal((-0.5 / (0.6 + 1e-7), 0), (gradient[2], gradient[3]));
        tape.Backward(byTarget);
        Assert.All(gradient.Zip(tape.Gradient(y).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Fact]
    public void Options_go_by_name()
    {
        Tape<double> tape = new();
        Var p = tape.Parameter(Shape.Scalar), t = tape.Input(Shape.Scalar);
        Var narrow = tape.Loss(Huber.Card, p, t, default, ("delta", 0.5)), usual = tape.Loss(Huber.Card, p, t);
        tape.Values(p)[0] = 3;
        tape.Forward();
        Assert.Equal((0.5 * (3 - 0.25), 2.5), (tape.Scalar(narrow), tape.Scalar(usual)));
    }
}
