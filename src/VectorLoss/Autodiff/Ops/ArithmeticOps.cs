using System.Numerics;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// Arithmetic on a tape. A side of 1 is repeated to meet the other operand's: 1×1, 1×n and m×1 go with m×n, and 1×n
/// with m×1. The gradient of a repeated side is summed back, in an order that does not depend on the machine.
/// </summary>
public static class ArithmeticOps
{
    /// <summary>a + b, element by element.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Add<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Pair<T, AddMap>(tape, nameof(Add), a, b);

    /// <summary>a − b, element by element.</summary>
    /// <inheritdoc cref="Add"/>
    public static Var Subtract<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Pair<T, SubtractMap>(tape, nameof(Subtract), a, b);

    /// <summary>a · b, element by element.</summary>
    /// <inheritdoc cref="Add"/>
    public static Var Multiply<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Pair<T, MultiplyMap>(tape, nameof(Multiply), a, b);

    /// <summary>a / b, element by element.</summary>
    /// <inheritdoc cref="Add"/>
    public static Var Divide<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Pair<T, DivideMap>(tape, nameof(Divide), a, b);

    private static Var Pair<T, TMap>(Tape<T> tape, string name, Var a, Var b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IPairMap
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new Pair<T, TMap>(name), a, b);
    }
}

/// <summary>An operation on two matrices, element by element, with broadcasting.</summary>
internal sealed class Pair<T, TMap>(string name) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IPairMap
{
    public override string Name => name;

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape a, Shape b) = (inputs[0], inputs[1]);
        return Meet(a.Rows, b.Rows) && Meet(a.Columns, b.Columns)
            ? new(Math.Max(a.Rows, b.Rows), Math.Max(a.Columns, b.Columns))
            : throw Misfit(inputs, "each side must be equal, or 1 in one of them");
    }

    public override void Forward(in Frame<T> frame)
    {
        (int rows, int columns) = Sides(frame);
        PairTerm<TMap, T> term = new(Operand(frame, 0), Operand(frame, 1));
        Broadcasting.Store(term, rows, columns, frame.Output, adds: false);
    }

    public override void Backward(in Frame<T> frame)
    {
        MatrixView<T> dy = Flat(frame) ? new(frame.DOutput, 0, 1) : MatrixView<T>.Of(frame.DOutput, frame.OutputShape.Rows, frame.OutputShape.Columns);
        if (frame.NeedsGradient(0))
            Pull(new BackwardLeftTerm<TMap, T>(dy, Operand(frame, 0), Operand(frame, 1)), frame, 0);
        if (frame.NeedsGradient(1))
            Pull(new BackwardRightTerm<TMap, T>(dy, Operand(frame, 0), Operand(frame, 1)), frame, 1);
    }

    private static void Pull<TTerm>(TTerm term, in Frame<T> frame, int input) where TTerm : struct, ITerm<T>, allows ref struct
    {
        (int rows, int columns) = Sides(frame);
        Shape to = Flat(frame) ? new(1, columns) : frame.InputShape(input);
        Span<T> gradient = frame.DInput(input, out bool adds);
        Broadcasting.Sum(term, rows, columns, gradient, to.Rows, to.Columns, adds);
    }

    private static MatrixView<T> Operand(in Frame<T> frame, int input) => Flat(frame)
        ? new(frame.Input(input), 0, 1)
        : MatrixView<T>.Of(frame.Input(input), frame.InputShape(input).Rows, frame.InputShape(input).Columns);

    // Equal shapes need no rows: one long row has one tail.
    private static bool Flat(in Frame<T> frame) => frame.InputShape(0) == frame.InputShape(1);

    private static (int Rows, int Columns) Sides(in Frame<T> frame)
        => Flat(frame) ? (1, frame.OutputShape.Count) : (frame.OutputShape.Rows, frame.OutputShape.Columns);

    private static bool Meet(int a, int b) => a == b || a == 1 || b == 1;
}
