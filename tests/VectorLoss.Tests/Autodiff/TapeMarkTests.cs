using VectorLoss.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>What is computed from a mark on, and what a rewind forgets.</summary>
public class TapeMarkTests
{
    private readonly Tape<double> tape = new();

    [Fact]
    public void Partial_forward_passes()
    {
        Var x = Leaf(2), first = tape.Multiply(x, x);
        Mark middle = tape.Mark();
        Var second = tape.Add(first, x);
        tape.Forward(first);
        Assert.Equal(4, tape.Scalar(first));
        Assert.Throws<InvalidOperationException>(() => tape.Scalar(second));
        tape.Forward(middle);
        Assert.Equal(6, tape.Scalar(second));
        tape.Values(x)[0] = 10;
        tape.Forward(middle);
        Assert.Equal(14, tape.Scalar(second));
        tape.Forward(first);
        Assert.Throws<InvalidOperationException>(() => tape.Backward(second));
    }

    [Fact]
    public void A_mark_of_an_empty_tape_forgets_everything()
    {
        Mark empty = tape.Mark();
        tape.Rewind(empty);
        tape.Multiply(Leaf(2), Leaf(3));
        tape.Rewind(empty);
        Var x = Leaf(5), square = tape.Multiply(x, x);
        tape.Forward();
        Assert.Equal(25, tape.Scalar(square));
    }

    [Fact]
    public void Rewinding_forgets_and_records_anew_in_the_same_memory()
    {
        Var x = Leaf(2);
        Mark mark = tape.Mark();
        for (int i = 1; i <= 3; i++)
        {
            tape.Rewind(mark);
            Labels labels = tape.Labels(i);
            Var power = tape.Parameter(Shape.Scalar);
            Assert.Equal(0, tape.Scalar(power));
            tape.Values(power)[0] = i;
            tape.Values(labels).Fill(i);
            Var y = tape.Multiply(x, power);
            tape.Forward();
            tape.Backward(y, GradientMode.Accumulate);
            Assert.Equal(2 * i, tape.Scalar(y));
            Assert.Equal([x, power], tape.Parameters);
            Assert.Equal((2, i), (tape.Gradient(power)[0], tape.CountOf(labels)));
        }
        // x kept what three passes gave it: 1 + 2 + 3.
        Assert.Equal(6, tape.Gradient(x)[0]);
    }

    private Var Leaf(double value)
    {
        Var leaf = tape.Parameter(Shape.Scalar);
        tape.Values(leaf)[0] = value;
        return leaf;
    }
}
