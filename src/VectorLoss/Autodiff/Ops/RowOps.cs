using System.Numerics;
using VectorLoss.Rows;

namespace VectorLoss.Autodiff;

/// <summary>Functions of whole rows on a tape.</summary>
public static class RowOps
{
    /// <summary>exp(x) / Σ exp(x) of every row.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">rows × classes.</param>
    /// <returns>rows × classes.</returns>
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

/// <summary>softmax(x).</summary>
internal sealed class Softmax<T> : WholeGradientOp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(Softmax<>);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    public override void Forward(in Frame<T> frame)
        => RowFunctions.Softmax(frame.Input(0), frame.OutputShape.Columns, frame.Output, frame.Threads);

    protected override void Write(in Frame<T> frame, int input, Span<T> gradient)
        => RowFunctions.SoftmaxGradient(frame.Output, frame.DOutput, frame.OutputShape.Columns, gradient,
            frame.Threads);
}

/// <summary>log softmax(x).</summary>
internal sealed class LogSoftmax<T> : WholeGradientOp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(LogSoftmax<>);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    public override void Forward(in Frame<T> frame)
        => RowFunctions.LogSoftmax(frame.Input(0), frame.OutputShape.Columns, frame.Output, frame.Threads);

    protected override void Write(in Frame<T> frame, int input, Span<T> gradient)
        => RowFunctions.LogSoftmaxGradient(frame.Output, frame.DOutput, frame.OutputShape.Columns, gradient,
            frame.Threads);
}
