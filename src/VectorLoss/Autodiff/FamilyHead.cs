using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The door of a family of losses of several inputs: one call for the value and for every gradient that is asked for.</summary>
internal interface IFamily
{
    /// <summary>The reduced value; gradients go where the results have room.</summary>
    double Evaluate<T>(in LossArguments<T> arguments, int columns, in LossResults<T> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Three numbers at a time.</summary>
internal readonly struct TripleFamily<TLoss>(TLoss loss) : IFamily where TLoss : struct, ITripleLoss
{
    public double Evaluate<T>(in LossArguments<T> arguments, int columns, in LossResults<T> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => loss.Evaluate(arguments, results);
}

/// <summary>Rows, through sums over them.</summary>
internal readonly struct RowFamily<TLoss>(TLoss loss) : IFamily where TLoss : struct, IRowLoss
{
    public double Evaluate<T>(in LossArguments<T> arguments, int columns, in LossResults<T> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => loss.Evaluate(arguments, columns, results);
}

/// <summary>Pairs of rows against all other pairs.</summary>
internal readonly struct ContrastFamily(InfoNce loss) : IFamily
{
    public double Evaluate<T>(in LossArguments<T> arguments, int columns, in LossResults<T> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => loss.Evaluate(arguments, columns, results);
}

/// <summary>A loss of two or three inputs of one shape; the third may be one number a row or one row for all, as its card says.</summary>
internal sealed class FamilyHead<T, TFamily>(string name, TFamily family, LossInputKind third, Reduction reduction) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFamily : struct, IFamily
{
    public override string Name => name;

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape first = inputs[0];
        Shape last = third switch
        {
            LossInputKind.PerRow => Shape.Column(first.Rows),
            LossInputKind.PerColumn => Shape.Row(first.Columns),
            _ => first,
        };
        return inputs[1] == first && (inputs.Length == 2 || inputs[2] == last)
            ? Shape.Scalar
            : throw Misfit(inputs, $"{first}, {first}{(inputs.Length == 2 ? "" : $" and {last}")} are needed");
    }

    public override void Forward(in Frame<T> frame)
        => frame.Output[0] = T.CreateTruncating(family.Evaluate(Arguments(frame), frame.InputShape(0).Columns, new LossResults<T>()));

    public override void Backward(in Frame<T> frame) => Run(frame);

    public override void ForwardBackward(in Frame<T> frame) => frame.Output[0] = T.CreateTruncating(Run(frame));

    private double Run(in Frame<T> frame)
    {
        int count = frame.InputShape(0).Count;
        Span<T> scratch = frame.Scratch(3 * count);
        Span<T> first = Target(frame, 0, scratch[..count], out Span<T> addFirst);
        Span<T> second = Target(frame, 1, scratch[count..(2 * count)], out Span<T> addSecond);
        Span<T> last = Target(frame, 2, scratch[(2 * count)..], out Span<T> addLast);
        double value = family.Evaluate(Arguments(frame), frame.InputShape(0).Columns, new LossResults<T>
        {
            First = first, Second = second, Third = last, Upstream = double.CreateTruncating(frame.DOutput[0]),
        });
        Add(first, addFirst);
        Add(second, addSecond);
        Add(last, addLast);
        return value;
    }

    // The kernel writes whole gradients: into place where nothing is there yet, else beside it, to be added.
    private static Span<T> Target(in Frame<T> frame, int input, Span<T> scratch, out Span<T> addTo)
    {
        addTo = default;
        if (input >= frame.Inputs || !frame.NeedsGradient(input))
            return default;
        Span<T> gradient = frame.DInput(input, out bool adds);
        if (!adds)
            return gradient;
        addTo = gradient;
        return scratch[..gradient.Length];
    }

    private static void Add(Span<T> from, Span<T> to)
    {
        if (!to.IsEmpty)
            Broadcasting.Store(new MatrixView<T>(from, 0, 1), 1, to.Length, to, adds: true);
    }

    private LossArguments<T> Arguments(in Frame<T> frame)
    {
        ReadOnlySpan<T> last = frame.Inputs > 2 ? frame.Input(2) : default;
        bool labels = third == LossInputKind.PerRow;
        return new()
        {
            First = frame.Input(0), Second = frame.Input(1), Third = labels ? default : last, Labels = labels ? last : default,
            Reduction = reduction,
        };
    }
}
