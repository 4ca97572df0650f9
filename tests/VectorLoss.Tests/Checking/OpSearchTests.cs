using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Checking;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>The op whose backward is wrong is named, wherever it stands, with small inputs that show it.</summary>
public class OpSearchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_wrong_op_is_named_wherever_it_stands(int place)
    {
        (Tape<double> tape, Var scalar) = Net<double>(place);
        WrongOp<double> wrong = Assert.Single(OpSearch.WrongOps(tape, scalar));
        Assert.Equal("Square", wrong.Name);
        Assert.Contains("Square", wrong.ToString(), StringComparison.Ordinal);
        // One number shows it, and 1 is the plainest that does: at 0 the derivative is 0 with or without the factor.
        (Shape shape, double[] values) = Assert.Single(wrong.Inputs!);
        Assert.Equal(new Shape(1, 1), shape);
        Assert.Equal([1.0], values);
    }

    [Fact]
    public void In_float_too()
    {
        (Tape<float> tape, Var scalar) = Net<float>(1);
        Assert.Equal("Square", Assert.Single(OpSearch.WrongOps(tape, scalar)).Name);
    }

    /// <summary>The forward mode shares no rule with the wrong backward pass, and stands beside the
    /// differences.</summary>
    [Fact]
    public void Forward_mode_sides_with_the_differences()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(1, 2)), scalar = tape.Sum(tape.Apply(new Square<double>(1.05), x));
        tape.Values(x)[0] = 2;
        tape.Values(x)[1] = -3;
        GradientReport report = GradientCheck.Run(tape, scalar, x);
        Assert.True(report.Failed);
        Testimony forward = Assert.Single(report.Offenders[0].Witnesses);
        Assert.Equal(("forward mode", 2 * tape.ReadOnlyValues(x)[report.Offenders[0].Index], false),
            (forward.Witness, forward.Value, forward.Agrees));
    }

    [Fact]
    public void A_right_tape_has_none_and_keeps_its_numbers()
    {
        (Tape<double> tape, Var scalar) = Net<double>(place: -1);
        tape.Forward(scalar);
        double before = tape.Scalar(scalar);
        Assert.Empty(OpSearch.WrongOps(tape, scalar));
        Assert.Equal(before, tape.Scalar(scalar));
    }

    private static (Tape<T>, Var) Net<T>(int place) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Var x = tape.Input(new(3, 4)), first = tape.Parameter(new(4, 4)), second = tape.Parameter(new(4, 4));
        Var bias = tape.Parameter(Shape.Row(4));
        Var y = tape.Linear(x, first, bias, Activation.Tanh);
        for (int layer = 0; layer < 3; layer++)
        {
            y = tape.Apply(new Square<T>(layer == place ? 1.05 : 1), y);
            y = tape.Tanh(tape.MatMul(y, second));
        }
        Var scalar = tape.SoftmaxCrossEntropy(y, Labelled(tape));
        Random random = new(3);
        foreach (Var leaf in (Var[])[.. tape.Parameters, x])
            foreach (ref T value in tape.Values(leaf))
                value = T.CreateTruncating(random.NextDouble() * 2 - 1);
        return (tape, scalar);
    }

    private static Labels Labelled<T>(Tape<T> tape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Labels labels = tape.Labels(3);
        ((int[])[0, 3, 1]).CopyTo(tape.Values(labels));
        return labels;
    }

    /// <summary>The square of its input, with a derivative that may be off by a factor.</summary>
    private sealed class Square<T>(double factor) : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Forward(in Frame<T> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.Output[i] = frame.Input(0)[i] * frame.Input(0)[i];
        }

        public override void Backward(in Frame<T> frame)
        {
            Span<T> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += T.CreateTruncating(2 * factor) * frame.Input(0)[i] * frame.DOutput[i];
        }

        public override void ForwardTangent(in Frame<T> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.OutputTangent[i] = T.CreateTruncating(2) * frame.Input(0)[i] * frame.Tangent(0)[i];
        }
    }
}
