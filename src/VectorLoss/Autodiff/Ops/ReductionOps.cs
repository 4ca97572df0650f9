using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>Sums and means on a tape, added in an order that does not depend on the machine.</summary>
public static class ReductionOps
{
    /// <summary>The sum of all elements: 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Sum<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Reduce(tape, nameof(Sum), null, false, x);

    /// <summary>The sum of the rows, 1×n, or of the columns, m×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">m×n.</param>
    /// <param name="axis">What is added together: the rows or the columns.</param>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Sum<T>(this Tape<T> tape, Var x, Axis axis) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Reduce(tape, nameof(Sum), axis, false, x);

    /// <summary>The mean of all elements: 1×1.</summary>
    /// <inheritdoc cref="Sum{T}(Tape{T}, Var)"/>
    public static Var Mean<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Reduce(tape, nameof(Mean), null, true, x);

    /// <summary>The mean of the rows, 1×n, or of the columns, m×1.</summary>
    /// <inheritdoc cref="Sum{T}(Tape{T}, Var, Axis)"/>
    public static Var Mean<T>(this Tape<T> tape, Var x, Axis axis) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Reduce(tape, nameof(Mean), axis, true, x);

    private static Var Reduce<T>(Tape<T> tape, string name, Axis? axis, bool mean, Var x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new Reduce<T>(axis is null ? name : $"{name} of {axis}", axis, mean), x);
    }
}

/// <summary>A sum, or a mean, over one axis or both.</summary>
internal sealed class Reduce<T>(string name, Axis? axis, bool mean) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => name;

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => axis switch
    {
        null => Shape.Scalar,
        Axis.Rows => Shape.Row(inputs[0].Columns),
        Axis.Columns => Shape.Column(inputs[0].Rows),
        _ => throw new ArgumentOutOfRangeException(
            nameof(inputs), axis, $"{Name}: there are two axes, rows and columns."),
    };

    public override void Forward(in Frame<T> frame) => Write(frame, frame.Input(0), frame.Output);

    internal override R[]? Over<R>(Operands<R> operands)
    {
        Shape from = operands.ShapeOf(0);
        (int rows, int columns) = (axis == Axis.Columns ? 1 : from.Rows, axis == Axis.Rows ? 1 : from.Columns);
        R Sum(int row, int column) => Enumerable.Range(0, rows * columns).Aggregate(R.Of(0),
            (sum, i) => sum + operands[0][((row + (i / columns)) * from.Columns) + column + (i % columns)]);
        return operands.Fill((row, column) => mean ? Sum(row, column) / R.Of(rows * columns) : Sum(row, column));
    }

    public override void ForwardTangent(in Frame<T> frame) => Write(frame, frame.Tangent(0), frame.OutputTangent);

    public override void BackwardTangent(in Frame<T> frame)
    {
        // Linear: the Jacobian does not change.
    }

    private void Write(in Frame<T> frame, ReadOnlySpan<T> numbers, Span<T> sums)
    {
        (Shape from, Shape to) = (frame.InputShape(0), frame.OutputShape);
        Broadcasting.Sum(MatrixView<T>.Of(numbers, from.Rows, from.Columns), from.Rows, from.Columns,
            sums, to.Rows, to.Columns, adds: false);
        if (mean)
            foreach (ref T value in sums)
                value /= Divisor(frame);
    }

    public override void Backward(in Frame<T> frame)
    {
        (Shape from, Shape to) = (frame.InputShape(0), frame.OutputShape);
        T divisor = mean ? Divisor(frame) : T.One;
        MatrixView<T> dy = MatrixView<T>.Of(frame.DOutput, to.Rows, to.Columns);
        MatrixView<T> count = new(new ReadOnlySpan<T>(in divisor), 0, 0);
        Span<T> gradient = frame.DInput(0, out bool adds);
        if (mean)
            Broadcasting.Store(new PairTerm<DivideMap, T>(dy, count), from.Rows, from.Columns, gradient, adds);
        else
            Broadcasting.Store(dy, from.Rows, from.Columns, gradient, adds);
    }

    private static T Divisor(in Frame<T> frame)
        => T.CreateTruncating(frame.InputShape(0).Count / frame.OutputShape.Count);
}
