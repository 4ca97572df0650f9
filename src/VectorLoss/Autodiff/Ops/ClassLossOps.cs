using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Losses of classes as heads of a tape: softmax, loss and gradient in one fused kernel.</summary>
public static class ClassLossOps
{
    /// <summary>Softmax cross-entropy of logits (rows × classes) and labels: 1×1.</summary>
    /// <exception cref="ArgumentException">The counts do not fit, an option is out of range, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var SoftmaxCrossEntropy<T>(
        this Tape<T> tape, Var logits, Labels labels, Reduction reduction = default, ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.ClassLoss(new CrossEntropy(), logits, labels, reduction, options);

    /// <summary>Softmax cross-entropy of logits and target distributions, both rows × classes: 1×1.</summary>
    /// <inheritdoc cref="SoftmaxCrossEntropy{T}(Tape{T}, Var, Labels, Reduction, ClassLossOptions)"/>
    public static Var SoftmaxCrossEntropy<T>(
        this Tape<T> tape, Var logits, Var targets, Reduction reduction = default, ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.ClassLoss(new CrossEntropy(), logits, targets, reduction, options);

    /// <summary>Any loss of a softmax's log-probability, of logits (rows × classes) and labels: 1×1.</summary>
    /// <inheritdoc cref="SoftmaxCrossEntropy{T}(Tape{T}, Var, Labels, Reduction, ClassLossOptions)"/>
    public static Var ClassLoss<T, TLoss>(
        this Tape<T> tape, TLoss loss, Var logits, Labels labels, Reduction reduction = default, ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ILabelLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        int count = tape.CountOf(labels);
        return tape.Apply(new LabelHead<T, TLoss>(loss, labels, count, reduction, options ?? new()), logits);
    }

    /// <summary>Any loss of a softmax's log-probability, of logits and target distributions, both rows × classes: 1×1.</summary>
    /// <inheritdoc cref="SoftmaxCrossEntropy{T}(Tape{T}, Var, Labels, Reduction, ClassLossOptions)"/>
    public static Var ClassLoss<T, TLoss>(
        this Tape<T> tape, TLoss loss, Var logits, Var targets, Reduction reduction = default, ClassLossOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ILabelLoss
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (tape.NeedsGradient(targets))
            throw new ArgumentException($"{typeof(TLoss).Name} gives no gradient to target distributions, and {targets} needs one.", nameof(targets));
        return tape.Apply(new DistributionHead<T, TLoss>(loss, reduction, options ?? new()), logits, targets);
    }
}

/// <summary>What the heads of classes share: their options.</summary>
internal abstract class ClassHead<T, TLoss>(TLoss loss, Reduction reduction, ClassLossOptions options) : HeadOp<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct
{
    private readonly T[] classWeights = [.. options.ClassWeights.Select(T.CreateTruncating)];
    private readonly int[] ignore = [.. options.Ignore];

    public override string Name => typeof(TLoss).Name;

    protected TLoss Loss => loss;

    protected ClassOptions<T> Options(in Frame<T> frame) => new()
    {
        Threads = frame.Threads,
        Reduction = reduction,
        Divisor = options.Divisor,
        ClassWeights = classWeights,
        Ignore = ignore,
        LabelSmoothing = options.LabelSmoothing,
        Softcap = options.Softcap,
        LseSquareScale = options.LseSquareScale,
        Empty = options.Empty,
    };

    protected void CheckClasses(ReadOnlySpan<Shape> inputs)
    {
        if (classWeights.Length != 0 && classWeights.Length != inputs[0].Columns)
            throw Misfit(inputs, $"there are {classWeights.Length} class weights");
    }
}

/// <summary>A loss of logits and labels.</summary>
internal sealed class LabelHead<T, TLoss>(TLoss loss, Labels labels, int count, Reduction reduction, ClassLossOptions options)
    : ClassHead<T, TLoss>(loss, reduction, options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ILabelLoss
{
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        CheckClasses(inputs);
        return inputs[0].Rows == count ? Shape.Scalar : throw Misfit(inputs, $"there are {count} labels, one a row is needed");
    }

    protected override double Value(in Frame<T> frame)
        => Loss.Value(frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), Options(frame));

    protected override double ValueAndGradient(in Frame<T> frame, Span<T> gradient, double upstream)
        => Loss.ValueAndGradient(frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), gradient, Options(frame), upstream);
}

/// <summary>A loss of logits and target distributions.</summary>
internal sealed class DistributionHead<T, TLoss>(TLoss loss, Reduction reduction, ClassLossOptions options)
    : ClassHead<T, TLoss>(loss, reduction, options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ILabelLoss
{
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        CheckClasses(inputs);
        return inputs[0] == inputs[1] ? Shape.Scalar : throw Misfit(inputs, "logits and target distributions must have one shape");
    }

    protected override double Value(in Frame<T> frame)
        => Loss.Value(frame.Input(0), frame.InputShape(0).Columns, frame.Input(1), Options(frame));

    protected override double ValueAndGradient(in Frame<T> frame, Span<T> gradient, double upstream)
        => Loss.ValueAndGradient(frame.Input(0), frame.InputShape(0).Columns, frame.Input(1), gradient, Options(frame), upstream);
}
