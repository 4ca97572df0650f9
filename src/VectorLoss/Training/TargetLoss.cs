using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// What a net minimises whose targets are numbers: one, several, or one a class for samples of several labels. The loss
/// of a sample is the mean over its numbers, or that of its row.
/// </summary>
public abstract class TargetLoss : NetLoss
{
    private protected TargetLoss()
    {
    }

    internal sealed override bool TakesLabels => false;

    /// <summary>The loss of a card.</summary>
    /// <param name="card">The card of the loss.</param>
    /// <param name="output">What the loss looks at; by default probabilities or positive numbers where the card asks
    /// for them.</param>
    /// <param name="options">Options of the loss; the rest keep their usual values.</param>
    /// <exception cref="ArgumentException">The loss does not fit: see <see cref="Fits"/>; or an option is unknown, or
    /// out of range.</exception>
    public static TargetLoss Of(LossCard card, OutputLayer output = OutputLayer.Auto,
        params ReadOnlySpan<(string Name, double Value)> options)
    {
        Option.Named(output);
        if (!Fits(card))
            throw new ArgumentException($"{card.Name} does not compare outputs with numbers.", nameof(card));
        card.Require(options);
        return new OfNumbers(card, output, options.ToArray());
    }

    /// <summary>
    /// Quantiles, each by a pinball loss: the outputs of a net are all targets at the first level, then all at the
    /// second, and so on. Of two levels, the share of targets between both is their difference.
    /// </summary>
    /// <param name="levels">Above 0 and below 1; at least one.</param>
    /// <exception cref="ArgumentException">There is no level.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A level is not between 0 and 1.</exception>
    public static TargetLoss Quantiles(params ReadOnlySpan<double> levels) => levels.Length > 0
        ? new OfLevels([.. levels.ToArray().Select(level => new Quantile(level))])
        : throw new ArgumentException("At least one level is needed.", nameof(levels));

    /// <summary>
    /// Whether a loss can be computed from outputs and as many numbers: a point loss, or a loss of rows of two inputs,
    /// whose predictions an output layer gives.
    /// </summary>
    /// <param name="card">The card of the loss.</param>
    public static bool Fits(LossCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.Link != Link.None && card.Inputs.Count(input => !input.Optional) == 2
            && card.Family is LossFamily.Point or LossFamily.Row;
    }

    private sealed class OfNumbers(LossCard card, OutputLayer output, (string, double)[] options) : TargetLoss
    {
        private readonly Domain predicted = card.DomainOf(0, options);

        private OutputLayer Layer => output != OutputLayer.Auto ? output : predicted switch
        {
            Domain.Probability => OutputLayer.Sigmoid,
            Domain.Positive or Domain.NonNegative => OutputLayer.Exponential,
            _ => OutputLayer.Linear,
        };

        public override OutputLayer Prediction
            => Layer != OutputLayer.Linear || predicted != Domain.Real ? Layer : card.Link.Layer();

        // One score is in order, and the softmax of one number is 1.
        internal override int LeastOutputs
            => card.Link == Link.Ranking || Layer is OutputLayer.Softmax or OutputLayer.Sparsemax ? 2 : 1;

        internal override NetHead<T> Record<T>(Tape<T> tape, Var outputs, PartialBatch<T>? smaller)
        {
            Shape shape = tape.ShapeOf(outputs);
            Var target = tape.Input(shape);
            int losses = card.Family == LossFamily.Point ? shape.Columns : 1;
            HeadOptions batch = smaller?.Head(losses, losses) ?? Reduction.Mean;
            Var total = tape.Loss(card, Layer.Record(tape, outputs), target, batch, options);
            return new NumberHead<T>(tape, total, target);
        }
    }

    private sealed class OfLevels(Quantile[] levels) : TargetLoss
    {
        public override int OutputsFor(Dataset data) => levels.Length * base.OutputsFor(data);

        public override OutputLayer Prediction => OutputLayer.Linear;

        internal override NetHead<T> Record<T>(Tape<T> tape, Var outputs, PartialBatch<T>? smaller)
        {
            Shape shape = tape.ShapeOf(outputs);
            int targets = shape.Columns / levels.Length;
            Var target = tape.Input(new(shape.Rows, targets));
            HeadOptions batch = smaller?.Head(targets, targets) ?? Reduction.Mean;
            Var? total = null;
            for (int i = 0; i < levels.Length; i++)
            {
                Var own = tape.Slice(outputs, .., (i * targets)..((i + 1) * targets));
                Var loss = tape.Loss(levels[i], own, target, batch);
                total = total is { } sum ? tape.Add(sum, loss) : loss;
            }
            return new NumberHead<T>(tape, total!.Value, target);
        }
    }
}
