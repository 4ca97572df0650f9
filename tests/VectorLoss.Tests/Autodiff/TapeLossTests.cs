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
            ByKernel kernel = new(tape.Values(p).ToArray(), tape.Values(t).ToArray(), reduction);
            (double value, double[] gradient) = card.Visit(kernel);
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

    public static TheoryData<string> FamilyCards
        => [.. Catalogued().Where(card => card.Visit(new OfSeveralInputs())).Select(card => card.Name)];

    [Theory, MemberData(nameof(FamilyCards))]
    public void Losses_of_several_inputs_agree_with_differences(string name)
    {
        LossCard card = Catalogued().First(c => c.Name == name);
        Shape shape = new(4, card.Parts == 1 ? 5 : 2 * card.Parts);
        // Used twice, so that the gradient is added as well as written; half the inputs depend on one leaf.
        new RecordedProgram<double>([shape, shape, shape], (tape, leaves) =>
        {
            var inputs = card.Inputs.Select((input, i) => Input(tape, input, leaves[i % leaves.Length])).ToArray();
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
        => new RecordedProgram<double>([new(4, 5), new(4, 5)],
            (tape, v) => tape.Loss(TripletMargin.Card, [v[0], v[1], v[0]])).Agrees();

    private static Var Head(Tape<double> tape, LossCard card, Shape shape)
    {
        Var[] leaves = [tape.Parameter(shape), tape.Parameter(shape), tape.Parameter(shape)];
        foreach (Var leaf in leaves)
            Fill(tape.Values(leaf), Domain.Positive, Array.IndexOf(leaves, leaf));
        return tape.Loss(
            card, card.Inputs.Select((input, i) => Input(tape, input, leaves[i % leaves.Length])).ToArray());
    }

    private static Var Input(Tape<double> tape, LossInput input, Var leaf)
    {
        if (input.Differentiable)
            return input.Kind == LossInputKind.Single ? tape.Mean(leaf) : leaf;
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
    public void A_target_that_needs_a_gradient_gets_one()
        => new RecordedProgram<double>([new(3, 5), new(3, 5)], (tape, v) => tape.Add(
            tape.Loss(new Huber(0.3), v[0], tape.Tanh(v[1])),
            tape.Loss(new BinaryCrossEntropyWithLogits(), v[0], tape.Sigmoid(v[1])))).Agrees();

    [Fact]
    public void Softmax_cross_entropy_agrees_with_differences()
        => new RecordedProgram<double>([new(3, 5), new(3, 5)], (tape, v) =>
        {
            Labels labels = tape.Labels(3);
            tape.Values(labels)[1] = 4;
            Var first = tape.SoftmaxCrossEntropy(tape.Add(v[0], v[1]), labels);
            return tape.Add(first, tape.SoftmaxCrossEntropy(v[0], labels, Reduction.Sum));
        }).Agrees();

    private static IEnumerable<LossCard> All() => Catalogued().Where(card => card.Visit(new OfTwoMatrices()));

    private static IEnumerable<LossCard> Catalogued() => typeof(ICatalogued).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.IsAssignableTo(typeof(ICatalogued)))
        .Select(type => type.GetProperty(nameof(ICatalogued.Card), BindingFlags.Public | BindingFlags.Static)!)
        .Select(property => (LossCard)property.GetValue(null)!);

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
                Domain.Bit => unit < 0.5 ? 0 : 1,
                Domain.Length => Math.Ceiling(5 * unit),
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

        public bool Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss => false;

        public bool LabelSet(MultilabelMargin loss) => false;

        public bool Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => false;

        public bool Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss => false;

        public bool Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss => false;
    }

    private sealed class OfSeveralInputs : ILossVisitor<bool>
    {
        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => false;

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => false;

        public bool Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss => false;

        public bool Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss => true;

        public bool Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => true;

        public bool Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss => true;

        public bool LabelSet(MultilabelMargin loss) => false;

        public bool Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => true;

        public bool Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss => false;

        public bool Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss => false;
    }

    private sealed class ByKernel(double[] predictions, double[] targets, Reduction reduction)
        : ILossVisitor<(double, double[])>
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
