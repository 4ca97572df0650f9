using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>What each op computes, against loops and functions of the platform.</summary>
public class OpValueTests
{
    private static readonly double[] X = [-2, -0.5, 0, 0.25, 1, 3];
    private static readonly double[] A = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void Functions_of_one_number()
    {
        Near(X.Select(x => Math.Exp(x)), Run(X, (t, x) => t.Exp(x)));
        Near(A.Select(x => Math.Log(x)), Run(A, (t, x) => t.Log(x)));
        Near(X.Select(x => 1 / (1 + Math.Exp(-x))), Run(X, (t, x) => t.Sigmoid(x)));
        Near(X.Select(x => Math.Tanh(x)), Run(X, (t, x) => t.Tanh(x)));
        Assert.Equal([0, 0, 0, 0.25, 1, 3], Run(X, (t, x) => t.Relu(x)));
        Assert.Equal([0, 0, 0, 1, 1, 1], Run(X, (t, x) => t.Step(x)));
    }

    [Fact]
    public void Nan_goes_through_every_function_and_back()
    {
        Func<Tape<double>, Var, Var>[] functions =
            [(t, x) => t.Exp(x), (t, x) => t.Log(x), (t, x) => t.Sigmoid(x), (t, x) => t.Tanh(x), (t, x) => t.Relu(x),
             (t, x) => t.Step(x), (t, x) => t.Softmax(x), (t, x) => t.LogSoftmax(x), (t, x) => t.Sum(x)];
        foreach (var function in functions)
            Assert.Contains(double.NaN, Run([0.5, double.NaN, 1, 2, 3, 4], function));
        Tape<double> tape = new();
        Var leaf = tape.Parameter(Shape.Scalar), relu = tape.Relu(leaf);
        tape.Values(leaf)[0] = double.NaN;
        tape.Forward();
        tape.Backward(relu);
        Assert.Equal(double.NaN, tape.Gradient(leaf)[0]);
    }

    [Fact]
    public void Subgradients_at_the_kinks_are_zero()
    {
        Tape<float> tape = new();
        Var x = tape.Parameter(Shape.Row(1)), both = tape.Add(tape.Relu(x), tape.Step(x));
        tape.Forward();
        tape.Backward(both);
        Assert.Equal(0, tape.Gradient(x)[0]);
    }

    [Fact]
    public void Broadcast_arithmetic()
    {
        double[] row = [10, 20, 30], column = [100, 200];
        Assert.Equal([11, 22, 33, 14, 25, 36], Pair(A, new(2, 3), row, new(1, 3), (t, a, b) => t.Add(a, b)));
        Assert.Equal([-99, -98, -97, -196, -195, -194],
            Pair(A, new(2, 3), column, new(2, 1), (t, a, b) => t.Subtract(a, b)));
        Assert.Equal([2, 4, 6, 8, 10, 12], Pair(A, new(2, 3), [2], new(1, 1), (t, a, b) => t.Multiply(a, b)));
        Assert.Equal([0.1, 0.05, 10 / 300.0, 0.2, 0.1, 20 / 300.0],
            Pair([1, 2], new(2, 1), [10, 20, 30], new(1, 3), (t, a, b) => t.Divide(a, b)));
    }

    [Fact]
    public void Products()
    {
        double[] b = [1, 0, 2, -1, 3, 1];
        // A = (1 2 3; 4 5 6), B = (1 0; 2 −1; 3 1).
        Assert.Equal([14, 1, 32, 1], Pair(A, new(2, 3), b, new(3, 2), (t, x, y) => t.MatMul(x, y)));
        Assert.Equal([5, 0, 1, 11, 0, 3, 17, 0, 5],
            Pair(A, new(3, 2), [1, 0, 1, 2, 0, 0], new(2, 3), (t, x, y) => t.MatMul(x, y)));
        Assert.Equal([14, 32, 32, 77], Pair(A, new(2, 3), A, new(2, 3), (t, x, y) => t.MatMul(x, y, transposeB: true)));
        Assert.Equal([17, 22, 27, 22, 29, 36, 27, 36, 45],
            Pair(A, new(2, 3), A, new(2, 3), (t, x, y) => t.MatMul(x, y, transposeA: true)));
    }

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    public void A_linear_layer_is_the_ops_that_it_fuses(Activation activation)
    {
        Tape<double> tape = new();
        Var x = tape.Input(new(7, 9)), w = tape.Parameter(new(9, 11)), b = tape.Parameter(Shape.Row(11));
        Random random = new(3);
        foreach (Var leaf in (Var[])[x, w, b])
            foreach (ref double value in tape.Values(leaf))
                value = random.NextDouble() - 0.5;
        Var fused = tape.Linear(x, w, b, activation), z = tape.Add(tape.MatMul(x, w), b);
        Var composed = activation switch
        {
            Activation.Relu => tape.Relu(z),
            Activation.Sigmoid => tape.Sigmoid(z),
            Activation.Tanh => tape.Tanh(z),
            _ => z,
        };
        tape.Forward();
        Assert.Equal(tape.Values(composed), tape.Values(fused));
    }

    [Fact]
    public void Reductions_and_layout()
    {
        Assert.Equal([21], Run(A, (t, x) => t.Sum(x)));
        Assert.Equal([3.5], Run(A, (t, x) => t.Mean(x)));
        Assert.Equal([5, 7, 9], Run(A, (t, x) => t.Sum(x, Axis.Rows)));
        Assert.Equal([6, 15], Run(A, (t, x) => t.Sum(x, Axis.Columns)));
        Assert.Equal([2.5, 3.5, 4.5], Run(A, (t, x) => t.Mean(x, Axis.Rows)));
        Assert.Equal([2, 5], Run(A, (t, x) => t.Mean(x, Axis.Columns)));
        Assert.Equal([1, 4, 2, 5, 3, 6], Run(A, (t, x) => t.Transpose(x)));
        Assert.Equal(A, Run(A, (t, x) => t.Reshape(x, new(6, 1))));
    }

    [Fact]
    public void Rows()
    {
        double[] exp = [.. A.Select(x => Math.Exp(x))], sums = [exp[0] + exp[1] + exp[2], exp[3] + exp[4] + exp[5]];
        Near(exp.Select((e, i) => e / sums[i / 3]), Run(A, (t, x) => t.Softmax(x)));
        Near(exp.Select((e, i) => Math.Log(e / sums[i / 3])), Run(A, (t, x) => t.LogSoftmax(x)));
    }

    private static double[] Run(double[] values, Func<Tape<double>, Var, Var> op)
    {
        Tape<double> tape = new();
        Var x = tape.Input(new(2, 3)), y = op(tape, x);
        values.CopyTo(tape.Values(x));
        tape.Forward();
        return tape.Values(y).ToArray();
    }

    private static double[] Pair(
        double[] a, Shape shapeA, double[] b, Shape shapeB, Func<Tape<double>, Var, Var, Var> op)
    {
        Tape<double> tape = new();
        Var x = tape.Input(shapeA), y = tape.Input(shapeB), z = op(tape, x, y);
        a.CopyTo(tape.Values(x));
        b.CopyTo(tape.Values(y));
        tape.Forward();
        return tape.Values(z).ToArray();
    }

    // Two functions of 1.5 ULP each and one quotient.
    private static void Near(IEnumerable<double> expected, double[] actual)
        => Assert.All(expected.Zip(actual), pair => Assert.Equal(
            pair.First, pair.Second, 8 * Math.ScaleB(1, -52) * Math.Max(1, Math.Abs(pair.First))));
}
