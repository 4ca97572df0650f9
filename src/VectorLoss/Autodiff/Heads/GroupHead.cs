using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>
/// A loss of whole rows of two or three inputs; the second may be one number a row. Behind two sequences there may be
/// the lengths of both.
/// </summary>
internal sealed class GroupHead<T, TLoss>(LossCard card, TLoss loss, HeadOptions batch)
    : InputsHead<T>(card.Name, card.Inputs[1].Kind, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, IGroupLoss
{
    private readonly bool perRow = card.Inputs[1].Kind == LossInputKind.PerRow;

    protected override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        Shape first = inputs[0], second = perRow ? Shape.Column(first.Rows) : first;
        int parts = loss.Rule.Parts(card);
        if (first.Columns % parts != 0)
            throw Misfit(inputs, $"a row has {parts} equal parts");
        Shape other = card.HasLengths ? Shape.Column(first.Rows) : first;
        if (inputs[1] != second || inputs[2..].ContainsAnyExcept(other))
            throw Misfit(inputs, $"{first}, {second}{(inputs.Length == 2 ? "" : $" and {other}")} are needed");
    }

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(Rows(frame), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options)
        => loss.Value(Rows(frame), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => loss.ValueAndGradient(Rows(frame), gradients, options);

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
    {
        GroupCurvatures.AddProduct(loss.Rule, Rows(frame), new()
        {
            First = frame.Tangent(0),
            Second = perRow ? default : frame.Tangent(1),
            Columns = frame.InputShape(0).Columns,
        }, new() { First = Product(frame, 0), Second = Product(frame, 1) }, options);
    }

    private RowInputs<T> Rows(in Frame<T> frame)
    {
        ReadOnlySpan<T> second = frame.Input(1);
        return new()
        {
            First = frame.Input(0),
            Second = perRow ? default : second,
            Labels = perRow ? second : default,
            Third = !card.HasLengths && Inputs(frame) > 2 ? frame.Input(2) : default,
            FirstLengths = card.HasLengths && Inputs(frame) > 2 ? frame.Input(2) : default,
            SecondLengths = Inputs(frame) > 3 ? frame.Input(3) : default,
            Columns = frame.InputShape(0).Columns,
        };
    }
}
