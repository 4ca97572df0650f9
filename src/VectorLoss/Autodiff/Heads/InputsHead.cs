using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// A loss of two to four inputs of one shape; the third may be one number a row or one row for all, as its card says.
/// </summary>
internal abstract class InputsHead<T>(string name, LossInputKind third, HeadOptions batch)
    : LossHead<T>(name, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether each input has a derivative; by default all have.</summary>
    public IReadOnlyList<bool> Differentiable { get; set; } = [true, true, true, false];

    protected sealed override bool IsDifferentiable(int input) => Differentiable[input];

    protected override void CheckShapes(ReadOnlySpan<Shape> inputs)
    {
        Shape first = inputs[0];
        Shape last = third switch
        {
            LossInputKind.PerRow => Shape.Column(first.Rows),
            LossInputKind.PerColumn => Shape.Row(first.Columns),
            LossInputKind.Single => Shape.Scalar,
            _ => first,
        };
        if (inputs[1] != first || (inputs.Length > 2 && inputs[2] != last) || (inputs.Length > 3 && inputs[3] != first))
            throw Misfit(inputs, $"{first}, {first}{(inputs.Length == 2 ? "" : $" and {last}")} are needed"
                + (inputs.Length > 3 ? $", and {first}" : ""));
    }
}

/// <summary>A loss of three numbers at a time, and of a fourth one where it is given.</summary>
internal sealed class TripleHead<T, TLoss>(string name, TLoss loss, HeadOptions batch)
    : InputsHead<T>(name, LossInputKind.PerElement, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ITripleLoss
{
    protected override Shape Samples(ReadOnlySpan<Shape> inputs) => inputs[0];

    protected override int SampleOf(in Frame<T> frame, int input, int element) => element;

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(frame.Input(0), frame.Input(1), frame.Input(2), Fourth(frame), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options)
        => loss.Value(frame.Input(0), frame.Input(1), frame.Input(2), Fourth(frame), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => loss.ValueAndGradient(
            frame.Input(0), frame.Input(1), frame.Input(2), Fourth(frame), gradients, options);

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
    {
        T scale = options.Divisor(frame.InputShape(0).Count).Scale<T>(options.Upstream);
        DualView<T> first = Moved(frame, 0), second = Moved(frame, 1), third = Moved(frame, 2);
        DualView<T> fourth = Inputs(frame) > 3 ? Moved(frame, 3) : third;
        for (int input = 0; input < 3; input++)
            if (frame.NeedsGradient(input))
                Add(new TripleCurvatureTerm<TLoss, T>(loss, first, second, third, fourth, input, scale)
                {
                    HasFourth = Inputs(frame) > 3,
                }, frame, options, input);
    }

    private ReadOnlySpan<T> Fourth(in Frame<T> frame) => Inputs(frame) > 3 ? frame.Input(3) : default;
}

/// <summary>A loss of rows through sums over them.</summary>
internal sealed class RowHead<T, TLoss>(string name, TLoss loss, LossInputKind third, HeadOptions batch)
    : InputsHead<T>(name, third, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, IRowLoss
{
    private readonly bool isLabelled = third == LossInputKind.PerRow;

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options)
        => loss.Value(Rows(frame), options);

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(Rows(frame), values, options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => loss.ValueAndGradient(Rows(frame), gradients, options);

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
        => RowCurvatures.AddProduct(loss, Rows(frame), new()
        {
            First = frame.Tangent(0),
            Second = frame.Tangent(1),
            Third = Inputs(frame) > 2 && !isLabelled && frame.HasTangent(2) ? frame.Tangent(2) : default,
            Columns = frame.InputShape(0).Columns,
        }, new() { First = Product(frame, 0), Second = Product(frame, 1), Third = Product(frame, 2) }, options);

    private RowInputs<T> Rows(in Frame<T> frame)
    {
        ReadOnlySpan<T> last = Inputs(frame) > 2 ? frame.Input(2) : default;
        return new()
        {
            First = frame.Input(0),
            Second = frame.Input(1),
            Columns = frame.InputShape(0).Columns,
            Third = isLabelled ? default : last,
            Labels = isLabelled ? last : default,
        };
    }
}

/// <summary>A loss of pairs of rows against all other pairs.</summary>
internal sealed class ContrastHead<T, TLoss>(string name, TLoss loss, LossInputKind third, HeadOptions batch)
    : InputsHead<T>(name, third, batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, IContrastLoss
{
    private readonly ContrastRule rule = loss.Rule;

    protected override Shape Samples(ReadOnlySpan<Shape> inputs) => Shape.Column(rule.Queries(inputs[0].Rows));

    // Every loss looks at all rows, so the gradient of their sum does not tell the tangent of each.
    protected override int SampleOf(in Frame<T> frame, int input, int element)
        => throw new NotSupportedException($"{Name} has no forward rule where it is not reduced.");

    protected override void Values(in Frame<T> frame, Span<T> values, in BatchOptions<T> options)
        => loss.Values(Rows(frame), values, options);

    protected override double Value(in Frame<T> frame, in BatchOptions<T> options)
        => loss.Value(Rows(frame), options);

    protected override double ValueAndGradient(
        in Frame<T> frame, in LossGradients<T> gradients, in BatchOptions<T> options)
        => loss.ValueAndGradient(Rows(frame), gradients, options);

    protected override void AddCurvature(in Frame<T> frame, in BatchOptions<T> options)
        => ContrastCurvatures.AddProduct(loss, Rows(frame), new()
        {
            First = frame.Tangent(0),
            Second = frame.Tangent(1),
            Third = Inputs(frame) > 2 ? frame.Tangent(2) : default,
            Columns = frame.InputShape(0).Columns,
        }, new() { First = Product(frame, 0), Second = Product(frame, 1), Third = Product(frame, 2) }, options);

    private RowInputs<T> Rows(in Frame<T> frame) => new()
    {
        First = frame.Input(0),
        Second = frame.Input(1),
        Third = Inputs(frame) > 2 ? frame.Input(2) : default,
        Columns = frame.InputShape(0).Columns,
    };
}
