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
        this Tape<T> tape, TLoss loss, Var numbers, Labels labels, Reduction reduction = default,
        ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ICentredLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new CentredLabelHead<T, TLoss>(loss, labels, tape.CountOf(labels), reduction,
            options ?? new()), numbers);
    }

    /// <summary>A loss of numbers and target distributions, both rows × classes: 1×1.</summary>
    /// <inheritdoc cref="ClassLoss{T, TLoss}(Tape{T}, TLoss, Var, Labels, Reduction, ClassLossOptions)"/>
    public static Var ClassLoss<T, TLoss>(
        this Tape<T> tape, TLoss loss, Var numbers, Var targets, Reduction reduction = default,
        ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ICentredLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (tape.ShapeOf(numbers) == tape.ShapeOf(targets) && tape.NeedsGradient(targets))
            throw new ArgumentException(
                $"{typeof(TLoss).Name} gives no gradient to target distributions, and {targets} needs one.",
                nameof(targets));
        return tape.Apply(new CentredDistributionHead<T, TLoss>(loss, reduction, options ?? new()), numbers, targets);
    }
}

/// <summary>A loss of numbers and labels.</summary>
internal sealed class CentredLabelHead<T, TLoss>(
    TLoss loss, Labels labels, int count, Reduction reduction, ClassLossOptions options)
    : ClassHead<T, TLoss>(loss, reduction, options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ICentredLoss
{
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        CheckClasses(inputs);
        return inputs[0].Rows == count ? Shape.Scalar
            : throw Misfit(inputs, $"there are {count} labels, one a row is needed");
    }

    protected override double Value(in Frame<T> frame)
        => Loss.Value(frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), Options(frame));

    protected override double ValueAndGradient(in Frame<T> frame, Span<T> gradient, double upstream)
        => Loss.ValueAndGradient(frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), gradient, Options(frame),
        upstream);
}

/// <summary>A loss of numbers and target distributions.</summary>
internal sealed class CentredDistributionHead<T, TLoss>(TLoss loss, Reduction reduction, ClassLossOptions options)
    : ClassHead<T, TLoss>(loss, reduction, options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ICentredLoss
{
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        CheckClasses(inputs);
        return inputs[0] == inputs[1] ? Shape.Scalar
            : throw Misfit(inputs, "numbers and target distributions must have one shape");
    }

    protected override double Value(in Frame<T> frame)
        => Loss.Value(frame.Input(0), frame.InputShape(0).Columns, frame.Input(1), Options(frame));

    protected override double ValueAndGradient(in Frame<T> frame, Span<T> gradient, double upstream)
        => Loss.ValueAndGradient(frame.Input(0), frame.InputShape(0).Columns, frame.Input(1), gradient, Options(frame),
        upstream);
}
