using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Triplets by any distance between two rows.</summary>
internal sealed class DistanceTripletHead<T, TDistance>(DistanceTriplet<TDistance> loss, HeadOptions batch)
    : InputsHead<T>($"{nameof(DistanceTriplet<>)} of {typeof(TDistance).Name}", LossInputKind.PerElement, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TDistance : struct, IRowLoss
{
    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(Rows(frame), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options)
        => loss.Value(Rows(frame), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => loss.ValueAndGradient(Rows(frame), gradients, options);

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
        => DistanceTriplets.AddProduct(loss, Rows(frame), new()
        {
            First = frame.Tangent(0),
            Second = frame.Tangent(1),
            Third = frame.Tangent(2),
            Columns = frame.InputShape(0).Columns,
        }, new()
        {
            First = Product(frame, 0),
            Second = Product(frame, 1),
            Third = Product(frame, 2),
        }, options);

    private static RowInputs<T> Rows(in Frame<T> frame) => new()
    {
        First = frame.Input(0),
        Second = frame.Input(1),
        Third = frame.Input(2),
        Columns = frame.InputShape(0).Columns,
    };
}
