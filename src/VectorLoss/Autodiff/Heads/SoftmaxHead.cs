using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

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

    protected override void WeightGradient(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> gradient, in ClassOptions<T> options)
    {
        if (!IsLabelled)
            loss.WeightGradient(frame.Input(0), Classes(frame), frame.Input(1), gradient, options);
        else
            loss.WeightGradient(frame.Input(0), Classes(frame), labels, gradient, options);
    }

    protected override void LabelledValues(
        in Frame<T> frame, ReadOnlySpan<int> labels, Span<T> values, in ClassOptions<T> options)
        => loss.Values(frame.Input(0), Classes(frame), labels, values, options);

    protected override void DistributedValues(in Frame<T> frame, Span<T> values, in ClassOptions<T> options)
        => loss.Values(frame.Input(0), Classes(frame), frame.Input(1), values, options);

    protected override void AddCurvature(in Frame<T> frame, in ClassBatch<T> batch)
        => AddCurvature(new SoftmaxCurvature<TLoss, T>(loss), frame, batch);
}
