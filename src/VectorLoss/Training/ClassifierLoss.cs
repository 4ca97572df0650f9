using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// What a classifier minimises, from logits and labels: the mean over the batch of the loss of one sample.
/// </summary>
public abstract class ClassifierLoss : NetLoss
{
    private protected ClassifierLoss()
    {
    }

    /// <summary>Softmax and cross-entropy in one fused head: the default, and the stable one.</summary>
    public static ClassifierLoss SoftmaxCrossEntropy { get; } = Of(CrossEntropy.Card);

    /// <summary>The textbook's −log(y + 1e-7) on softmax outputs, as two separate steps.</summary>
    public static ClassifierLoss CrossEntropyError { get; } = Of(Losses.CrossEntropyError.Card);

    internal sealed override bool TakesLabels => true;

    /// <summary>
    /// The loss of a card. A loss of classes gets logits and labels, or probabilities where its card says so. A point
    /// loss looks at every output and at one-hot targets (−1 and +1 for a loss on signs); the loss of a sample is then
    /// the sum over its outputs.
    /// </summary>
    /// <param name="card">The card of the loss.</param>
    /// <param name="output">What a point loss looks at.</param>
    /// <param name="options">Options of the loss, label smoothing and z-loss of its family; the rest keep their usual
    /// values.</param>
    /// <exception cref="ArgumentException">The loss does not fit: see <see cref="Fits"/>; or an option is unknown, out
    /// of range, or takes no targets of 0.</exception>
    public static ClassifierLoss Of(LossCard card, OutputLayer output = OutputLayer.Auto,
        params ReadOnlySpan<(string Name, double Value)> options)
    {
        Option.Named(output);
        if (!Fits(card))
            throw new ArgumentException($"{card.Name} cannot be computed from the label of an image.", nameof(card));
        if (card.Target == Domain.Label)
        {
            (var own, ClassLossOptions family) = Split(card, options);
            card.Require(own);
            return new OfClasses(card, family, own);
        }
        card.Require(options);
        if (card.DomainOf(1, options) == Domain.Positive)
        {
            throw new ArgumentException("With these options targets are above 0, and a class is 1 or 0.",
                nameof(options));
        }
        return new OfOutputs(card, output, options.ToArray());
    }

    // Options of the family are no part of the loss. A label that is ignored would be a sample without a class, and
    // capped logits are not those that a net predicts from.
    private static ((string, double)[] Own, ClassLossOptions Family) Split(LossCard card,
        ReadOnlySpan<(string Name, double Value)> options)
    {
        LossOption[] ofFamily = [.. card.Create.FamilyOptions.Where(option
            => option == CommonOptions.LabelSmoothing || option == CommonOptions.LseSquareScale)];
        double smoothing = 0, squares = 0;
        List<(string, double)> own = [];
        foreach ((string name, double value) in options)
        {
            LossOption option = card.Known(name, [.. card.Options, .. ofFamily]);
            if (!ofFamily.Contains(option))
                own.Add((name, value));
            else if (option == CommonOptions.LabelSmoothing)
                smoothing = Option.Within(value, 0, 1, name);
            else
                squares = Option.NonNegative(value, name);
        }
        return ([.. own], new() { LabelSmoothing = smoothing, LseSquareScale = squares });
    }

    /// <summary>
    /// Whether a loss can be computed from one label a sample: a point loss whose target may be zero, or a loss of
    /// classes.
    /// </summary>
    /// <param name="card">The card of the loss.</param>
    public static bool Fits(LossCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.Target != Domain.Positive && card.Link != Link.None
            && card.Family is LossFamily.Point or LossFamily.Label or LossFamily.Centred;
    }

    private sealed class OfClasses(LossCard card, ClassLossOptions family, (string, double)[] options)
        : ClassifierLoss
    {
        public override OutputLayer Prediction
            => card.Prediction == Domain.Probability ? OutputLayer.Softmax : card.Link.Layer();

        internal override NetHead<T> Record<T>(Tape<T> tape, Var outputs, PartialBatch<T>? smaller)
        {
            Labels labels = tape.Labels(tape.ShapeOf(outputs).Rows);
            Var scores = card.Prediction == Domain.Probability ? tape.Softmax(outputs) : outputs;
            HeadOptions batch = smaller?.Head(1) ?? Reduction.Mean;
            Var loss = card.Visit(new HeadMaker<T>(tape, card, [scores], [labels], batch, family), options);
            return new LabelHead<T>(tape, loss, labels);
        }
    }

    private sealed class OfOutputs(LossCard card, OutputLayer output, (string, double)[] options) : ClassifierLoss
    {
        // A loss whose target is a sign or not below zero, while its prediction may be any real, takes logits or
        // logarithms.
        public override OutputLayer Prediction { get; } = output != OutputLayer.Auto ? output
            : card.Target == Domain.Sign || (card.DomainOf(0, options) == Domain.Real && card.Target != Domain.Real)
                ? OutputLayer.Linear
            : OutputLayer.Softmax;

        public override OutputLayer LinkLayer
            => Prediction == OutputLayer.Linear && card.DomainOf(0, options) == Domain.Real ? card.Link.Layer()
                : Prediction;

        internal override NetHead<T> Record<T>(Tape<T> tape, Var outputs, PartialBatch<T>? smaller)
        {
            Shape shape = tape.ShapeOf(outputs);
            Var target = tape.Input(shape);
            // A loss of classes that takes weights of its targets has one loss a row.
            int losses = card.Family == LossFamily.Point ? shape.Columns : 1;
            HeadOptions batch = smaller?.Head(losses) ?? Reduction.MeanBy(shape.Rows);
            Var total = tape.Loss(card, Predict(tape, outputs), target, batch, options);
            return new OneHotHead<T>(tape, total, target, card.Target == Domain.Sign ? -1 : 0);
        }
    }
}
