using VectorLoss.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Numbers that change between a forward and a backward pass are refused, not mixed.</summary>
public class TapeWriteTests
{
    private readonly Tape<double> tape = new();

    [Fact]
    public void A_leaf_that_was_handed_out_for_writing()
    {
        Var x = Leaf(3), y = tape.Multiply(x, x);
        tape.Forward();
        tape.Values(x)[0] = 10;
        Refused(() => tape.Backward(y), "Backward", "#0 Parameter", "Forward", "ReadOnlyValues");
        Refused(() => tape.Backward(y, [1.0]), "Backward", "#0 Parameter");
        Refused(() => tape.JacobianVector(y), "JacobianVector", "#0 Parameter");
        Refused(() => tape.HessianVector(y), "HessianVector", "#0 Parameter");
        Refused(() => tape.GaussNewtonVector(y, x), "GaussNewtonVector", "#0 Parameter");
        tape.Forward();
        tape.Backward(y);
        Assert.Equal((100, 20), (tape.Scalar(y), tape.Gradient(x)[0]));
        tape.Values(x)[0] = 4;
        tape.ForwardBackward(y);
        tape.Backward(y);
        Assert.Equal(8, tape.Gradient(x)[0]);
    }

    [Fact]
    public void A_computed_variable_and_labels()
    {
        Var x = tape.Parameter(new(2, 3)), y = tape.Exp(x);
        Labels labels = tape.Labels(2);
        Var loss = tape.SoftmaxCrossEntropy(y, labels);
        tape.Forward();
        tape.Values(y)[0] = 10;
        Refused(() => tape.Backward(loss), "#1 Exp");
        tape.Forward();
        tape.Values(labels)[0] = 1;
        Refused(() => tape.Backward(loss), "labels 0");
        tape.ForwardBackward(loss);
        Assert.Equal(1, tape.ReadOnlyValues(labels)[0]);
        tape.Backward(loss);
    }

    [Fact]
    public void Reading_refuses_nothing()
    {
        Var x = Leaf(3), y = tape.Multiply(x, x);
        tape.Forward();
        Assert.Equal((3, 9), (tape.ReadOnlyValues(x)[0], tape.ReadOnlyValues(y)[0]));
        tape.Backward(y);
        Assert.Equal(6, tape.Gradient(x)[0]);
    }

    [Fact]
    public void What_the_root_does_not_depend_on_may_be_written()
    {
        Var x = Leaf(3), other = Leaf(5), y = tape.Multiply(x, x), z = tape.Multiply(other, other);
        tape.Forward();
        tape.Values(other)[0] = 6;
        tape.Backward(y);
        Assert.Equal(6, tape.Gradient(x)[0]);
        Refused(() => tape.Backward(z), "#1 Parameter");
    }

    [Fact]
    public void A_partial_pass_takes_only_what_it_computes()
    {
        Var x = Leaf(2), late = Leaf(3), first = tape.Multiply(x, x);
        Mark middle = tape.Mark();
        Var second = tape.Multiply(first, late);
        tape.Forward();
        // No op before the mark uses it, so a pass from the mark takes its new number.
        tape.Values(late)[0] = 5;
        tape.Forward(middle);
        tape.Backward(second);
        Assert.Equal((20, 20), (tape.Scalar(second), tape.Gradient(x)[0]));
        tape.Values(x)[0] = 10;
        tape.Forward(middle);
        Refused(() => tape.Backward(second), "#0 Parameter");
        tape.Rewind(middle);
        Refused(() => tape.Backward(first), "#0 Parameter");
        tape.ForwardBackward(first);
        Assert.Equal(20, tape.Gradient(x)[0]);
    }

    [Fact]
    public void A_span_that_was_kept_is_found_where_ops_are_checked()
    {
        bool before = CustomOps.AreChecked;
        CustomOps.AreChecked = true;
        Var x = Leaf(3), y = tape.Multiply(x, x);
        Span<double> kept = tape.Values(x);
        tape.Forward();
        CustomOps.AreChecked = before;
        kept[0] = 10;
        Assert.Contains("#0 Parameter() 1×1 was written through a span that was kept",
            Assert.Throws<InvalidOperationException>(() => tape.Backward(y)).Message);
        tape.Forward();
        tape.Backward(y);
        Assert.Equal(20, tape.Gradient(x)[0]);
    }

    [Fact]
    public void Kept_spans_of_results_and_of_labels_are_found_too()
    {
        bool before = CustomOps.AreChecked;
        CustomOps.AreChecked = true;
        Var x = tape.Parameter(new(2, 3)), y = tape.Exp(x);
        Labels labels = tape.Labels(2);
        Var loss = tape.SoftmaxCrossEntropy(y, labels);
        tape.Forward();
        Span<double> kept = tape.Values(y);
        Span<int> keptLabels = tape.Values(labels);
        tape.Forward();
        kept[0] = 10;
        Refused(() => tape.Backward(loss), "#1 Exp", "a span that was kept");
        tape.Forward();
        keptLabels[1] = 2;
        Refused(() => tape.Backward(loss), "labels 0", "a span that was kept");
        tape.Forward();
        CustomOps.AreChecked = before;
        tape.Backward(loss);
    }

    private Var Leaf(double value)
    {
        Var leaf = tape.Parameter(Shape.Scalar);
        tape.Values(leaf)[0] = value;
        return leaf;
    }

    private static void Refused(Action act, params string[] words)
    {
        string message = Assert.Throws<InvalidOperationException>(act).Message;
        Assert.All(words, word => Assert.Contains(word, message));
    }
}
