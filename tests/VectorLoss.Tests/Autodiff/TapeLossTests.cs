using System.Reflection;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Every loss of the catalogue as a head of a tape.</summary>
public class TapeLossTests
{
    public static TheoryData<string> Cards => [.. All().Select(card => card.Name)];

    [Theory, MemberData(nameof(Cards))]
    public void A_head_made_from_a_card_is_the_kernel_of_the_loss(string name)
    {
        LossCard card = All().First(c => c.Name == name);
        foreach (Reduction reduction in (Reduction[])[default, Reduction.Sum, Reduction.MeanBy(3)])
        {
            Tape<double> tape = new();
            Var p = tape.Parameter(new(4, 5)), t = tape.Input(new(4, 5)), head = tape.Loss(card, p, t, reduction);
            Fill(tape.Values(p), card.Prediction, 1);
            Fill(tape.Values(t), card.Target, 2);
            (double value, double[] gradient) = card.Visit(new ByKernel(tape.Values(p).ToArray(), tape.Values(t).ToArray(), reduction));
            tape.Forward();
            tape.Backward(head);
            Assert.Equal(value, tape.Scalar(head));
            Assert.Equal(gradient, tape.Gradient(p));
            tape.ForwardBackward(head);
            Assert.Equal(value, tape.Scalar(head));
            Assert.Equal(gradient, tape.Gradient(p));
            // Under a seed that is a power of two nothing is rounded differently.
            tape.ForwardBackward(head, seed: 4);
            Assert.Equal(gradient.Select(g => 4 * g), tape.Gradient(p).ToArray());
            tape.Backward(head, GradientMode.Accumulate, seed: 4);
            Assert.Equal(gradient.Select(g => 8 * g), tape.Gradient(p).ToArray());
        }
    }

    public static TheoryData<string> FamilyCards => [.. Catalogued().Where(card => card.Visit(new OfSeveralInputs())).Select(card => card.Name)];

    [Theory, MemberData(nameof(FamilyCards))]
    public void Losses_of_several_inputs_agree_with_differences(string name)
    {
        LossCard card = Catalogued().First(c => c.Name == name);
        Shape shape = new(4, 5);
        // Used twice, so that the gradient is added as well as written; half the inputs depend on one leaf.
        new RecordedProgram<double>([shape, shape, shape], (tape, leaves) =>
        {
            var inputs = card.Inputs.Select((input, i) => Input(tape, input, leaves[i])).ToArray();
            return tape.Add(tape.Loss(card, inputs), tape.Loss(card, inputs, Reduction.Sum));
        }, 0.2, 1.3).Agrees();
        Tape<double> twice = new(), once = new();
        Var two = Head(twice, card, shape), one = Head(once, card, shape);
        twice.Forward();
        twice.Backward(two);
        once.ForwardBackward(one);
        Assert.Equal(twice.Scalar(two), once.Scalar(one));
        Assert.Equal(twice.Gradient(twice.Parameters[0]), once.Gradient(once.Parameters[0]));
    }

    [Fact]
    public void One_variable_may_be_several_inputs()
        => new RecordedProgram<double>([new(4, 5), new(4, 5)], (tape, v) => tape.Loss(TripletMargin.Card, [v[0], v[1], v[0]])).Agrees();

    private static Var Head(Tape<double> tape, LossCard card, Shape shape)
    {
        Var[] leaves = [tape.Parameter(shape), tape.Parameter(shape), tape.Parameter(shape)];
        foreach (Var leaf in leaves)
            Fill(tape.Values(leaf), Domain.Positive, Array.IndexOf(leaves, leaf));
        return tape.Loss(card, card.Inputs.Select((input, i) => Input(tape, input, leaves[i])).ToArray());
    }

    private static Var Input(Tape<double> tape, LossInput input, Var leaf)
    {
        if (input.Differentiable)
            return leaf;
        Shape shape = tape.ShapeOf(leaf);
        Var constant = tape.Input(input.Kind switch
        {
            LossInputKind.PerRow => Shape.Column(shape.Rows),
            LossInputKind.PerColumn => Shape.Row(shape.Columns),
            _ => shape,
        });
        Fill(tape.Values(constant), input.Domain, 5);
        return constant;
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

    [Fact]
    public void Class_losses_of_labels_and_of_one_hot_targets_are_the_same()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(3, 4)), oneHot = tape.Input(new(3, 4));
        Labels labels = tape.Labels(3);
        ClassLossOptions options = new() { LabelSmoothing = 0.1, Softcap = 5, LseSquareScale = 0.01 };
        Var byLabel = tape.SoftmaxCrossEntropy(x, labels, options: options), byTarget = tape.SoftmaxCrossEntropy(x, oneHot, options: options);
        Var byCard = tape.Loss(CrossEntropy.Card, x, labels);
        Fill(tape.Values(x), Domain.Real, 3);
        for (int row = 0; row < 3; row++)
            tape.Values(oneHot)[row * 4 + (tape.Values(labels)[row] = row + 1)] = 1;
        tape.Forward();
        tape.Backward(byLabel);
        double[] gradient = tape.Gradient(x).ToArray();
        tape.Backward(byTarget);
        Assert.Equal(tape.Scalar(byLabel), tape.Scalar(byTarget), 1e-14);
        Assert.All(gradient.Zip(tape.Gradient(x).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
        Assert.Equal(new CrossEntropy().Value<CrossEntropy, double>(tape.Values(x), 4, tape.Values(labels)), tape.Scalar(byCard));
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

    [Fact]
    public void The_textbooks_cross_entropy_error()
    {
        Tape<double> tape = new();
        Var y = tape.Parameter(new(2, 10)), t = tape.Input(new(2, 10));
        Labels labels = tape.Labels(2);
        Var byLabel = tape.CrossEntropyError(y, labels), byTarget = tape.CrossEntropyError(y, t);
        // The example of the book's section 4.2.2, and its second version where the seventh digit is the likeliest.
        double[] first = [0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0], second = [0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0];
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
    public void A_target_that_needs_a_gradient_gets_one()
        => new RecordedProgram<double>([new(3, 5), new(3, 5)], (tape, v) => tape.Add(
            tape.Loss(new Huber(0.3), v[0], tape.Tanh(v[1])), tape.Loss(new BinaryCrossEntropyWithLogits(), v[0], tape.Sigmoid(v[1])))).Agrees();

    [Fact]
    public void Softmax_cross_entropy_agrees_with_differences()
        => new RecordedProgram<double>([new(3, 5), new(3, 5)], (tape, v) =>
        {
            Labels labels = tape.Labels(3);
            tape.Values(labels)[1] = 4;
            return tape.Add(tape.SoftmaxCrossEntropy(tape.Add(v[0], v[1]), labels), tape.SoftmaxCrossEntropy(v[0], labels, Reduction.Sum));
        }).Agrees();

    private static IEnumerable<LossCard> All() => Catalogued().Where(card => card.Visit(new OfTwoMatrices()));

    private static IEnumerable<LossCard> Catalogued() => typeof(ICatalogued).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.IsAssignableTo(typeof(ICatalogued)))
        .Select(type => (LossCard)type.GetProperty(nameof(ICatalogued.Card), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);

    internal static void Fill(Span<double> values, Domain domain, int seed)
    {
        Random random = new(seed);
        foreach (ref double value in values)
        {
            double unit = random.NextDouble();
            value = domain switch
            {
                Domain.Positive or Domain.NonNegative => 0.1 + 2 * unit,
                Domain.Probability => 0.05 + 0.9 * unit,
                Domain.Sign => unit < 0.5 ? -1 : 1,
                _ => 4 * unit - 2,
            };
        }
    }

    /// <summary>The families whose head takes a prediction and a target of one shape.</summary>
    private sealed class OfTwoMatrices : ILossVisitor<bool>
    {
        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => true;

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => true;

        public bool Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss => TLoss.Centre != RowCentre.Label;

        public bool Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss => false;

        public bool Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => false;

        public bool LabelSet(MultilabelMargin loss) => false;

        public bool Contrast(InfoNce loss) => false;

        public bool Sequence(ConnectionistTemporalClassification loss) => false;
    }

    private sealed class OfSeveralInputs : ILossVisitor<bool>
    {
        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => false;

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => false;

        public bool Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss => false;

        public bool Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss => true;

        public bool Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => true;

        public bool LabelSet(MultilabelMargin loss) => false;

        public bool Contrast(InfoNce loss) => true;

        public bool Sequence(ConnectionistTemporalClassification loss) => false;
    }

    private sealed class ByKernel(double[] predictions, double[] targets, Reduction reduction) : ILossVisitor<(double, double[])>
    {
        public (double, double[]) Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        {
            double[] gradient = new double[predictions.Length];
            return (loss.ValueAndGradient(predictions, targets, gradient, reduction), gradient);
        }

        public (double, double[]) Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
        {
            double[] gradient = new double[predictions.Length];
            return (loss.ValueAndGradient(predictions, 5, targets, gradient, reduction), gradient);
        }

        public (double, double[]) Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
        {
            double[] gradient = new double[predictions.Length];
            return (loss.ValueAndGradient(predictions, 5, targets, gradient, reduction), gradient);
        }
    }
}
