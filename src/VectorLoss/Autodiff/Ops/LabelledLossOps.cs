using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Losses whose labels have a shape of their own as heads of a tape.</summary>
public static class LabelledLossOps
{
    /// <summary>The loss of rows with several labels each: 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes.</param>
    /// <param name="labels">
    /// As many as logits: the labels of each row, ended by −1 where there are fewer than classes.
    /// </param>
    /// <param name="batch">What the losses of the rows become, the mean by default; weights and mask.</param>
    /// <exception cref="ArgumentException">The counts differ, or a handle is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T>(this Tape<T> tape, MultilabelMargin loss, Var logits, Labels labels,
        HeadOptions batch = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new LabelSetHead<T>(loss, labels, tape.CountOf(labels), batch).RecordOn(tape, logits);
    }

    /// <summary>A loss of labelled rows through their cosines: 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">rows × columns: an embedding a row.</param>
    /// <param name="labels">One a row; rows of one label belong together.</param>
    /// <param name="batch">What the losses of the rows become, the mean by default; weights and mask.</param>
    /// <exception cref="ArgumentException">The counts differ, or a handle is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T, TLoss>(this Tape<T> tape, TLoss loss, Var rows, Labels labels,
        HeadOptions batch = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ISimilarityLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new SimilarityHead<T, TLoss>(loss, labels, tape.CountOf(labels), batch).RecordOn(tape, rows);
    }

    /// <summary>A loss of labelled rows through their cosines over a temperature that is a variable: 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">rows × columns: an embedding a row.</param>
    /// <param name="labels">One a row; rows of one label belong together.</param>
    /// <param name="temperature">1×1: stands in place of the option of the loss, above 0.</param>
    /// <param name="batch">What the losses of the rows become, the mean by default; weights and mask.</param>
    /// <exception cref="ArgumentException">
    /// The counts differ, the loss takes no temperature, or a handle is of another tape.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T, TLoss>(this Tape<T> tape, TLoss loss, Var rows, Labels labels, Var temperature,
        HeadOptions batch = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ISimilarityLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (!TLoss.TakesTemperature)
            throw new ArgumentException($"{typeof(TLoss).Name} takes no temperature.", nameof(temperature));
        return new SimilarityHead<T, TLoss>(loss, labels, tape.CountOf(labels), batch)
            .RecordOn(tape, rows, temperature);
    }

    /// <summary>A loss of sequences that are not aligned with their labels: 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="logProbabilities">
    /// (steps·samples) × classes: all samples of the first step, then all of the second, and so on. Of a transducer
    /// (samples·steps·(labels + 1)) × classes: all of the first sample, then all of the second.
    /// </param>
    /// <param name="labels">samples × the longest; what lies beyond a sample's count is not read.</param>
    /// <param name="steps">How many steps of each sample count.</param>
    /// <param name="labelCounts">How many labels each sample has.</param>
    /// <param name="batch">
    /// What the losses of the samples become, by default the mean, in which each of CTC counts by label, as in PyTorch;
    /// weights and mask.
    /// </param>
    /// <exception cref="ArgumentException">The counts do not fit, or a handle is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T, TLoss>(this Tape<T> tape, TLoss loss, Var logProbabilities, Labels labels, Labels steps,
        Labels labelCounts, HeadOptions batch = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ISequenceLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        (int all, int samples, int counts) = (tape.CountOf(labels), tape.CountOf(steps), tape.CountOf(labelCounts));
        if (counts != samples || all % samples != 0)
            throw new ArgumentException(
                $"{typeof(TLoss).Name} got {all} labels, {samples} numbers of steps and {counts} numbers of labels; "
                + "each sample needs one number of each and equally many labels.",
                nameof(labels));
        return new SequenceHead<T, TLoss>(loss, labels, steps, labelCounts, samples, all / samples, batch)
            .RecordOn(tape, logProbabilities);
    }
}
