using System.Numerics;
using VectorLoss.Batches;

namespace VectorLoss.Autodiff;

/// <summary>A Fenchel–Young loss of scores and targets of one shape.</summary>
internal sealed class FenchelYoungHead<T, TRegulariser>(FenchelYoung<TRegulariser> loss, HeadOptions batch)
    : LossHead<T>($"{nameof(FenchelYoung<>)} of {typeof(TRegulariser).Name}", batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRegulariser : struct, IRegulariser
{
    protected override bool IsDifferentiable(int input) => input == 0;

    protected override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        if (inputs[1] != inputs[0])
            throw Misfit(inputs, $"{inputs[0]} and {inputs[0]} are needed");
    }

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(frame.Input(0), Columns(frame), frame.Input(1), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options)
        => loss.Value(frame.Input(0), Columns(frame), frame.Input(1), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => gradients.First.IsEmpty ? Value(frame, options)
            : loss.ValueAndGradient(frame.Input(0), Columns(frame), frame.Input(1), gradients.First, options);

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
    {
        if (!TRegulariser.HasJacobian)
            base.AddCurvature(frame, options);
        else if (frame.HasTangent(0))
            FenchelYoungLosses.AddProduct(
                loss, frame.Input(0), Columns(frame), frame.Tangent(0), frame.DInput(0), options);
    }

    private static int Columns(in Frame<T> frame) => frame.InputShape(0).Columns;
}
