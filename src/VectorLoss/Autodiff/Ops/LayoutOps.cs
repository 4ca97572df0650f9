using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The same numbers in another order or shape, on a tape.</summary>
public static class LayoutOps
{
    /// <summary>Xᵀ: rows and columns change places.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">m×n.</param>
    /// <returns>n×m.</returns>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Transpose<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new TransposeOp<T>(), x);
    }

    /// <summary>The same numbers in the same row-major order under another shape.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">A shape of as many elements.</param>
    /// <returns>A variable of that shape.</returns>
    /// <exception cref="ArgumentException">The counts differ, or the variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Reshape<T>(this Tape<T> tape, Var x, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new ReshapeOp<T>(shape), x);
    }
}

/// <summary>Xᵀ.</summary>
internal sealed class TransposeOp<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(LayoutOps.Transpose);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Transposed();

    public override void Forward(in Frame<T> frame) => Write(frame, frame.Input(0), frame.Output);

    internal override R[]? Over<R>(Operands<R> operands)
        => operands.Fill((row, column) => operands[0][(column * operands.ShapeOf(0).Columns) + row]);

    public override void ForwardTangent(in Frame<T> frame) => Write(frame, frame.Tangent(0), frame.OutputTangent);

    public override void BackwardTangent(in Frame<T> frame)
    {
        // Linear: the Jacobian does not change.
    }

    public override void Backward(in Frame<T> frame)
    {
        Span<T> gradient = frame.DInput(0, out bool adds);
        Transposition.Transpose(frame.OutputShape.Rows, frame.OutputShape.Columns, frame.DOutput, gradient, adds);
    }

    private static void Write(in Frame<T> frame, ReadOnlySpan<T> from, Span<T> to)
        => Transposition.Transpose(frame.InputShape(0).Rows, frame.InputShape(0).Columns, from, to, adds: false);
}

/// <summary>A copy of the numbers: with shared memory a gradient could be written twice.</summary>
internal sealed class ReshapeOp<T>(Shape shape) : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(LayoutOps.Reshape);

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
        => (long)shape.Rows * shape.Columns == inputs[0].Count
            ? shape
            : throw Misfit(inputs, $"{shape} holds another count");

    public override void Forward(in Frame<T> frame) => frame.Input(0).CopyTo(frame.Output);

    internal override R[]? Over<R>(Operands<R> operands) => operands[0];

    public override void ForwardTangent(in Frame<T> frame) => frame.Tangent(0).CopyTo(frame.OutputTangent);

    public override void BackwardTangent(in Frame<T> frame)
    {
        // Linear: the Jacobian does not change.
    }

    public override void Backward(in Frame<T> frame)
    {
        Span<T> gradient = frame.DInput(0, out bool adds);
        Broadcasting.Store(new MatrixView<T>(frame.DOutput, 0, 1), 1, gradient.Length, gradient, adds);
    }
}
