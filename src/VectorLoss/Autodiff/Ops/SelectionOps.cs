using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>Parts of a matrix, and matrices put together, on a tape.</summary>
public static class SelectionOps
{
    /// <summary>A part of a matrix: x[rows, columns].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">m×n.</param>
    /// <param name="rows">Which rows, such as 2..5 or ..; at least one.</param>
    /// <param name="columns">Which columns; at least one.</param>
    /// <returns>As many rows and columns as the ranges hold.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A range is empty or leaves the matrix.</exception>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Slice<T>(this Tape<T> tape, Var x, Range rows, Range columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        Shape shape = tape.ShapeOf(x);
        (int row, int height) = Within(rows, shape.Rows, shape, nameof(rows));
        (int column, int width) = Within(columns, shape.Columns, shape, nameof(columns));
        return tape.Apply(new SliceOp<T>(row, column, new(height, width)), x);
    }

    /// <summary>Matrices one below the other, or side by side.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="axis">What is added up: rows (the parts stand one below the other) or columns (side by
    /// side).</param>
    /// <param name="parts">At least one matrix; all have as many columns, or as many rows.</param>
    /// <returns>All rows of the parts, or all columns.</returns>
    /// <exception cref="ArgumentException">There is no part, the shapes do not fit, or a variable is of another
    /// tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Concat<T>(this Tape<T> tape, Axis axis, params ReadOnlySpan<Var> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (axis is not (Axis.Rows or Axis.Columns))
            throw new ArgumentOutOfRangeException(nameof(axis), axis, "There are two axes, rows and columns.");
        if (parts.IsEmpty)
            throw new ArgumentException($"{nameof(Concat)} needs at least one part.", nameof(parts));
        return tape.Apply(new ConcatOp<T>(axis), parts);
    }

    private static (int First, int Count) Within(Range range, int side, Shape shape, string name)
    {
        int first = range.Start.GetOffset(side), end = range.End.GetOffset(side);
        return first >= 0 && end <= side && first < end
            ? (first, end - first)
            : throw new ArgumentOutOfRangeException(name, $"{nameof(Slice)} got {name} {range} of {shape}: a range "
                + $"must hold at least one of the {side} {name}.");
    }
}

/// <summary>A part of a matrix.</summary>
internal sealed class SliceOp<T>(int row, int column, Shape shape) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(SelectionOps.Slice);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => row + shape.Rows <= inputs[0].Rows
        && column + shape.Columns <= inputs[0].Columns ? shape : throw Misfit(inputs, $"{shape} leaves it");

    public override void Forward(in Frame<T> frame)
        => Submatrix.Copy(frame.Input(0), Start(frame), Stride(frame), frame.Output, 0, shape.Columns, shape, false);

    internal override R[]? Over<R>(Operands<R> operands)
        => operands.Fill((i, j) => operands[0][((row + i) * operands.ShapeOf(0).Columns) + column + j]);

    public override void ForwardTangent(in Frame<T> frame)
        => Submatrix.Copy(frame.Tangent(0), Start(frame), Stride(frame), frame.OutputTangent, 0, shape.Columns, shape,
            false);

    public override void BackwardTangent(in Frame<T> frame)
    {
        // Linear: the Jacobian does not change.
    }

    public override void Backward(in Frame<T> frame)
        => Submatrix.Copy(frame.DOutput, 0, shape.Columns, frame.DInput(0), Start(frame), Stride(frame), shape, true);

    private int Start(in Frame<T> frame) => row * Stride(frame) + column;

    private static int Stride(in Frame<T> frame) => frame.InputShape(0).Columns;
}

/// <summary>Matrices one below the other, or side by side.</summary>
internal sealed class ConcatOp<T>(Axis axis) : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"{nameof(SelectionOps.Concat)} of {axis}";

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape first = inputs[0];
        long side = 0;
        foreach (Shape part in inputs)
        {
            if (axis == Axis.Rows ? part.Columns != first.Columns : part.Rows != first.Rows)
                throw Misfit(inputs, $"all need as many {(axis == Axis.Rows ? "columns" : "rows")}");
            side += axis == Axis.Rows ? part.Rows : part.Columns;
        }
        if (side > Array.MaxLength)
            throw Misfit(inputs, $"together they have {side} {axis.ToString().ToLowerInvariant()}, which are too many");
        return axis == Axis.Rows ? first with { Rows = (int)side } : first with { Columns = (int)side };
    }

    public override void Forward(in Frame<T> frame)
    {
        int start = 0;
        for (int part = 0; part < frame.Inputs; part++)
            start = Put(frame, part, frame.Input(part), frame.Output, start);
    }

    internal override R[]? Over<R>(Operands<R> operands) => operands.Fill((row, column) =>
    {
        int part = 0, at = axis == Axis.Rows ? row : column;
        for (; at >= Side(operands.ShapeOf(part)); part++)
            at -= Side(operands.ShapeOf(part));
        Shape shape = operands.ShapeOf(part);
        return operands[part][axis == Axis.Rows ? (at * shape.Columns) + column : (row * shape.Columns) + at];
    });

    private int Side(Shape part) => axis == Axis.Rows ? part.Rows : part.Columns;

    public override void ForwardTangent(in Frame<T> frame)
    {
        int start = 0;
        for (int part = 0; part < frame.Inputs; part++)
            start = Put(frame, part, frame.Tangent(part), frame.OutputTangent, start);
    }

    public override void BackwardTangent(in Frame<T> frame)
    {
        // Linear: the Jacobian does not change.
    }

    public override void Backward(in Frame<T> frame)
    {
        int start = 0;
        for (int part = 0; part < frame.Inputs; part++)
        {
            Shape shape = frame.InputShape(part);
            if (frame.NeedsGradient(part))
            {
                Span<T> gradient = frame.DInput(part, out bool adds);
                Submatrix.Copy(
                    frame.DOutput, start, frame.OutputShape.Columns, gradient, 0, shape.Columns, shape, adds);
            }
            start += Step(shape);
        }
    }

    private int Put(in Frame<T> frame, int part, ReadOnlySpan<T> from, Span<T> whole, int start)
    {
        Shape shape = frame.InputShape(part);
        Submatrix.Copy(from, 0, shape.Columns, whole, start, frame.OutputShape.Columns, shape, adds: false);
        return start + Step(shape);
    }

    /// <summary>From the first number of a part to that of the next.</summary>
    private int Step(Shape part) => axis == Axis.Rows ? part.Count : part.Columns;
}
