using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The same numbers in another order or shape, on a tape.</summary>
public static class LayoutOps
{
    /// <summary>Rows and columns changed for each other.</summary>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Transpose<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new Transpose<T>(), x);
    }

    /// <summary>The numbers in the same row-major order under another shape of the same count.</summary>
    /// <exception cref="ArgumentException">The counts differ, or the variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Reshape<T>(this Tape<T> tape, Var x, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new Reshape<T>(shape), x);
    }
}

/// <summary>Xᵀ.</summary>
internal sealed class Transpose<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(Transpose<>);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Transposed();

    public override void Forward(in Frame<T> frame)
        => Transposition.Transpose(frame.OutputShape.Columns, frame.OutputShape.Rows, frame.Input(0), frame.Output, adds: false);

    public override void Backward(in Frame<T> frame)
    {
        Span<T> gradient = frame.DInput(0, out bool adds);
        Transposition.Transpose(frame.OutputShape.Rows, frame.OutputShape.Columns, frame.DOutput, gradient, adds);
    }
}

/// <summary>The numbers copied: sharing the memory would let a gradient be written twice.</summary>
internal sealed class Reshape<T>(Shape shape) : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(Reshape<>);

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
        => (long)shape.Rows * shape.Columns == inputs[0].Count ? shape : throw Misfit(inputs, $"{shape} holds another count");

    public override void Forward(in Frame<T> frame) => frame.Input(0).CopyTo(frame.Output);

    public override void Backward(in Frame<T> frame)
    {
        Span<T> gradient = frame.DInput(0, out bool adds);
        Broadcasting.Store(new MatrixView<T>(frame.DOutput, 0, 1), 1, gradient.Length, gradient, adds);
    }
}
