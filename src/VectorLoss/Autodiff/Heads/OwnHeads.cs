using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>A loss of rows with several labels each.</summary>
internal sealed class LabelSetHead<T>(MultilabelMargin loss, Labels labels, int count, HeadOptions batch)
    : LossHead<T>(nameof(MultilabelMargin), batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        if (inputs[0].Count != count)
            throw Misfit(inputs, $"there are {count} labels, one a logit is needed");
    }

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options)
        => loss.Value(frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options) => loss.ValueAndGradient(
        frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), gradients.First, options);

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
    {
        // Piecewise linear: the gradient does not change.
    }
}

/// <summary>A loss of labelled rows through their cosines; a second input may be its temperature.</summary>
internal sealed class SimilarityHead<T, TLoss>(TLoss loss, Labels labels, int count, HeadOptions batch)
    : LossHead<T>(typeof(TLoss).Name, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ISimilarityLoss
{
    protected override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        if (inputs[0].Rows != count)
            throw Misfit(inputs, $"there are {count} labels, one a row is needed");
        if (inputs.Length > 1 && inputs[1] != Shape.Scalar)
            throw Misfit(inputs, "the temperature is one number");
    }

    // Every loss looks at all rows, so the gradient of their sum does not tell the tangent of each.
    protected override int SampleOf(in Frame<T> frame, int input, int element)
        => TLoss.HasProxies ? base.SampleOf(frame, input, element)
        : throw new NotSupportedException($"{Name} has no forward rule where it is not reduced.");

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(
            frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), Temperature(frame), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options) => loss.Value(
        frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), Temperature(frame), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options) => loss.ValueAndGradient(
        frame.Input(0), frame.InputShape(0).Columns, frame.Labels(labels), Temperature(frame),
        new LossGradients<T> { First = gradients.First, Third = gradients.Second }, options);

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
        => SimilarityCurvatures.AddProduct(loss, new()
        {
            First = frame.Input(0),
            Second = default,
            Third = Temperature(frame),
            Columns = frame.InputShape(0).Columns,
        }, frame.Labels(labels), new()
        {
            First = frame.Tangent(0),
            Second = default,
            Third = Inputs(frame) > 1 ? frame.Tangent(1) : default,
            Columns = frame.InputShape(0).Columns,
        }, new() { First = Product(frame, 0), Third = Product(frame, 1) }, options);

    private ReadOnlySpan<T> Temperature(in Frame<T> frame) => Inputs(frame) > 1 ? frame.Input(1) : default;
}

/// <summary>A loss of sequences that are not aligned with their labels.</summary>
internal sealed class SequenceHead<T, TLoss>(TLoss loss, Labels labels, Labels steps,
    Labels labelCounts, int samples, int longest, HeadOptions batch)
    : LossHead<T>(typeof(TLoss).Name, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ISequenceLoss
{
    protected override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        int rows = TLoss.IsLattice ? longest + 1 : 1;
        if (inputs[0].Rows % (samples * rows) != 0)
            throw Misfit(inputs, $"there are {samples} samples, and every step of each needs {rows} rows");
    }

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(Batch(frame), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options) => loss.Value(Batch(frame), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => loss.ValueAndGradient(Batch(frame), gradients.First, options);

    protected override Shape Samples(ReadOnlySpan<Shape> inputs) => Shape.Column(samples);

    protected override int SampleOf(in Frame<T> frame, int input, int element)
        => TLoss.IsLattice ? element / (frame.InputShape(0).Count / samples)
            : element / frame.InputShape(0).Columns % samples;

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
        => SequenceProduct.Add(loss, new()
        {
            Batch = Batch(frame),
            Direction = frame.Tangent(0),
            Product = Product(frame, 0),
        }, options);

    private SequenceBatch<T> Batch(in Frame<T> frame) => new()
    {
        LogProbabilities = frame.Input(0),
        Classes = frame.InputShape(0).Columns,
        Labels = frame.Labels(labels),
        Steps = frame.Labels(steps),
        LabelCounts = frame.Labels(labelCounts),
    };
}
