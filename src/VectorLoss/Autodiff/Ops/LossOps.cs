using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Losses as heads of a tape: value and gradient in one fused kernel each, 1×1.</summary>
public static class LossOps
{
    /// <summary>A loss of one prediction and one target at a time.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="prediction">Any shape.</param>
    /// <param name="target">The same shape. If it needs a gradient it gets one, by dual numbers.</param>
    /// <param name="batch">What the losses of the elements become, the mean by default; weights and mask.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T, TLoss>(this Tape<T> tape, TLoss loss, Var prediction, Var target,
        HeadOptions batch = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, IPointLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new PointHead<T, TLoss>(loss, batch).RecordOn(tape, prediction, target);
    }

    /// <summary>Triplets by any distance between two rows, as one fused head.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="loss">The distance, the margin and whether pairs are swapped.</param>
    /// <param name="anchor">rows × columns.</param>
    /// <param name="positive">The same shape: rows that should be close to the anchors.</param>
    /// <param name="negative">The same shape: rows that should be farther.</param>
    /// <param name="batch">What the losses of the rows become, the mean by default; weights and mask.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T, TDistance>(this Tape<T> tape, DistanceTriplet<TDistance> loss, Var anchor, Var positive,
        Var negative, HeadOptions batch = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TDistance : struct, IRowLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new DistanceTripletHead<T, TDistance>(loss, batch).RecordOn(tape, anchor, positive, negative);
    }

    /// <summary>A Fenchel–Young loss, as one fused head.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="loss">The loss; second order needs a regulariser with a Jacobian.</param>
    /// <param name="scores">rows × columns.</param>
    /// <param name="targets">The same shape: rows of the regulariser's domain, which need no gradient.</param>
    /// <param name="batch">What the losses of the rows become, the mean by default; weights and mask.</param>
    /// <exception cref="ArgumentException">
    /// The shapes differ, the targets need a gradient, or a variable is of another tape.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T, TRegulariser>(this Tape<T> tape, FenchelYoung<TRegulariser> loss, Var scores,
        Var targets, HeadOptions batch = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRegulariser : struct, IRegulariser
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (tape.NeedsGradient(targets))
            throw new ArgumentException(
                $"A Fenchel–Young loss gives no gradient to targets, and {targets} needs one.", nameof(targets));
        return new FenchelYoungHead<T, TRegulariser>(loss, batch).RecordOn(tape, scores, targets);
    }

    /// <summary>The loss of a card, with options by name, as one fused head.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="card">The card of the loss.</param>
    /// <param name="prediction">Predictions of a point loss; logits (rows × classes) of a loss of classes.</param>
    /// <param name="target">Targets, or target distributions; the same shape.</param>
    /// <param name="batch">What the losses become, the mean by default; weights and mask.</param>
    /// <param name="options">Options by name; the usual ones for the rest.</param>
    /// <exception cref="ArgumentException">
    /// An option or a shape does not fit, or a variable is of another tape.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T>(this Tape<T> tape, LossCard card, Var prediction, Var target,
        HeadOptions batch = default,
        params ReadOnlySpan<(string Name, double Value)> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(card);
        return tape.Loss(card, [prediction, target], batch, options);
    }

    /// <summary>The loss of a card of two or three inputs, with options by name, as one fused head.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="card">The card of the loss.</param>
    /// <param name="inputs">
    /// As <see cref="LossCard.Inputs"/> lists them: matrices of one shape; an input of one number a row is a column,
    /// one of one number a column is a row.
    /// </param>
    /// <param name="batch">What the losses become, the mean by default; weights and mask.</param>
    /// <param name="options">Options by name; the usual ones for the rest.</param>
    /// <exception cref="ArgumentException">
    /// An option, a shape or the number of inputs does not fit, an input needs a gradient that the loss does not give,
    /// or a variable is of another tape.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T>(this Tape<T> tape, LossCard card, ReadOnlySpan<Var> inputs, HeadOptions batch = default,
        params ReadOnlySpan<(string Name, double Value)> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(card);
        return card.Visit(new HeadMaker<T>(tape, card, inputs.ToArray(), [], batch), options);
    }

    /// <summary>The loss of a card for class labels, with options by name, as one fused head.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="card">The card of a loss of classes or of label sets.</param>
    /// <param name="logits">rows × classes.</param>
    /// <param name="labels">One class index a row; of label sets, a row of them.</param>
    /// <param name="batch">What the losses of the rows become, the mean by default; weights and mask.</param>
    /// <param name="options">Options by name; the usual ones for the rest.</param>
    /// <exception cref="ArgumentException">
    /// The loss does not take labels, or an option or a shape does not fit.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T>(this Tape<T> tape, LossCard card, Var logits, Labels labels,
        HeadOptions batch = default,
        params ReadOnlySpan<(string Name, double Value)> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(card);
        return tape.Loss(card, logits, [labels], batch, options);
    }

    /// <summary>The loss of a card for inputs of whole numbers, with options by name, as one fused head.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="card">The card of a loss of classes, of label sets or of sequences.</param>
    /// <param name="numbers">Its first input; the log-probabilities of sequences as (steps·samples) × classes.</param>
    /// <param name="labels">Its other inputs, as <see cref="LossCard.Inputs"/> lists them.</param>
    /// <param name="batch">What the losses become, the mean by default; weights and mask.</param>
    /// <param name="options">Options by name; the usual ones for the rest.</param>
    /// <exception cref="ArgumentException">
    /// The loss does not take so many labels, or an option or a shape does not fit.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T>(this Tape<T> tape, LossCard card, Var numbers, ReadOnlySpan<Labels> labels,
        HeadOptions batch = default,
        params ReadOnlySpan<(string Name, double Value)> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(card);
        return tape.Loss(card, [numbers], labels, batch, options);
    }

    /// <summary>The loss of a card for labels beside several inputs of numbers, such as a temperature.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="card">The card of a loss that takes labels.</param>
    /// <param name="numbers">Its inputs of numbers, as <see cref="LossCard.Inputs"/> lists them.</param>
    /// <param name="labels">Its other inputs, in the same order.</param>
    /// <param name="batch">What the losses become, the mean by default; weights and mask.</param>
    /// <param name="options">Options by name; the usual ones for the rest.</param>
    /// <exception cref="ArgumentException">
    /// The loss does not take so many inputs, or an option or a shape does not fit.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Loss<T>(this Tape<T> tape, LossCard card, ReadOnlySpan<Var> numbers, ReadOnlySpan<Labels> labels,
        HeadOptions batch = default,
        params ReadOnlySpan<(string Name, double Value)> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(card);
        return card.Visit(new HeadMaker<T>(tape, card, numbers.ToArray(), labels.ToArray(), batch), options);
    }
}
