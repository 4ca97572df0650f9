using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>A loss of one prediction and one target at a time.</summary>
internal sealed class PointHead<T, TLoss>(TLoss loss, HeadOptions batch) : LossHead<T>(typeof(TLoss).Name, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, IPointLoss
{
    protected override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        if (inputs[0] != inputs[1])
            throw Misfit(inputs, "prediction and target must have one shape");
    }

    protected override Shape Samples(ReadOnlySpan<Shape> inputs) => inputs[0];

    protected override int SampleOf(in Frame<T> frame, int input, int element) => element;

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(frame.Input(0), frame.Input(1), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options)
        => loss.Value(frame.Input(0), frame.Input(1), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
    {
        double value = gradients.First.IsEmpty
            ? loss.Value(frame.Input(0), frame.Input(1), options)
            : loss.ValueAndGradient(frame.Input(0), frame.Input(1), gradients.First, options);
        if (!gradients.Second.IsEmpty)
            loss.TargetGradient(frame.Input(0), frame.Input(1), gradients.Second, options);
        return value;
    }

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
    {
        T scale = options.Divisor(frame.InputShape(0).Count).Scale<T>(options.Upstream);
        DualView<T> prediction = Moved(frame, 0), target = Moved(frame, 1);
        if (frame.NeedsGradient(0))
            Add(new PointCurvatureTerm<TLoss, T>(loss, prediction, target, scale), frame, options, 0);
        if (frame.NeedsGradient(1))
            Add(new PointCurvatureTerm<TargetSide<TLoss>, T>(new(loss), target, prediction, scale), frame, options, 1);
    }

    protected override void Gradient(in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
    {
        if (!gradients.First.IsEmpty)
            loss.Gradient(frame.Input(0), frame.Input(1), gradients.First, options);
        if (!gradients.Second.IsEmpty)
            loss.TargetGradient(frame.Input(0), frame.Input(1), gradients.Second, options);
    }
}
