using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Rows;
using VectorLoss.Spans;

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

    internal override R[]? Over<R>(Operands<R> operands)
        => Array.ConvertAll(LogSoftmax<T>.Logarithms(operands), R.Exp);

    // The Jacobian is symmetric.
    public override void ForwardTangent(in Frame<T> frame)
        => RowFunctions.SoftmaxGradient(frame.Output, frame.Tangent(0), frame.OutputShape.Columns, frame.OutputTangent,
            frame.Threads);

    public override void BackwardTangent(in Frame<T> frame)
    {
        (int rows, int columns) = (frame.OutputShape.Rows, frame.OutputShape.Columns);
        Span<T> sums = frame.Scratch(2 * rows), sumTangents = sums[rows..];
        MatrixView<T> p = MatrixView<T>.Of(frame.Output, rows, columns);
        MatrixView<T> tangent = MatrixView<T>.Of(frame.OutputTangent, rows, columns);
        MatrixView<T> upstream = MatrixView<T>.Of(frame.DOutput, rows, columns);
        Broadcasting.Sum(new PairTerm<MultiplyMap, T>(p, upstream), rows, columns, sums[..rows], rows, 1, adds: false);
        Broadcasting.Sum(new PairTerm<MultiplyMap, T>(tangent, upstream), rows, columns, sumTangents, rows, 1,
            adds: false);
        Span<T> gradient = frame.DInput(0, out bool adds);
        SoftmaxTangentTerm<T> term = new(new(p, tangent), upstream, new(sums, 1, 0), new(sumTangents, 1, 0));
        Broadcasting.Store(term, rows, columns, gradient, adds);
    }

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

    internal override R[]? Over<R>(Operands<R> operands) => Logarithms(operands);

    internal static R[] Logarithms<R>(Operands<R> operands) where R : struct, IReal<R>
    {
        Shape shape = operands.ShapeOf(0);
        SoftmaxFormula<R>[] rows = [.. Enumerable.Range(0, shape.Rows).Select(row => new SoftmaxFormula<R>(
            operands[0][(row * shape.Columns)..((row + 1) * shape.Columns)], operands.LargestOf(0, row)))];
        return operands.Fill((row, column) => rows[row].LogProbability(column));
    }

    public override void ForwardTangent(in Frame<T> frame)
    {
        (int rows, int columns) = (frame.OutputShape.Rows, frame.OutputShape.Columns);
        Span<T> sums = frame.Scratch(rows);
        MatrixView<T> y = MatrixView<T>.Of(frame.Output, rows, columns);
        MatrixView<T> tangent = MatrixView<T>.Of(frame.Tangent(0), rows, columns);
        Broadcasting.Sum(new PairTerm<ExpTimesMap, T>(y, tangent), rows, columns, sums, rows, 1, adds: false);
        Broadcasting.Store(new PairTerm<SubtractMap, T>(tangent, new(sums, 1, 0)), rows, columns, frame.OutputTangent,
            adds: false);
    }

    public override void BackwardTangent(in Frame<T> frame)
    {
        (int rows, int columns) = (frame.OutputShape.Rows, frame.OutputShape.Columns);
        Span<T> sums = frame.Scratch(rows);
        MatrixView<T> upstream = MatrixView<T>.Of(frame.DOutput, rows, columns);
        Broadcasting.Sum(upstream, rows, columns, sums, rows, 1, adds: false);
        Span<T> gradient = frame.DInput(0, out bool adds);
        DualView<T> y = new(MatrixView<T>.Of(frame.Output, rows, columns),
            MatrixView<T>.Of(frame.OutputTangent, rows, columns));
        Broadcasting.Store(new LogSoftmaxTangentTerm<T>(y, new(sums, 1, 0)), rows, columns, gradient, adds);
    }

    protected override void Write(in Frame<T> frame, int input, Span<T> gradient)
        => RowFunctions.LogSoftmaxGradient(frame.Output, frame.DOutput, frame.OutputShape.Columns, gradient,
            frame.Threads);
}
