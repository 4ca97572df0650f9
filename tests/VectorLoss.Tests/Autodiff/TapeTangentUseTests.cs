using VectorLoss.Autodiff;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>How products with a direction are asked for: what they keep, refuse and cost.</summary>
public class TapeTangentUseTests
{
    private readonly Tape<double> tape = new();

    [Fact]
    public void A_direction_stays_until_it_is_cleared()
    {
        (Var x, Var y) = (Leaf(3), Leaf(5));
        Var product = tape.Multiply(x, tape.Multiply(x, y));
        tape.Forward();
        Assert.Equal(0, tape.JacobianVector(product)[0]);
        tape.Direction(x)[0] = 2;
        Assert.Equal(2 * 3 * 5 * 2, tape.JacobianVector(product)[0]);
        tape.Direction(y)[0] = 1;
        Assert.Equal(2 * 3 * 5 * 2 + 9, tape.JacobianVector(product)[0]);
        Assert.Equal(2, tape.Direction(x)[0]);
        tape.ClearDirections();
        Assert.Equal(0, tape.JacobianVector(product)[0]);
        Assert.Equal(0, tape.Direction(x)[0]);
    }

    [Fact]
    public void A_direction_in_data_gives_mixed_derivatives_of_the_parameters()
    {
        (Var w, Var x) = (Leaf(3), tape.Input(Shape.Scalar));
        tape.Values(x)[0] = 5;
        Var scalar = tape.Multiply(w, tape.Multiply(w, x));
        tape.Direction(x)[0] = 1;
        tape.Forward();
        Assert.Equal(9, tape.HessianVector(scalar));
        Assert.Equal(2 * 3, tape.GradientTangent(w)[0]);
    }

    [Fact]
    public void The_first_variable_of_a_tape_may_be_the_scalar()
    {
        Var x = Leaf(3);
        tape.Direction(x)[0] = 1;
        tape.Forward();
        Assert.Equal(1, tape.HessianVector(x));
        Assert.Equal((1, 0), (tape.Gradient(x)[0], tape.GradientTangent(x)[0]));
    }

    [Fact]
    public void A_product_keeps_accumulated_gradients_and_uses_the_last_pass()
    {
        Var x = Leaf(3), cube = tape.Multiply(x, tape.Multiply(x, x)), other = tape.Exp(x);
        tape.Direction(x)[0] = 1;
        tape.ForwardBackward(cube);
        tape.Backward(cube, GradientMode.Accumulate);
        tape.HessianVector(cube);
        Assert.Equal((54, 18), (tape.Gradient(x)[0], tape.GradientTangent(x)[0]));
        tape.Forward();
        tape.Backward(other);
        tape.HessianVector(cube);
        Assert.Equal((27, 18), (tape.Gradient(x)[0], tape.GradientTangent(x)[0]));
        tape.Backward(cube, seed: 2);
        tape.HessianVector(cube);
        Assert.Equal(18, tape.GradientTangent(x)[0]);
    }

    // Nothing was written, computed or differentiated yet, and a leaf needs no pass.
    [Fact]
    public void The_first_variable_of_a_tape_may_be_the_function_before_any_pass()
    {
        Var x = tape.Parameter(Shape.Scalar);
        tape.Direction(x)[0] = 2;
        Assert.Equal(2, tape.HessianVector(x));
        Assert.Equal((1, 0), (tape.Gradient(x)[0], tape.GradientTangent(x)[0]));
    }

    [Fact]
    public void A_seeded_backward_pass_is_that_of_the_weighted_sum()
    {
        RecordedProgram<double> program = new([new(3, 4), new(4, 5)], (t, v) => t.Tanh(t.MatMul(v[0], v[1])));
        Tape<double> t = program.Tape;
        t.ForwardBackward(program.Scalar);
        double[] weights = t.Gradient(program.Output).ToArray(), expected = program.Gradient(program.Leaves[0]);
        t.Backward(program.Output, weights);
        Assert.Equal(expected, program.Gradient(program.Leaves[0]));
        t.Backward(program.Output, weights, GradientMode.Accumulate);
        Assert.Equal(expected.Select(g => 2 * g), program.Gradient(program.Leaves[0]));
    }

    [Fact]
    public void What_is_asked_wrongly_is_refused()
    {
        Var constant = tape.Exp(tape.Input(new(2, 3)));
        Var x = tape.Parameter(new(2, 3)), y = tape.Exp(x), sum = tape.Sum(y);
        Says<InvalidOperationException>(() => tape.JacobianVector(y), "Exp", "not computed");
        tape.Forward();
        Says<ArgumentException>(() => tape.Direction(y), "Direction", "leaf", "Exp");
        Says<ArgumentException>(() => tape.Backward(y, new double[5]), "seed", "5", "6");
        Says<ArgumentException>(() => tape.HessianVector(y), "HessianVector", "2×3");
        Says<InvalidOperationException>(() => tape.GradientTangent(x), "no tangent");
        Says<InvalidOperationException>(() => tape.GradientTangent(constant), "depends on no parameter");
        Says<ArgumentException>(() => tape.GaussNewtonVector(sum, tape.Exp(x)), "recorded after");
        Says<InvalidOperationException>(() => tape.GaussNewtonVector(sum, constant), "depends on no parameter");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Products_allocate_nothing(int threads)
    {
        Tape<float> t = new(threads);
        (Var loss, Var output) = Network(t);
        Allocations.None(() =>
        {
            t.ForwardBackward(loss);
            t.JacobianVector(output);
            t.HessianVector(loss);
            t.GaussNewtonVector(loss, output);
            t.Backward(output, t.Gradient(output));
            t.GradientTangent(t.Parameters[0]);
        });
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        float[] Product(int threads)
        {
            Tape<float> t = new(threads);
            (Var loss, _) = Network(t);
            t.Forward();
            t.HessianVector(loss);
            return [.. t.Parameters.SelectMany(parameter => t.GradientTangent(parameter).ToArray())];
        }
        Assert.Equal(Product(1), Product(2));
    }

    [Fact]
    public void What_is_recorded_anew_after_a_rewind_has_products_of_its_own()
    {
        Var x = Leaf(2);
        tape.Direction(x)[0] = 1;
        Mark mark = tape.Mark();
        for (int i = 0; i < 3; i++)
        {
            tape.Rewind(mark);
            Var y = i % 2 == 0 ? tape.Multiply(x, x) : tape.Multiply(x, tape.Multiply(x, x));
            tape.Forward();
            tape.HessianVector(y);
            Assert.Equal(i % 2 == 0 ? 2 : 12, tape.GradientTangent(x)[0]);
        }
    }

    private static (Var Loss, Var Output) Network(Tape<float> t)
    {
        Random random = new(5);
        Var x = t.Input(new(64, 40)), w = t.Parameter(new(40, 30)), b = t.Parameter(Shape.Row(30));
        Var v = t.Parameter(new(30, 7)), c = t.Parameter(Shape.Row(7));
        Var output = t.LogSoftmax(t.Linear(t.Linear(x, w, b, Activation.Sigmoid), v, c));
        foreach (Var leaf in (Var[])[x, w, b, v, c])
            foreach (ref float value in t.Values(leaf))
                value = (float)random.NextDouble() - 0.5f;
        foreach (Var leaf in (Var[])[w, b, v, c])
            foreach (ref float value in t.Direction(leaf))
                value = (float)random.NextDouble() - 0.5f;
        return (t.Mean(t.Multiply(output, output)), output);
    }

    private Var Leaf(double value)
    {
        Var leaf = tape.Parameter(Shape.Scalar);
        tape.Values(leaf)[0] = value;
        return leaf;
    }

    private static void Says<TException>(Action act, params string[] words) where TException : Exception
    {
        string message = Assert.ThrowsAny<TException>(act).Message;
        Assert.All(words, word => Assert.Contains(word, message));
    }
}
