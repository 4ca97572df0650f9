using System.Numerics;
using VectorLoss.Batches;
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

    /// <summary>Whether targets are labels.</summary>
    protected bool IsLabelled => labels is not null;

    // Behind the numbers, and the distributions where there are some.
    private int WeightInput => labels is null ? 2 : 1;

    /// <summary>Records the head: its inputs, then class weights that are a variable.</summary>
    public Var RecordWithWeightsOn(Tape<T> tape, params ReadOnlySpan<Var> inputs)
        => options.LearntClassWeights is not { } weights ? RecordOn(tape, inputs)
            : classWeights.Length == 0 ? RecordOn(tape, [.. inputs, weights])
            : throw new ArgumentException(
                $"{Name} takes ClassWeights or LearntClassWeights, not both.", nameof(options));

    protected sealed override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        if (options.Inner < 1 || inputs[0].Columns % options.Inner != 0)
            throw Misfit(inputs, $"the columns are no whole classes of {options.Inner} rows each");
        if (classWeights.Length != 0 && classWeights.Length != inputs[0].Columns / options.Inner)
            throw Misfit(inputs, $"there are {classWeights.Length} class weights");
        if (LearnsWeights && inputs[WeightInput].Count != inputs[0].Columns / options.Inner)
            throw Misfit(inputs, $"there are {inputs[WeightInput].Count} class weights");
        if (labels is null && inputs[0] != inputs[1])
            throw Misfit(inputs, "numbers and target distributions must have one shape");
        if (labels is not null && Samples(inputs).Count != count)
            throw Misfit(inputs, $"there are {count} labels, one a row is needed");
    }

    protected sealed override Shape Samples(ReadOnlySpan<Shape> inputs) => new(inputs[0].Rows, options.Inner);

    protected sealed override int SampleOf(in Frame<T> frame, int input, int element)
        => IsWeights(input) ? throw new NotSupportedException(
                $"{Name} has no forward rule by class weights where it is not reduced.")
            : element / frame.InputShape(0).Columns * options.Inner + element % options.Inner;

    /// <summary>Where the classes of the first input lie.</summary>
    protected ClassAxis Classes(in Frame<T> frame) => new(frame.InputShape(0).Columns / options.Inner, options.Inner);

    protected sealed override double Value(in Frame<T> frame, in BatchOptions<T> batch)
        => labels is { } given ? Labelled(frame, frame.Labels(given), default, Options(frame, batch))
            : Distributed(frame, default, Options(frame, batch));

    protected sealed override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> batch)
    {
        ClassOptions<T> all = Options(frame, batch);
        OtherGradients(frame, gradients, all);
        return labels is { } given ? Labelled(frame, frame.Labels(given), gradients.First, all)
            : Distributed(frame, gradients.First, all);
    }

    protected sealed override void Gradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> batch)
    {
        if (gradients.First.IsEmpty)
            OtherGradients(frame, gradients, Options(frame, batch));
        else
            ValueAndGradient(frame, gradients, batch);
    }

    // Those by distributions and by class weights.
    private void OtherGradients(
        in Frame<T> frame, in LossGradients<T> gradients, in ClassOptions<T> options)
    {
        Span<T> byWeights = labels is null ? gradients.Third : gradients.Second;
        if (!byWeights.IsEmpty)
            WeightGradient(frame, labels is { } given ? frame.Labels(given) : default, byWeights, options);
        if (labels is null && !gradients.Second.IsEmpty)
            TargetGradient(frame, gradients.Second, options);
    }

    protected sealed override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> batch)
    {
        if (labels is { } given)
            LabelledValues(frame, frame.Labels(given), values, Options(frame, batch));
        else
            DistributedValues(frame, values, Options(frame, batch));
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

    /// <summary>The gradient by class weights, for labels or for the distributions of the second input.</summary>
    protected abstract void WeightGradient(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> gradient, in ClassOptions<T> options);

    /// <summary>Whether the distributions of the second input have a gradient.</summary>
    protected virtual bool HasTargetGradient => false;

    protected sealed override bool IsDifferentiable(int input)
        => input == 0 || IsWeights(input) || (labels is null && HasTargetGradient);

    private bool LearnsWeights => options.LearntClassWeights is not null;

    private bool IsWeights(int input) => LearnsWeights && input == WeightInput;

    protected sealed override void AddCurvature(in Frame<T> frame, in BatchOptions<T> batch)
    {
        if (labels is null && (frame.HasTangent(1) || frame.NeedsGradient(1)))
            throw new NotSupportedException($"{Name} has no second derivatives by target distributions.");
        if (LearnsWeights && (frame.HasTangent(WeightInput) || frame.NeedsGradient(WeightInput)))
            throw new NotSupportedException($"{Name} has no second derivatives by class weights.");
        ClassAxis classes = Classes(frame);
        AddCurvature(frame, labels is { } given
            ? new ClassBatch<T>(frame.Input(0), classes, frame.Labels(given), Options(frame, batch))
            : new ClassBatch<T>(frame.Input(0), classes, frame.Input(1), Options(frame, batch)));
    }

    /// <summary>Adds the product of the Hessian with the tangents of the first input.</summary>
    protected abstract void AddCurvature(in Frame<T> frame, in ClassBatch<T> batch);

    /// <summary>The same by the second derivatives of the loss.</summary>
    protected static void AddCurvature<TCurvature>(
        TCurvature curvature, in Frame<T> frame, in ClassBatch<T> batch)
        where TCurvature : IClassCurvature<T>
    {
        int length = ClassCurvature.ScratchLength<TCurvature, T>(batch.Rows, batch.Classes);
        ClassCurvature.Run(curvature, batch,
            curvature.Divisor(batch).Scale<T>(batch.Options.Batch.Upstream), frame.Tangent(0), frame.DInput(0),
            adds: true, frame.Scratch(length));
    }

    private ClassOptions<T> Options(in Frame<T> frame, in BatchOptions<T> batch) => new()
    {
        Batch = Unreduced ? batch : batch with { Empty = options.Empty },
        Divisor = options.Divisor,
        ClassWeights = LearnsWeights ? frame.Input(WeightInput) : classWeights,
        Ignore = ignore,
        LabelSmoothing = options.LabelSmoothing,
        Softcap = options.Softcap,
        LseSquareScale = options.LseSquareScale,
    };
}
