using System.Numerics;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

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

    public override string Name
        => activation == Activation.None ? nameof(Linear<>) : $"{nameof(Linear<>)} {activation}";

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

    // A weight or a bias changes one column of the output only, and the product of one column has the same bits.
    internal override void Update(in Frame<T> frame, int input, int element)
    {
        if (input == 0)
        {
            Forward(frame);
            return;
        }
        (int m, int n, int k) = (frame.OutputShape.Rows, frame.OutputShape.Columns, frame.InputShape(0).Columns);
        int column = element % n;
        MatrixProduct.Linear(false, false, m, 1, k, frame.Input(0), k, frame.Input(1)[column..], n,
            frame.Input(2).Slice(column, 1), activation, frame.Output[column..], n, frame.Threads);
    }

    public override void Backward(in Frame<T> frame)
    {
        (int m, int n, int k) = (frame.OutputShape.Rows, frame.OutputShape.Columns, frame.InputShape(0).Columns);
        ReadOnlySpan<T> dz = activation switch
        {
            Activation.Relu => OutputGradient<ReluMap>(frame),
            Activation.Sigmoid => OutputGradient<SigmoidMap>(frame),
            Activation.Tanh => OutputGradient<TanhMap>(frame),
            _ => OutputGradient(frame),
        };
        if (frame.NeedsGradient(0))
            MatMul<T>.Product(false, true, m, k, n, dz, frame.Input(1), frame, 0);
        if (!frame.NeedsGradient(1))
            return;
        // This comes last because it may move the weight. In one block of k the sum is complete before it is added, so
        // the bits are those of a gradient that is written, read and added.
        if (m <= MatrixProduct.BlockLength && frame.Moves(1, out T factor, out Span<T> weight))
            MatrixProduct.Multiply(true, false, k, n, m, factor, frame.Input(0), k, dz, n, T.One, weight, n,
                frame.Threads);
        else
            MatMul<T>.Product(true, false, k, n, m, frame.Input(0), dz, frame, 1);
    }

    /// <summary>dZ without an activation, and db.</summary>
    private static ReadOnlySpan<T> OutputGradient(in Frame<T> frame)
    {
        Shape shape = frame.OutputShape;
        SumRows(MatrixView<T>.Of(frame.DOutput, shape.Rows, shape.Columns), frame);
        return frame.DOutput;
    }

    /// <summary>
    /// dZ, and db in the same pass. dZ goes to scratch memory and not in place, because the gradient of the output must
    /// stay what its name says.
    /// </summary>
    private static ReadOnlySpan<T> OutputGradient<TMap>(in Frame<T> frame) where TMap : struct, IPointMap
    {
        (int m, int n) = (frame.OutputShape.Rows, frame.OutputShape.Columns);
        Span<T> dz = frame.Scratch(m * n);
        MatrixView<T> dy = MatrixView<T>.Of(frame.DOutput, m, n), y = MatrixView<T>.Of(frame.Output, m, n);
        PullTerm<TMap, T> term = new(dy, y, y);
        if (frame.NeedsGradient(2))
            SumRows(new StoringTerm<PullTerm<TMap, T>, T>(term, dz, n), frame);
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
