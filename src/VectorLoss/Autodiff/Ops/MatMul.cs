using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Matrices;

namespace VectorLoss.Autodiff;

/// <summary>C = op(A)·op(B); dA = dC·op(B)ᵀ and dB = op(A)ᵀ·dC, transposed where the factor is.</summary>
internal sealed class MatMul<T>(bool transposeA, bool transposeB) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(MatMul<>);

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape a = transposeA ? inputs[0].Transposed() : inputs[0];
        Shape b = transposeB ? inputs[1].Transposed() : inputs[1];
        return a.Columns == b.Rows
            ? new(a.Rows, b.Columns)
            : throw Misfit(inputs, $"{a} · {b}{Note()} needs equal inner sizes");
    }

    public override void Forward(in Frame<T> frame)
    {
        (int m, int n, int k) = Sizes(frame);
        MatrixProduct.Multiply(transposeA, transposeB, m, n, k, frame.Input(0), frame.Input(1), frame.Output,
            frame.Threads);
    }

    internal override R[]? Over<R>(Operands<R> operands) => operands.Fill((row, column) =>
        Enumerable.Range(0, transposeA ? operands.ShapeOf(0).Rows : operands.ShapeOf(0).Columns).Aggregate(R.Of(0),
            (sum, i) => sum + ((transposeA ? operands.At(0, i, row) : operands.At(0, row, i))
                * (transposeB ? operands.At(1, column, i) : operands.At(1, i, column)))));

    public override void ForwardTangent(in Frame<T> frame)
    {
        (int m, int n, int k) = Sizes(frame);
        (int lda, int ldb) = (transposeA ? m : k, transposeB ? k : n);
        if (frame.HasTangent(0))
            MatrixProduct.Multiply(transposeA, transposeB, m, n, k, T.One, frame.Tangent(0), lda, frame.Input(1), ldb,
                T.Zero, frame.OutputTangent, n, frame.Threads);
        if (frame.HasTangent(1))
            MatrixProduct.Multiply(transposeA, transposeB, m, n, k, T.One, frame.Input(0), lda, frame.Tangent(1), ldb,
                frame.HasTangent(0) ? T.One : T.Zero, frame.OutputTangent, n, frame.Threads);
    }

    public override void Backward(in Frame<T> frame)
    {
        if (frame.NeedsGradient(0))
            AddLeft(frame, frame.Input(1));
        if (frame.NeedsGradient(1))
            AddRight(frame, frame.Input(0));
    }

    public override void BackwardTangent(in Frame<T> frame)
    {
        if (frame.NeedsGradient(0) && frame.HasTangent(1))
            AddLeft(frame, frame.Tangent(1));
        if (frame.NeedsGradient(1) && frame.HasTangent(0))
            AddRight(frame, frame.Tangent(0));
    }

    private void AddLeft(in Frame<T> frame, ReadOnlySpan<T> right)
    {
        (int m, int n, int k) = Sizes(frame);
        if (transposeA)
            Product(transposeB, true, k, m, n, right, frame.DOutput, frame, 0);
        else
            Product(false, !transposeB, m, k, n, frame.DOutput, right, frame, 0);
    }

    private void AddRight(in Frame<T> frame, ReadOnlySpan<T> left)
    {
        (int m, int n, int k) = Sizes(frame);
        if (transposeB)
            Product(true, transposeA, n, k, m, frame.DOutput, left, frame, 1);
        else
            Product(!transposeA, false, k, n, m, left, frame.DOutput, frame, 1);
    }

    /// <summary>Writes or adds a product to the gradient of an input.</summary>
    internal static void Product(bool transposeLeft, bool transposeRight, int m, int n, int k,
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, in Frame<T> frame, int input)
    {
        Span<T> gradient = frame.DInput(input, out bool adds);
        MatrixProduct.Multiply(transposeLeft, transposeRight, m, n, k, T.One, left, transposeLeft ? m : k,
            right, transposeRight ? k : n, adds ? T.One : T.Zero, gradient, n, frame.Threads);
    }

    private (int M, int N, int K) Sizes(in Frame<T> frame)
    {
        Shape a = transposeA ? frame.InputShape(0).Transposed() : frame.InputShape(0);
        return (a.Rows, frame.OutputShape.Columns, a.Columns);
    }

    private string Note() => (transposeA, transposeB) switch
    {
        (true, true) => " (both transposed)",
        (true, false) => " (the first transposed)",
        (false, true) => " (the second transposed)",
        _ => "",
    };
}
