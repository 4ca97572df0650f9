using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Losses of classes by distance from a centre as heads of a tape.</summary>
public static class CentredLossOps
{
    /// <summary>A loss of numbers (rows × classes; logits or probabilities as the loss says) and labels: 1×1.</summary>
    /// <exception cref="ArgumentException">The counts do not fit, an option is out of range, or a variable is of
    /// another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var ClassLoss<T, TLoss>(
        this Tape<T> tape, TLoss loss, Var numbers, Labels labels, HeadOptions batch = default,
        ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ICentredLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new CentredHead<T, TLoss>(loss, labels, tape.CountOf(labels), batch, options ?? new())
            .RecordWithWeightsOn(tape, numbers);
    }

    /// <summary>A loss of numbers and target distributions, both rows × classes: 1×1.</summary>
    /// <inheritdoc cref="ClassLoss{T, TLoss}(Tape{T}, TLoss, Var, Labels, HeadOptions, ClassLossOptions)"/>
    public static Var ClassLoss<T, TLoss>(
        this Tape<T> tape, TLoss loss, Var numbers, Var targets, HeadOptions batch = default,
        ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ICentredLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (tape.ShapeOf(numbers) == tape.ShapeOf(targets) && tape.NeedsGradient(targets))
            throw new ArgumentException(
                $"{typeof(TLoss).Name} gives no gradient to target distributions, and {targets} needs one.",
                nameof(targets));
        return new CentredHead<T, TLoss>(loss, null, 0, batch, options ?? new())
            .RecordWithWeightsOn(tape, numbers, targets);
    }
}
