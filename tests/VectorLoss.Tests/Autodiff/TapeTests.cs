using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

public class TapeTests
{
    private readonly Tape<double> tape = new();

    [Fact]
    public void A_variable_used_twice_gets_the_sum_of_both_gradients()
    {
        Var x = Leaf(3), y = tape.Add(tape.Multiply(x, x), tape.Multiply(x, tape.Exp(x)));
        tape.Forward();
        tape.Backward(y);
        Assert.Equal(2 * 3 + Math.Exp(3) * (1 + 3), tape.Gradient(x)[0], 1e-13);
    }

    [Fact]
    public void Replay_takes_the_numbers_of_now()
    {
        Var x = Leaf(3), y = tape.Multiply(x, x);
        tape.Forward();
        tape.Backward(y);
        tape.Values(x)[0] = 5;
        tape.Forward();
        tape.Backward(y);
        Assert.Equal((25, 10), (tape.Scalar(y), tape.Gradient(x)[0]));
    }

    [Fact]
    public void Gradients_are_overwritten_or_accumulated_as_asked()
    {
        Var x = Leaf(3), square = tape.Multiply(x, x), y = tape.Add(square, x);
        tape.Forward();
        tape.Backward(y);
        tape.Backward(y);
        Assert.Equal(7, tape.Gradient(x)[0]);
        tape.Backward(y, GradientMode.Accumulate);
        tape.Backward(y, GradientMode.Accumulate, seed: 10);
        Assert.Equal(7 + 7 + 70, tape.Gradient(x)[0]);
        // What lies between belongs to the last pass alone.
        Assert.Equal(10, tape.Gradient(square)[0]);
        tape.ForwardBackward(y, GradientMode.Accumulate);
        Assert.Equal(91, tape.Gradient(x)[0]);
        tape.Backward(y);
        Assert.Equal(7, tape.Gradient(x)[0]);
    }

    [Fact]
    public void A_parameter_that_is_the_scalar_itself_has_the_seed_as_gradient()
    {
        Var x = Leaf(3);
        tape.ForwardBackward(x, seed: 2);
        tape.Backward(x, GradientMode.Accumulate, seed: 5);
        Assert.Equal(7, tape.Gradient(x)[0]);
    }

    [Fact]
    public void What_the_scalar_does_not_depend_on_has_gradient_zero()
    {
        Var x = Leaf(3), unused = Leaf(4), y = tape.Multiply(x, x), z = tape.Multiply(unused, unused);
        tape.Forward();
        tape.Backward(z);
        tape.Backward(y);
        Assert.Equal(0, tape.Gradient(unused)[0]);
        Assert.Equal(0, tape.Gradient(z)[0]);
        tape.Backward(z, GradientMode.Accumulate);
        Assert.Equal((6, 8), (tape.Gradient(x)[0], tape.Gradient(unused)[0]));
    }

    [Fact]
    public void A_step_passes_nothing_on()
    {
        Var x = Leaf(3), y = tape.Multiply(tape.Step(x), x);
        tape.Forward();
        tape.Backward(y);
        Assert.Equal(1, tape.Gradient(x)[0]);
    }

    [Fact]
    public void An_input_gets_a_gradient_only_if_it_was_asked_for()
    {
        Var w = Leaf(2), x = tape.Input(Shape.Scalar, differentiable: true), t = tape.Input(Shape.Scalar);
        Var y = tape.Subtract(tape.Multiply(w, x), t);
        tape.Values(x)[0] = 5;
        tape.Forward();
        tape.Backward(y);
        Assert.Equal((5, 2), (tape.Gradient(w)[0], tape.Gradient(x)[0]));
        Assert.True(tape.NeedsGradient(x) && !tape.NeedsGradient(t));
        Assert.Equal([w], tape.Parameters);
        Assert.Throws<InvalidOperationException>(() => tape.Gradient(t).Length);
    }

    [Fact]
    public void A_fused_step_gives_the_bits_of_two_passes()
    {
        Tape<float> twice = new(), once = new();
        (Var loss, Var weight) = Classifier(twice);
        (Var fused, Var same) = Classifier(once);
        twice.Forward();
        twice.Backward(loss, seed: 0.5);
        once.ForwardBackward(fused, seed: 0.5);
        Assert.Equal(twice.Scalar(loss), once.Scalar(fused));
        Assert.Equal(twice.Gradient(weight), once.Gradient(same));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        Tape<float> one = new(1), two = new(2);
        (Var loss, Var weight) = Classifier(one);
        (Var other, Var same) = Classifier(two);
        one.ForwardBackward(loss);
        two.ForwardBackward(other);
        Assert.Equal(one.Scalar(loss), two.Scalar(other));
        Assert.Equal(one.Gradient(weight), two.Gradient(same));
    }

    [Fact]
    public void Neither_does_it_where_rows_are_shared_among_threads()
    {
        (float Loss, float[] Gradient) On(int threads)
        {
            Tape<float> tape = new(threads);
            Var x = tape.Parameter(new(130, 1000));
            Labels labels = tape.Labels(130);
            for (int i = 0; i < 130_000; i++)
                tape.Values(x)[i] = i * 37 % 101 * 0.1f;
            for (int i = 0; i < 130; i++)
                tape.Values(labels)[i] = i * 7;
            Var heads = tape.Add(tape.SoftmaxCrossEntropy(x, labels), tape.ClassLoss(new MultiMargin(), x, labels));
            Var rows = tape.Add(tape.Multiply(tape.Softmax(x), x), tape.LogSoftmax(x));
            Var loss = tape.Add(heads, tape.Mean(rows));
            tape.Forward();
            tape.Backward(loss);
            return (tape.Scalar(loss), tape.Gradient(x).ToArray());
        }

        (float Loss, float[] Gradient) one = On(1), three = On(3);
        Assert.Equal(one.Loss, three.Loss);
        Assert.Equal(one.Gradient, three.Gradient);
    }

    [Fact]
    public void Describes_the_program()
    {
        Var x = tape.Input(new(2, 3)), w = tape.Parameter(new(3, 4)), b = tape.Parameter(Shape.Row(4));
        tape.Sum(tape.Linear(x, w, b, Activation.Relu));
        Assert.Equal(
            "#0 Input() 2×3\n#1 Parameter() 3×4\n#2 Parameter() 1×4\n#3 Linear Relu(#0, #1, #2) 2×4\n#4 Sum(#3) 1×1",
            tape.Describe());
    }

    [Fact]
    public void Names_the_first_op_that_makes_a_number_that_is_none()
    {
        Var x = Leaf(-1), log = tape.Log(x), y = tape.Exp(log);
        tape.Forward();
        tape.StopsAtNonFinite = true;
        Assert.Contains("Log made NaN", Assert.Throws<ArithmeticException>(() => tape.Forward()).Message);
        tape.Values(x)[0] = 1;
        Allocations.None(() => tape.ForwardBackward(y));
        tape.Values(x)[0] = 1e-320;
        tape.Forward();
        Assert.Contains("the gradient of its input 0",
            Assert.Throws<ArithmeticException>(() => tape.Backward(log)).Message);
    }

    private Var Leaf(double value)
    {
        Var leaf = tape.Parameter(Shape.Scalar);
        tape.Values(leaf)[0] = value;
        return leaf;
    }

    internal static (Var Loss, Var Weight) Classifier(Tape<float> tape)
    {
        Random random = new(5);
        Var x = tape.Input(new(64, 40)), w = tape.Parameter(new(40, 30)), b = tape.Parameter(Shape.Row(30));
        Var v = tape.Parameter(new(30, 7)), c = tape.Parameter(Shape.Row(7));
        Labels labels = tape.Labels(64);
        foreach (Var leaf in (Var[])[x, w, b, v, c])
            foreach (ref float value in tape.Values(leaf))
                value = (float)random.NextDouble() - 0.5f;
        foreach (ref int label in tape.Values(labels))
            label = random.Next(7);
        return (tape.SoftmaxCrossEntropy(tape.Linear(tape.Linear(x, w, b, Activation.Sigmoid), v, c), labels), w);
    }
}
