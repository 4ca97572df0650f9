using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Losses of classes as heads of a tape: softmax, loss and gradient in one fused kernel.</summary>
public static class ClassLossOps
{
    /// <summary>Softmax cross-entropy of logits (rows × classes) and labels: 1×1.</summary>
    /// <exception cref="ArgumentException">
    /// The counts do not fit, an option is out of range, or a variable is of another tape.
    /// </exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var SoftmaxCrossEntropy<T>(
        this Tape<T> tape, Var logits, Labels labels, HeadOptions batch = default, ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.ClassLoss(new CrossEntropy(), logits, labels, batch, options);

    /// <summary>
    /// Softmax cross-entropy of logits and target distributions, both rows × classes: 1×1. Distributions get the
    /// gradient of <see cref="SoftmaxTargets"/> where they need one, which takes no class weights beside a z-loss or a
    /// mean over weights.
    /// </summary>
    /// <inheritdoc cref="SoftmaxCrossEntropy{T}(Tape{T}, Var, Labels, HeadOptions, ClassLossOptions)"/>
    public static Var SoftmaxCrossEntropy<T>(
        this Tape<T> tape, Var logits, Var targets, HeadOptions batch = default, ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.ClassLoss(new CrossEntropy(), logits, targets, batch, options);

    /// <summary>Any loss of a softmax's log-probability, of logits (rows × classes) and labels: 1×1.</summary>
    /// <inheritdoc cref="SoftmaxCrossEntropy{T}(Tape{T}, Var, Labels, HeadOptions, ClassLossOptions)"/>
    public static Var ClassLoss<T, TLoss>(
        this Tape<T> tape, TLoss loss, Var logits, Labels labels, HeadOptions batch = default,
        ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ILabelLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        int count = tape.CountOf(labels);
        return new SoftmaxHead<T, TLoss>(loss, labels, count, batch, options ?? new())
            .RecordWithWeightsOn(tape, logits);
    }

    /// <summary>
    /// Any loss of a softmax's log-probability, of logits and target distributions, both rows × classes: 1×1.
    /// </summary>
    /// <inheritdoc cref="SoftmaxCrossEntropy{T}(Tape{T}, Var, Labels, HeadOptions, ClassLossOptions)"/>
    public static Var ClassLoss<T, TLoss>(
        this Tape<T> tape, TLoss loss, Var logits, Var targets, HeadOptions batch = default,
        ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ILabelLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new SoftmaxHead<T, TLoss>(loss, null, 0, batch, options ?? new())
            .RecordWithWeightsOn(tape, logits, targets);
    }
}
