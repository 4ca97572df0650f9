using System.Numerics;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// Arithmetic on a tape. A side of 1 is repeated up to the side of the other operand: 1×1, 1×n and m×1 go with m×n,
/// and 1×n with m×1. The gradient of a repeated side is a sum, in an order that does not depend on the machine.
/// </summary>
public static class ArithmeticOps
{
    /// <summary>a + b, element by element.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">The left operand, m×n.</param>
    /// <param name="b">The right operand: m×n, or with sides of 1 for those of a; or the other way round.</param>
    /// <returns>m×n.</returns>
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
        return Broadcast(a.Rows, b.Rows) && Broadcast(a.Columns, b.Columns)
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
        MatrixView<T> dy = View(frame, frame.DOutput, frame.OutputShape);
        if (frame.NeedsGradient(0))
            AddGradient(new BackwardLeftTerm<TMap, T>(dy, Operand(frame, 0), Operand(frame, 1)), frame, 0);
        if (frame.NeedsGradient(1))
            AddGradient(new BackwardRightTerm<TMap, T>(dy, Operand(frame, 0), Operand(frame, 1)), frame, 1);
    }

    public override void ForwardTangent(in Frame<T> frame)
    {
        (int rows, int columns) = Sides(frame);
        if (frame.HasTangent(0))
        {
            BackwardLeftTerm<TMap, T> left = new(Tangent(frame, 0), Operand(frame, 0), Operand(frame, 1));
            Broadcasting.Store(left, rows, columns, frame.OutputTangent, adds: false);
        }
        if (frame.HasTangent(1))
        {
            BackwardRightTerm<TMap, T> right = new(Tangent(frame, 1), Operand(frame, 0), Operand(frame, 1));
            Broadcasting.Store(right, rows, columns, frame.OutputTangent, frame.HasTangent(0));
        }
    }

    public override void BackwardTangent(in Frame<T> frame)
    {
        if (typeof(TMap) == typeof(AddMap) || typeof(TMap) == typeof(SubtractMap))
            return;
        MatrixView<T> zero = ScalarView<T>.Zero;
        DualView<T> dy = new(View(frame, frame.DOutput, frame.OutputShape), zero);
        DualView<T> a = new(Operand(frame, 0), frame.HasTangent(0) ? Tangent(frame, 0) : zero);
        DualView<T> b = new(Operand(frame, 1), frame.HasTangent(1) ? Tangent(frame, 1) : zero);
        if (frame.NeedsGradient(0))
            AddGradient(new LeftTangentTerm<TMap, T>(dy, a, b), frame, 0);
        if (frame.NeedsGradient(1))
            AddGradient(new RightTangentTerm<TMap, T>(dy, a, b), frame, 1);
    }

    private static void AddGradient<TTerm>(TTerm term, in Frame<T> frame, int input)
        where TTerm : struct, ITerm<T>, allows ref struct
    {
        (int rows, int columns) = Sides(frame);
        Shape to = Flat(frame) ? new(1, columns) : frame.InputShape(input);
        Span<T> gradient = frame.DInput(input, out bool adds);
        Broadcasting.Sum(term, rows, columns, gradient, to.Rows, to.Columns, adds);
    }

    private static MatrixView<T> Operand(in Frame<T> frame, int input)
        => View(frame, frame.Input(input), frame.InputShape(input));

    private static MatrixView<T> Tangent(in Frame<T> frame, int input)
        => View(frame, frame.Tangent(input), frame.InputShape(input));

    private static MatrixView<T> View(in Frame<T> frame, ReadOnlySpan<T> values, Shape shape)
        => Flat(frame) ? new(values, 0, 1) : MatrixView<T>.Of(values, shape.Rows, shape.Columns);

    // Equal shapes need no rows: one long row has one tail.
    private static bool Flat(in Frame<T> frame) => frame.InputShape(0) == frame.InputShape(1);

    private static (int Rows, int Columns) Sides(in Frame<T> frame)
        => Flat(frame) ? (1, frame.OutputShape.Count) : (frame.OutputShape.Rows, frame.OutputShape.Columns);

    private static bool Broadcast(int a, int b) => a == b || a == 1 || b == 1;
}
