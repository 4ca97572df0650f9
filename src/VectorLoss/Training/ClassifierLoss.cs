using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>What turns logits into the outputs that a point loss compares with the target.</summary>
public enum OutputLayer
{
    /// <summary>What the card of the loss asks for: logits for losses on logits or signs, else softmax.</summary>
    Auto,

    /// <summary>The logits themselves.</summary>
    Linear,

    /// <summary>A sigmoid of every logit.</summary>
    Sigmoid,

    /// <summary>The softmax of every row of logits.</summary>
    Softmax,
}

/// <summary>
/// What a classifier minimises, from logits and labels: the mean over the batch of the loss of one sample.
/// </summary>
public abstract class ClassifierLoss
{
    /// <summary>Softmax and cross-entropy in one fused head: the default, and the stable one.</summary>
    public static ClassifierLoss SoftmaxCrossEntropy { get; } = Of(CrossEntropy.Card);

    /// <summary>The textbook's −log(y + 1e-7) on softmax outputs, as two separate steps.</summary>
    public static ClassifierLoss CrossEntropyError { get; } = new Textbook();

    /// <summary>
    /// The loss of a card. A loss of classes gets logits and labels. A point loss looks at every output and at one-hot
    /// targets (−1 and +1 for a loss on signs); the loss of a sample is then the sum over its outputs.
    /// </summary>
    /// <param name="card">The card of the loss.</param>
    /// <param name="output">What a point loss looks at.</param>
    /// <param name="options">Options of the loss; the rest keep their usual values.</param>
    /// <exception cref="ArgumentException">The loss does not fit: see <see cref="Fits"/>.</exception>
    public static ClassifierLoss Of(LossCard card, OutputLayer output = OutputLayer.Auto,
        params ReadOnlySpan<(string Name, double Value)> options)
    {
        if (!Fits(card))
            throw new ArgumentException($"{card.Name} cannot be held against the label of an image.", nameof(card));
        return card.Target == Domain.Label
            ? new OfClasses(card, options.ToArray()) : new OfOutputs(card, output, options.ToArray());
    }

    /// <summary>
    /// Whether a loss can be held against one label a sample: a point loss whose target may be zero, or a loss of
    /// classes.
    /// </summary>
    /// <param name="card">The card of the loss.</param>
    public static bool Fits(LossCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        try
        {
            // The divergence of Kullback and Leibler takes log-probabilities, which no output layer here gives.
            return card.Target != Domain.Positive && card != KullbackLeibler.Card
                && card.Visit(new HasTargetPerOutput());
        }
        catch (NotSupportedException)
        {
            // How a visitor refuses the families that it does not know.
            return false;
        }
    }

    /// <summary>Records the head behind the logits.</summary>
    internal abstract ClassifierHead Record<T>(Tape<T> tape, Var logits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private sealed class HasTargetPerOutput : ILossVisitor<bool>
    {
        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => true;

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => true;
    }

    private sealed class OfClasses(LossCard card, (string, double)[] options) : ClassifierLoss
    {
        internal override ClassifierHead Record<T>(Tape<T> tape, Var logits)
        {
            Labels labels = tape.Labels(tape.ShapeOf(logits).Rows);
            return new(tape.Loss(card, logits, labels, Reduction.Mean, options), labels);
        }
    }

    private sealed class Textbook : ClassifierLoss
    {
        internal override ClassifierHead Record<T>(Tape<T> tape, Var logits)
        {
            Labels labels = tape.Labels(tape.ShapeOf(logits).Rows);
            return new(tape.CrossEntropyError(tape.Softmax(logits), labels), labels);
        }
    }

    private sealed class OfOutputs(LossCard card, OutputLayer output, (string, double)[] options) : ClassifierLoss
    {
        // A target of one sign, or none below zero, while the prediction may be any real: such a loss takes logits or
        // logarithms.
        private readonly OutputLayer output = output != OutputLayer.Auto ? output
            : card.Target == Domain.Sign || (card.Prediction == Domain.Real && card.Target != Domain.Real)
                ? OutputLayer.Linear
            : OutputLayer.Softmax;

        internal override ClassifierHead Record<T>(Tape<T> tape, Var logits)
        {
            Shape shape = tape.ShapeOf(logits);
            Var outputs = output switch
            {
                OutputLayer.Sigmoid => tape.Sigmoid(logits),
                OutputLayer.Softmax => tape.Softmax(logits),
                _ => logits,
            };
            Var target = tape.Input(shape);
            Var total = tape.Loss(card, outputs, target, Reduction.MeanBy(shape.Rows), options);
            return new(total, target, card.Target == Domain.Sign ? -1 : 0);
        }
    }
}

/// <summary>The recorded end of a program: the loss, and where its labels go.</summary>
internal readonly struct ClassifierHead
{
    private readonly Labels labels;
    private readonly Var target;
    private readonly double other;
    private readonly bool oneHot;

    /// <summary>A head on labels.</summary>
    public ClassifierHead(Var loss, Labels labels) => (Loss, this.labels) = (loss, labels);

    /// <summary>A head on one number a class: 1 for the label, <paramref name="other"/> for the rest.</summary>
    public ClassifierHead(Var loss, Var target, double other)
        => (Loss, this.target, this.other, oneHot) = (loss, target, other, true);

    public Var Loss { get; }

    /// <summary>Copies labels into the leaf of the tape.</summary>
    public void Fill<T>(Tape<T> tape, ReadOnlySpan<int> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!oneHot)
        {
            values.CopyTo(tape.Values(labels));
            return;
        }
        Span<T> targets = tape.Values(target);
        targets.Fill(T.CreateTruncating(other));
        int classes = targets.Length / values.Length;
        for (int row = 0; row < values.Length; row++)
            targets[(row * classes) + values[row]] = T.One;
    }
}
