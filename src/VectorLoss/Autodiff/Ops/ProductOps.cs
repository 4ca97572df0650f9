using System.Numerics;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>Matrix products on a tape.</summary>
public static class ProductOps
{
    /// <summary>op(a)·op(b), where op transposes or not: m×k times k×n gives m×n.</summary>
    /// <exception cref="ArgumentException">The inner sizes differ, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var MatMul<T>(this Tape<T> tape, Var a, Var b, bool transposeA = false, bool transposeB = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Door(tape).Apply(new MatMul<T>(transposeA, transposeB), a, b);

    /// <summary>activation(x·weight + bias), fused: m×in times in×out, plus a row of out, gives m×out.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or a variable is of another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The activation is unknown.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Linear<T>(this Tape<T> tape, Var x, Var weight, Var bias, Activation activation = Activation.None)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Door(tape).Apply(new Linear<T>(activation), x, weight, bias);

    private static Tape<T> Door<T>(Tape<T> tape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape;
    }
}

/// <summary>C = op(A)·op(B); dA = dC·op(B)ᵀ and dB = op(A)ᵀ·dC, transposed where the factor is.</summary>
internal sealed class MatMul<T>(bool transposeA, bool transposeB) : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(MatMul<>);

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape a = transposeA ? inputs[0].Transposed() : inputs[0], b = transposeB ? inputs[1].Transposed() : inputs[1];
        return a.Columns == b.Rows
            ? new(a.Rows, b.Columns)
            : throw Misfit(inputs, $"{a} · {b}{Note()} needs equal inner sizes");
    }

    public override void Forward(in Frame<T> frame)
    {
        (int m, int n, int k) = Sizes(frame);
        MatrixProduct.Multiply(transposeA, transposeB, m, n, k, frame.Input(0), frame.Input(1), frame.Output, frame.Threads);
    }

    public override void Backward(in Frame<T> frame)
    {
        (int m, int n, int k) = Sizes(frame);
        if (frame.NeedsGradient(0) && transposeA)
            Product(transposeB, true, k, m, n, frame.Input(1), frame.DOutput, frame, 0);
        else if (frame.NeedsGradient(0))
            Product(false, !transposeB, m, k, n, frame.DOutput, frame.Input(1), frame, 0);
        if (frame.NeedsGradient(1) && transposeB)
            Product(true, transposeA, n, k, m, frame.DOutput, frame.Input(0), frame, 1);
        else if (frame.NeedsGradient(1))
            Product(!transposeA, false, k, n, m, frame.Input(0), frame.DOutput, frame, 1);
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
        => (frame.OutputShape.Rows, frame.OutputShape.Columns, transposeA ? frame.InputShape(0).Rows : frame.InputShape(0).Columns);

    private string Note() => (transposeA, transposeB) switch
    {
        (true, true) => " (both transposed)",
        (true, false) => " (the first transposed)",
        (false, true) => " (the second transposed)",
        _ => "",
    };
}

/// <summary>
/// Y = f(X·W + b). With dZ = dY∘f′, taken from Y alone: dX = dZ·Wᵀ, dW = Xᵀ·dZ, db = the rows of dZ added together.
/// </summary>
internal sealed class Linear<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Activation activation;

    public Linear(Activation activation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)activation, (uint)Activation.Tanh, nameof(activation));
        this.activation = activation;
    }

    public override string Name => activation == Activation.None ? nameof(Linear<>) : $"{nameof(Linear<>)} {activation}";

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape x, Shape weight, Shape bias) = (inputs[0], inputs[1], inputs[2]);
        return x.Columns == weight.Rows && bias == Shape.Row(weight.Columns)
            ? new(x.Rows, weight.Columns)
            : throw Misfit(inputs, $"x m×in, weight in×out and bias 1×out are needed");
    }

    public override void Forward(in Frame<T> frame)
    {
        (int m, int n, int k) = (frame.OutputShape.Rows, frame.OutputShape.Columns, frame.InputShape(0).Columns);
        MatrixProduct.Linear(false, false, m, n, k, frame.Input(0), k, frame.Input(1), n, frame.Input(2), activation,
            frame.Output, n, frame.Threads);
    }

    // A weight or a bias reaches one column of the output only, and the product gives a column the same bits alone.
    internal override void Update(in Frame<T> frame, int input, int element)
    {
        if (input == 0)
        {
            Forward(frame);
            return;
        }
        (int m, int n, int k) = (frame.OutputShape.Rows, frame.OutputShape.Columns, frame.InputShape(0).Columns);
        int column = element % n;
        MatrixProduct.Linear(false, false, m, 1, k, frame.Input(0), k, frame.Input(1)[column..], n, frame.Input(2).Slice(column, 1),
            activation, frame.Output[column..], n, frame.Threads);
    }

    public override void Backward(in Frame<T> frame)
    {
        (int m, int n, int k) = (frame.OutputShape.Rows, frame.OutputShape.Columns, frame.InputShape(0).Columns);
        ReadOnlySpan<T> dz = activation switch
        {
            Activation.Relu => Pull<ReluMap>(frame),
            Activation.Sigmoid => Pull<SigmoidMap>(frame),
            Activation.Tanh => Pull<TanhMap>(frame),
            _ => Pull(frame),
        };
        if (frame.NeedsGradient(0))
            MatMul<T>.Product(false, true, m, k, n, dz, frame.Input(1), frame, 0);
        if (!frame.NeedsGradient(1))
            return;
        // Last, for this may move the weight. In one block of k the sum is whole before it is added, so the bits are those
        // of a gradient that is written, read and added.
        if (m <= MatrixProduct.BlockLength && frame.Moves(1, out T factor, out Span<T> weight))
            MatrixProduct.Multiply(true, false, k, n, m, factor, frame.Input(0), k, dz, n, T.One, weight, n, frame.Threads);
        else
            MatMul<T>.Product(true, false, k, n, m, frame.Input(0), dz, frame, 1);
    }

    /// <summary>dZ without an activation, and db.</summary>
    private static ReadOnlySpan<T> Pull(in Frame<T> frame)
    {
        Shape shape = frame.OutputShape;
        SumRows(MatrixView<T>.Of(frame.DOutput, shape.Rows, shape.Columns), frame);
        return frame.DOutput;
    }

    /// <summary>
    /// dZ, and db in the same pass. Into scratch memory rather than in place: the gradient of the output stays what its
    /// name says.
    /// </summary>
    private static ReadOnlySpan<T> Pull<TMap>(in Frame<T> frame) where TMap : struct, IPointMap
    {
        (int m, int n) = (frame.OutputShape.Rows, frame.OutputShape.Columns);
        Span<T> dz = frame.Scratch(m * n);
        MatrixView<T> dy = MatrixView<T>.Of(frame.DOutput, m, n), y = MatrixView<T>.Of(frame.Output, m, n);
        BackwardTerm<TMap, T> term = new(dy, y, y);
        if (frame.NeedsGradient(2))
            SumRows(new StoringTerm<BackwardTerm<TMap, T>, T>(term, dz, n), frame);
        else
            Broadcasting.Store(term, m, n, dz, adds: false);
        return dz;
    }

    private static void SumRows<TTerm>(TTerm term, in Frame<T> frame) where TTerm : struct, ITerm<T>, allows ref struct
    {
        if (!frame.NeedsGradient(2))
            return;
        (int m, int n) = (frame.OutputShape.Rows, frame.OutputShape.Columns);
        Span<T> bias = frame.DInput(2, out bool adds);
        Broadcasting.Sum(term, m, n, bias, 1, n, adds, frame.Threads);
    }
}
