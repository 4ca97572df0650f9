using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Training;

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
            throw new ArgumentException($"{card.Name} cannot be computed from the label of an image.", nameof(card));
        return card.Target == Domain.Label
            ? new OfClasses(card, options.ToArray()) : new OfOutputs(card, output, options.ToArray());
    }

    /// <summary>
    /// Whether a loss can be computed from one label a sample: a point loss whose target may be zero, or a loss of
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
        // A loss whose target is a sign or not below zero, while its prediction may be any real, takes logits or
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
