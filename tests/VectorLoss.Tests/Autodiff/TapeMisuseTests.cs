using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Every misuse ends in an exception that names the op, the variable and the shapes.</summary>
public class TapeMisuseTests
{
    private readonly Tape<float> tape = new();
    private readonly Var a;
    private readonly Var b;
    private readonly Var scalar;

    public TapeMisuseTests()
    {
        a = tape.Parameter(new(2, 3));
        b = tape.Parameter(new(4, 5));
        scalar = tape.Sum(a);
    }

    [Fact]
    public void Other_number_types_are_refused_by_name()
        => Assert.Contains("Half", Assert.Throws<NotSupportedException>(() => new Tape<Half>()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Shapes_that_do_not_fit()
    {
        Refused(() => tape.MatMul(a, b), "MatMul", "2×3", "4×5");
        Refused(() => tape.MatMul(a, a), "MatMul", "2×3");
        Refused(() => tape.MatMul(a, b, true, true), "MatMul", "3×2 · 5×4", "both transposed");
        Refused(() => tape.Linear(a, b, a), "Linear", "2×3", "4×5");
        Refused(() => tape.Linear(a, a, a, Activation.None, true), "Linear", "2×3", "out×in");
        Refused(() => tape.Add(a, b), "Add", "2×3", "4×5");
        Refused(() => tape.Subtract(a, b), "Subtract", "2×3", "4×5");
        Refused(() => tape.Multiply(a, b), "Multiply", "2×3", "4×5");
        Refused(() => tape.Divide(a, b), "Divide", "2×3", "4×5");
        Refused(() => tape.Reshape(a, new(4, 2)), "Reshape", "2×3", "4×2");
        Refused(() => tape.Loss(new Huber(1), a, b), "Huber", "2×3", "4×5");
        Refused(() => tape.Loss(SquaredError.Card, a, b), "SquaredError", "2×3", "4×5");
        Refused(() => tape.SoftmaxCrossEntropy(a, tape.Labels(3)), "CrossEntropy", "2×3", "3 labels");
        Refused(() => tape.SoftmaxCrossEntropy(a, tape.Input(new(3, 2))), "CrossEntropy", "2×3", "3×2");
        ClassLossOptions twoWeights = new() { ClassWeights = [1, 2] };
        Refused(() => tape.SoftmaxCrossEntropy(a, tape.Labels(2), options: twoWeights), "2 class weights");
        Refused(() => tape.CrossEntropyError(a, tape.Labels(3)), "CrossEntropyError", "2×3", "3 labels");
        Refused(() => tape.CrossEntropyError(a, b), "CrossEntropyError", "2×3", "4×5");
    }

    [Fact]
    public void Sizes_that_are_none()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Parameter(new(0, 3)));
        Assert.Equal("Rows", Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(-1, 3)).ParamName);
        Assert.Equal("Columns", Assert.Throws<ArgumentOutOfRangeException>(() => Shape.Row(0)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(1, 3) with { Rows = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Parameter(default));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Input(new(3, -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Input(new(1 << 20, 1 << 20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Labels(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tape<float>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Linear(a, b, a, (Activation)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Sum(a, (Axis)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.CrossEntropyError(a, tape.Labels(2), -1));
        Assert.Throws<ArgumentNullException>(() => tape.Apply(null!, a));
    }

    [Fact]
    public void A_variable_of_another_tape()
    {
        Tape<float> other = new();
        Var theirs = other.Parameter(new(2, 3));
        Labels labels = other.Labels(2);
        Refused(() => tape.Add(a, theirs), "Add", "another tape");
        Refused(() => tape.Add(a, default), "Add", "no tape");
        Refused(() => tape.Values(theirs).Length, "Values", "another tape");
        Refused(() => tape.Gradient(theirs).Length, "Gradient", "another tape");
        Refused(() => tape.Backward(theirs), "Backward", "another tape");
        Refused(() => tape.SoftmaxCrossEntropy(a, labels), "labels", "another tape");
        Refused(() => tape.Rewind(other.Mark()), "mark", "another tape");
    }

    [Fact]
    public void A_variable_used_after_a_rewind()
    {
        Mark mark = tape.Mark();
        Var gone = tape.Exp(a);
        Labels goneLabels = tape.Labels(2);
        Mark goneMark = tape.Mark();
        tape.Rewind(mark);
        Forgotten(() => tape.Add(a, gone), "Add", $"{gone}");
        // The place is taken again, by a variable that the old handle must not reach.
        tape.Tanh(a);
        Labels labels = tape.Labels(2);
        Forgotten(() => tape.Values(gone).Length, "Values", "rewind");
        Forgotten(() => tape.ShapeOf(gone), "ShapeOf", "rewind");
        Forgotten(() => tape.Rewind(goneMark), "mark", "rewind");
        Assert.Contains("rewind", Assert.Throws<ArgumentException>(() => tape.Values(goneLabels).Length).Message);
        Assert.Equal(2, tape.CountOf(labels));
    }

    [Fact]
    public void Backward_of_what_is_no_scalar_or_needs_no_gradient()
    {
        tape.Forward();
        Refused(() => tape.Backward(a), "Backward", "2×3");
        Refused(() => tape.Scalar(b), "Scalar", "4×5");
        Var constant = tape.Sum(tape.Input(new(2, 3)));
        tape.Forward();
        Forgotten(() => tape.Backward(constant), "Sum", "depends on no parameter");
    }

    [Fact]
    public void Reading_what_was_not_computed()
    {
        Forgotten(() => tape.Backward(scalar), "Sum", "not computed");
        Forgotten(() => tape.Scalar(scalar), "Sum", "not computed");
        Forgotten(() => tape.Gradient(a).Length, "Parameter", "no gradient yet");
        tape.Forward();
        Mark late = tape.Mark();
        Var later = tape.Exp(scalar);
        Forgotten(() => tape.Values(later).Length, "Exp", "not computed");
        tape.Forward(scalar);
        tape.Forward(late);
        Assert.Equal(1, tape.Scalar(later));
    }

    [Fact]
    public void Targets_of_the_wrong_kind()
    {
        Labels labels = tape.Labels(2);
        Refused(() => tape.Loss(Huber.Card, a, labels), "huber", "no class labels");
        Refused(() => tape.Loss(Huber.Card, [a, a, a]), "huber", "got 3 inputs");
        Refused(() => tape.Loss(TripletMargin.Card, a, a), "triplet-margin", "anchor, positive, negative",
            "got 2 inputs");
        Refused(() => tape.Loss(TripletMargin.Card, [a, a, b]), "triplet-margin", "2×3", "4×5");
        Refused(() => tape.Loss(Dice.Card, a, a), "dice", "no gradient to its target");
        Refused(() => tape.ClassLoss(new NegativeLogLikelihood(), a, tape.Parameter(new(2, 3))),
            "NegativeLogLikelihood", "no gradient to target");
        Refused(() => tape.Loss(Huber.Card, a, a, default, ("slope", 1)), "slope");
        Var head = tape.CrossEntropyError(a, labels);
        tape.Values(labels)[1] = 3;
        Refused(() => tape.Forward(), "labels[1] is 3");
        Assert.Throws<InvalidOperationException>(() => tape.Scalar(head));
    }

    private static void Refused(Func<object?> act, params string[] words)
        => Says(Assert.ThrowsAny<ArgumentException>(act).Message, words);

    private static void Refused(Action act, params string[] words)
        => Says(Assert.ThrowsAny<ArgumentException>(act).Message, words);

    private static void Forgotten(Func<object?> act, params string[] words)
        => Says(Assert.Throws<InvalidOperationException>(act).Message, words);

    private static void Forgotten(Action act, params string[] words)
        => Says(Assert.Throws<InvalidOperationException>(act).Message, words);

    private static void Says(string message, string[] words)
        => Assert.All(words, word => Assert.Contains(word, message));
}
