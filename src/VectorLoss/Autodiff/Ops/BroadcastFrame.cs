using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// What an op on matrices with broadcasting sees of its frame: each input as a matrix of the output's size. Equal
/// shapes need no rows: they are seen as one long row, which has one tail.
/// </summary>
internal static class BroadcastFrame
{
    /// <summary>What every such op says of shapes that do not fit.</summary>
    public const string Rule = "each side must be equal, or 1 in some of them";

    /// <summary>The shape of the output, or null where a side differs and is not 1.</summary>
    public static Shape? Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape whole = inputs[0];
        foreach (Shape input in inputs)
            whole = new(Math.Max(whole.Rows, input.Rows), Math.Max(whole.Columns, input.Columns));
        foreach (Shape input in inputs)
            if (input.Rows != whole.Rows && input.Rows != 1 || input.Columns != whole.Columns && input.Columns != 1)
                return null;
        return whole;
    }

    /// <summary>The values of an input.</summary>
    public static MatrixView<T> Operand<T>(this in Frame<T> frame, int input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => View(frame, frame.Input(input), frame.InputShape(input));

    /// <summary>The tangent of an input; zeros if it has none.</summary>
    public static MatrixView<T> OperandTangent<T>(this in Frame<T> frame, int input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => frame.HasTangent(input) ? View(frame, frame.Tangent(input), frame.InputShape(input)) : ScalarView<T>.Zero;

    /// <summary>An input with its tangent.</summary>
    public static DualView<T> DualOperand<T>(this in Frame<T> frame, int input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(frame.Operand(input), frame.OperandTangent(input));

    /// <summary>The gradient of the output.</summary>
    public static MatrixView<T> Upstream<T>(this in Frame<T> frame) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => View(frame, frame.DOutput, frame.OutputShape);

    /// <summary>Writes a term into a matrix of the output's shape, or adds it.</summary>
    public static void Store<TTerm, T>(this in Frame<T> frame, TTerm term, Span<T> destination, bool adds)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int rows, int columns) = Sides(frame);
        Broadcasting.Store(term, rows, columns, destination, adds);
    }

    /// <summary>Adds a term to the gradient of an input, summed over the sides that are repeated.</summary>
    public static void AddGradient<TTerm, T>(this in Frame<T> frame, TTerm term, int input)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int rows, int columns) = Sides(frame);
        Shape to = IsFlat(frame) ? new(1, columns) : frame.InputShape(input);
        Span<T> gradient = frame.DInput(input, out bool adds);
        Broadcasting.Sum(term, rows, columns, gradient, to.Rows, to.Columns, adds);
    }

    private static MatrixView<T> View<T>(in Frame<T> frame, ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => IsFlat(frame) ? new(values, 0, 1) : MatrixView<T>.Of(values, shape.Rows, shape.Columns);

    private static (int Rows, int Columns) Sides<T>(in Frame<T> frame)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => IsFlat(frame) ? (1, frame.OutputShape.Count) : (frame.OutputShape.Rows, frame.OutputShape.Columns);

    private static bool IsFlat<T>(in Frame<T> frame) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool flat = true;
        for (int input = 0; input < frame.Inputs; input++)
            flat &= frame.InputShape(input) == frame.OutputShape;
        return flat;
    }
}
