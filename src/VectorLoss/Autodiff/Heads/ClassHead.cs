using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Autodiff;

/// <summary>
/// A loss of classes: of labels, one a row, or of target distributions, which are then the second input.
/// </summary>
internal abstract class ClassHead<T>(string name, Labels? labels, int count, HeadOptions batch,
    ClassLossOptions options)
    : LossHead<T>(name, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] classWeights = [.. options.ClassWeights.Select(T.CreateTruncating)];
    private readonly int[] ignore = [.. options.Ignore];

    protected sealed override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        if (options.Inner < 1 || inputs[0].Columns % options.Inner != 0)
            throw Misfit(inputs, $"the columns are no whole classes of {options.Inner} rows each");
        if (classWeights.Length != 0 && classWeights.Length != inputs[0].Columns / options.Inner)
            throw Misfit(inputs, $"there are {classWeights.Length} class weights");
        if (labels is null && inputs[0] != inputs[1])
            throw Misfit(inputs, "numbers and target distributions must have one shape");
        if (labels is not null && Samples(inputs).Count != count)
            throw Misfit(inputs, $"there are {count} labels, one a row is needed");
    }

    protected sealed override Shape Samples(ReadOnlySpan<Shape> inputs) => new(inputs[0].Rows, options.Inner);

    protected sealed override int SampleOf(in Frame<T> frame, int input, int element)
        => element / frame.InputShape(0).Columns * options.Inner + element % options.Inner;

    /// <summary>Where the classes of the first input lie.</summary>
    protected ClassAxis Classes(in Frame<T> frame) => new(frame.InputShape(0).Columns / options.Inner, options.Inner);

    protected sealed override double Value(in Frame<T> frame, in BatchOptions<T> batch)
        => labels is { } given ? Labelled(frame, frame.Labels(given), default, Options(batch))
            : Distributed(frame, default, Options(batch));

    protected sealed override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> batch)
    {
        ClassOptions<T> all = Options(batch);
        if (labels is { } given)
            return Labelled(frame, frame.Labels(given), gradients.First, all);
        if (!gradients.Second.IsEmpty)
            TargetGradient(frame, gradients.Second, all);
        return Distributed(frame, gradients.First, all);
    }

    protected sealed override void Gradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> batch)
    {
        if (gradients.First.IsEmpty && !gradients.Second.IsEmpty)
            TargetGradient(frame, gradients.Second, Options(batch));
        else
            ValueAndGradient(frame, gradients, batch);
    }

    protected sealed override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> batch)
    {
        if (labels is { } given)
            LabelledValues(frame, frame.Labels(given), values, Options(batch));
        else
            DistributedValues(frame, values, Options(batch));
    }

    /// <summary>The loss of every row for labels.</summary>
    protected abstract void LabelledValues(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> values, in ClassOptions<T> options);

    /// <summary>The loss of every row for the distributions of the second input.</summary>
    protected abstract void DistributedValues(in Frame<T> frame, Span<T> values, in ClassOptions<T> options);

    /// <summary>The loss for labels, and its gradient where there is room.</summary>
    protected abstract double Labelled(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> gradient, in ClassOptions<T> options);

    /// <summary>The loss for the distributions of the second input, and its gradient where there is room.</summary>
    protected abstract double Distributed(in Frame<T> frame, Span<T> gradient, in ClassOptions<T> options);

    /// <summary>The gradient by the distributions of the second input.</summary>
    protected virtual void TargetGradient(in Frame<T> frame, Span<T> gradient, in ClassOptions<T> options)
        => throw new NotSupportedException($"{Name} gives no gradient to target distributions.");

    /// <summary>Whether the distributions of the second input have a gradient.</summary>
    protected virtual bool HasTargetGradient => false;

    protected sealed override bool IsDifferentiable(int input) => input == 0 || (labels is null && HasTargetGradient);

    protected sealed override void AddCurvature(in Frame<T> frame, in BatchOptions<T> batch)
    {
        if (labels is null && (frame.HasTangent(1) || frame.NeedsGradient(1)))
            throw new NotSupportedException($"{Name} has no second derivatives by target distributions.");
        ClassAxis classes = Classes(frame);
        AddCurvature(frame, labels is { } given
            ? new ClassBatch<T>(frame.Input(0), classes, frame.Labels(given), Options(batch))
            : new ClassBatch<T>(frame.Input(0), classes, frame.Input(1), Options(batch)));
    }

    /// <summary>Adds the product of the Hessian with the tangents of the first input.</summary>
    protected abstract void AddCurvature(in Frame<T> frame, in ClassBatch<T> batch);

    /// <summary>The same by the second derivatives of the loss.</summary>
    protected static void AddCurvature<TCurvature>(
        TCurvature curvature, in Frame<T> frame, in ClassBatch<T> batch, BatchDivisor divisor)
        where TCurvature : IClassCurvature<T>
    {
        int length = ClassCurvature.ScratchLength<TCurvature, T>(batch.Rows, batch.Classes);
        ClassCurvature.Run(curvature, batch, divisor.Scale<T>(batch.Options.Batch.Upstream), frame.Tangent(0),
            frame.DInput(0), adds: true, frame.Scratch(length));
    }

    private ClassOptions<T> Options(in BatchOptions<T> batch) => new()
    {
        Batch = Unreduced ? batch : batch with { Empty = options.Empty },
        Divisor = options.Divisor,
        ClassWeights = classWeights,
        Ignore = ignore,
        LabelSmoothing = options.LabelSmoothing,
        Softcap = options.Softcap,
        LseSquareScale = options.LseSquareScale,
    };
}

/// <summary>A loss of a softmax's log-probability.</summary>
internal sealed class SoftmaxHead<T, TLoss>(
    TLoss loss, Labels? labels, int count, HeadOptions batch, ClassLossOptions options)
    : ClassHead<T>(typeof(TLoss).Name, labels, count, batch, options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ILabelLoss
{
    protected override double Labelled(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> gradient, in ClassOptions<T> options)
        => gradient.IsEmpty ? loss.Value(frame.Input(0), Classes(frame), labels, options)
            : loss.ValueAndGradient(frame.Input(0), Classes(frame), labels, gradient, options);

    protected override double Distributed(in Frame<T> frame, Span<T> gradient, in ClassOptions<T> options)
        => gradient.IsEmpty ? loss.Value(frame.Input(0), Classes(frame), frame.Input(1), options)
            : loss.ValueAndGradient(frame.Input(0), Classes(frame), frame.Input(1), gradient, options);

    protected override bool HasTargetGradient => true;

    protected override void TargetGradient(in Frame<T> frame, Span<T> gradient, in ClassOptions<T> options)
        => loss.TargetGradient(frame.Input(0), Classes(frame), frame.Input(1), gradient, options);

    protected override void LabelledValues(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> values, in ClassOptions<T> options)
        => loss.Values(frame.Input(0), Classes(frame), labels, values, options);

    protected override void DistributedValues(in Frame<T> frame, Span<T> values, in ClassOptions<T> options)
        => loss.Values(frame.Input(0), Classes(frame), frame.Input(1), values, options);

    protected override void AddCurvature(in Frame<T> frame, in ClassBatch<T> batch)
        => AddCurvature(new SoftmaxCurvature<TLoss, T>(loss), frame, batch, batch.Divisor());
}

/// <summary>A loss of distances from a centre of the row.</summary>
internal sealed class CentredHead<T, TLoss>(
    TLoss loss, Labels? labels, int count, HeadOptions batch, ClassLossOptions options)
    : ClassHead<T>(typeof(TLoss).Name, labels, count, batch, options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ICentredLoss
{
    protected override double Labelled(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> gradient, in ClassOptions<T> options)
        => gradient.IsEmpty ? loss.Value(frame.Input(0), Classes(frame), labels, options)
            : loss.ValueAndGradient(frame.Input(0), Classes(frame), labels, gradient, options);

    protected override double Distributed(in Frame<T> frame, Span<T> gradient, in ClassOptions<T> options)
        => gradient.IsEmpty ? loss.Value(frame.Input(0), Classes(frame), frame.Input(1), options)
            : loss.ValueAndGradient(frame.Input(0), Classes(frame), frame.Input(1), gradient, options);

    protected override void LabelledValues(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> values, in ClassOptions<T> options)
        => loss.Values(frame.Input(0), Classes(frame), labels, values, options);

    protected override void DistributedValues(in Frame<T> frame, Span<T> values, in ClassOptions<T> options)
        => loss.Values(frame.Input(0), Classes(frame), frame.Input(1), values, options);

    protected override void AddCurvature(in Frame<T> frame, in ClassBatch<T> batch)
        => AddCurvature(new CentredCurvature<TLoss, T>(loss), frame, batch,
            batch.Divisor(labelsMeanWeights: TLoss.Centre == RowCentre.None));
}
