using System.Numerics;
using VectorLoss.Kernels;

namespace VectorLoss.Autodiff;

/// <summary>Functions of whole rows on a tape.</summary>
public static class RowOps
{
    /// <summary>exp(x) / Σ exp(x) of every row.</summary>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Softmax<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new Softmax<T>(), x);
    }

    /// <summary>x − log Σ exp(x) of every row.</summary>
    /// <inheritdoc cref="Softmax"/>
    public static Var LogSoftmax<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new LogSoftmax<T>(), x);
    }
}

/// <summary>An op whose backward kernel writes a whole gradient: added through scratch memory where one is there already.</summary>
internal abstract class WholeGradientOp<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Writes the gradient of an input.</summary>
    protected abstract void Write(in Frame<T> frame, int input, Span<T> gradient);

    public override void Backward(in Frame<T> frame) => Backward(frame, 0);

    /// <summary>Brings the gradient of one input up to date, if it is wanted.</summary>
    protected void Backward(in Frame<T> frame, int input)
    {
        if (!frame.NeedsGradient(input))
            return;
        Span<T> gradient = frame.DInput(input, out bool adds);
        if (!adds)
        {
            Write(frame, input, gradient);
            return;
        }
        Span<T> more = frame.Scratch(gradient.Length);
        Write(frame, input, more);
        Broadcasting.Store(new Grid<T>(more, 0, 1), 1, more.Length, gradient, adds: true);
    }
}

/// <summary>softmax(x).</summary>
internal sealed class Softmax<T> : WholeGradientOp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(Softmax<>);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    public override void Forward(in Frame<T> frame)
        => RowFunctions.Softmax(frame.Input(0), frame.OutputShape.Columns, frame.Output);

    protected override void Write(in Frame<T> frame, int input, Span<T> gradient)
        => RowFunctions.SoftmaxGradient(frame.Output, frame.DOutput, frame.OutputShape.Columns, gradient);
}

/// <summary>log softmax(x).</summary>
internal sealed class LogSoftmax<T> : WholeGradientOp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(LogSoftmax<>);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    public override void Forward(in Frame<T> frame)
        => RowFunctions.LogSoftmax(frame.Input(0), frame.OutputShape.Columns, frame.Output);

    protected override void Write(in Frame<T> frame, int input, Span<T> gradient)
        => RowFunctions.LogSoftmaxGradient(frame.Output, frame.DOutput, frame.OutputShape.Columns, gradient);
}
