using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// Y = f(Z), Z = X·W + b. With dZ = dY∘f′(Z): dX = dZ·Wᵀ, dW = Xᵀ·dZ, db = the rows of dZ added together. The weight
/// lies as W, in×out, or as Wᵀ, out×in; the products read and write it as it lies.
/// </summary>
/// <remarks>
/// Where f saturates, Z is kept: Y rounds to its limit, and f′ cannot be told from it any more. The derivatives of the
/// identity and of ReLU need no Z.
/// </remarks>
internal sealed class Linear<T, TMap>(Activation activation, bool transposed) : Op<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IPointMap
{
    private static readonly bool Keeps = typeof(TMap) == typeof(SigmoidMap) || typeof(TMap) == typeof(TanhMap);
    private static readonly bool IsIdentity = typeof(TMap) == typeof(IdentityMap);
    private readonly LinearWeight<T> weight = new(transposed);

    public override string Name => activation == Activation.None ? "Linear" : $"Linear {activation}";

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape x, Shape w, Shape bias) = (inputs[0], transposed ? inputs[1].Transposed() : inputs[1], inputs[2]);
        return x.Columns == w.Rows && bias == Shape.Row(w.Columns)
            ? new(x.Rows, w.Columns)
            : throw Misfit(inputs,
                $"x m×in, weight {(transposed ? "out×in (transposed)" : "in×out")} and bias 1×out are needed");
    }

    internal override int KeptElements(Shape output) => Keeps ? output.Count : 0;

    public override void Forward(in Frame<T> frame)
    {
        (int m, int n, int k) = Sizes(frame);
        Span<T> z = Keeps ? frame.Kept : frame.Output;
        weight.Multiply(m, n, k, frame.Input(0), frame.Input(1), frame.Input(2),
            Keeps ? Activation.None : activation, z, frame.Threads);
        if (Keeps)
            Map<TMap, T>.Run(z, frame.Output);
    }

    internal override R[]? Over<R>(Operands<R> operands) => operands.Fill((row, column) =>
        TMap.Of(Enumerable.Range(0, operands.ShapeOf(0).Columns).Aggregate(operands.At(2, 0, column),
            (sum, i) => sum + (operands.At(0, row, i)
                * (transposed ? operands.At(1, column, i) : operands.At(1, i, column))))));

    // A weight or a bias changes one column of the output only, and the product of one column has the same bits. What
    // is kept stays as it was: only a backward pass reads it.
    internal override void Update(in Frame<T> frame, int input, int element)
    {
        if (input == 0)
        {
            Forward(frame);
            return;
        }
        (int m, int n, int k) = Sizes(frame);
        int column = transposed && input == 1 ? element / k : element % n;
        weight.MultiplyColumn(column, m, n, k, frame.Input(0), frame.Input(1), frame.Input(2), activation, frame.Output,
            frame.Threads);
    }

    public override void Backward(in Frame<T> frame)
    {
        (int m, int n, int k) = Sizes(frame);
        ReadOnlySpan<T> dz = frame.DOutput, x = frame.Input(0);
        if (IsIdentity)
        {
            SumRows(View(frame, dz), frame);
        }
        else
        {
            Span<T> scratch = frame.Scratch(m * n);
            StoreAndSum(Slopes(frame, dz), scratch, frame);
            dz = scratch;
        }
        if (frame.NeedsGradient(0))
            weight.AddInputGradient(m, n, k, dz, frame.Input(1), frame);
        // In one block of k a sum is complete before it is added to the weight, so the bits are those of a gradient
        // that is written, read and added.
        if (frame.NeedsGradient(1) && (m > MatrixProduct.BlockLength || !frame.MayLeave(1)
            || !frame.Leaves(1, m * Largest(x, frame) * Largest(dz, frame))))
            weight.AddGradient(m, n, k, x, dz, frame);
    }

    internal override void Move(in Frame<T> frame, T factor, Span<T> values)
    {
        (int m, int n, int k) = Sizes(frame);
        ReadOnlySpan<T> dz = DZ(frame, IsIdentity ? [] : frame.Scratch(m * n));
        weight.Move(m, n, k, factor, frame.Input(0), dz, values, frame.Threads);
    }

    public override void ForwardTangent(in Frame<T> frame)
    {
        (int m, int n, int k) = Sizes(frame);
        Span<T> tangent = frame.OutputTangent;
        ReadOnlySpan<T> bias = frame.HasTangent(2) ? frame.Tangent(2) : [];
        if (frame.HasTangent(1))
            weight.Multiply(m, n, k, frame.Input(0), frame.Tangent(1), bias, Activation.None, tangent, frame.Threads);
        else if (frame.HasTangent(2))
            Broadcasting.Store(new MatrixView<T>(bias, 0, 1), m, n, tangent, adds: false);
        if (frame.HasTangent(0))
            weight.AddProduct(m, n, k, frame.Tangent(0), frame.Input(1), frame.HasTangent(1) || frame.HasTangent(2),
                tangent, frame.Threads);
        if (Keeps)
            tangent.CopyTo(frame.KeptTangent);
        if (!IsIdentity)
            Broadcasting.Store(Slopes(frame, tangent), m, n, tangent, adds: false);
    }

    public override void BackwardTangent(in Frame<T> frame) => AddTangents(frame, []);

    internal override void BackwardTangents(in Frame<T> linear, in Frame<T> curved)
        => AddTangents(curved, linear.DOutput);

    /// <summary>The tangents of dX, dW and db; an empty <paramref name="dyTangent"/> says that dY stays.</summary>
    private void AddTangents(in Frame<T> frame, ReadOnlySpan<T> dyTangent)
    {
        (int m, int n, int k) = Sizes(frame);
        bool left = frame.NeedsGradient(0) && frame.HasTangent(1);
        bool right = frame.NeedsGradient(1) && frame.HasTangent(0);
        Span<T> scratch = IsIdentity ? [] : frame.Scratch(2 * m * n);
        ReadOnlySpan<T> dz = left || right ? DZ(frame, scratch) : default, dzTangent = dyTangent;
        if (Keeps || !IsIdentity && !dyTangent.IsEmpty)
        {
            StoreAndSum(SlopeTangents(frame, dyTangent), scratch[(m * n)..], frame);
            dzTangent = scratch[(m * n)..];
        }
        else if (!dyTangent.IsEmpty)
        {
            SumRows(View(frame, dyTangent), frame);
        }
        if (frame.NeedsGradient(0) && !dzTangent.IsEmpty)
            weight.AddInputGradient(m, n, k, dzTangent, frame.Input(1), frame);
        if (left)
            weight.AddInputGradient(m, n, k, dz, frame.Tangent(1), frame);
        if (frame.NeedsGradient(1) && !dzTangent.IsEmpty)
            weight.AddGradient(m, n, k, frame.Input(0), dzTangent, frame);
        if (right)
            weight.AddGradient(m, n, k, frame.Tangent(0), dz, frame);
    }

    /// <summary>dZ, in the scratch where it is not dY.</summary>
    private static ReadOnlySpan<T> DZ(in Frame<T> frame, Span<T> scratch)
    {
        if (IsIdentity)
            return frame.DOutput;
        (int m, int n, _) = Sizes(frame);
        Broadcasting.Store(Slopes(frame, frame.DOutput), m, n, scratch[..(m * n)], adds: false);
        return scratch[..(m * n)];
    }

    /// <summary>d∘f′(Z).</summary>
    private static TernaryTerm<BackwardOf<TMap>, T> Slopes(in Frame<T> frame, ReadOnlySpan<T> d)
        => new(default, View(frame, d), View(frame, Keeps ? frame.Kept : frame.Output), View(frame, frame.Output));

    /// <summary>The tangent of dY∘f′(Z).</summary>
    private static TernaryTangentTerm<BackwardOf<TMap>, T> SlopeTangents(in Frame<T> frame, ReadOnlySpan<T> dyTangent)
    {
        MatrixView<T> y = View(frame, frame.Output), tangent = View(frame, frame.OutputTangent);
        MatrixView<T> change = dyTangent.IsEmpty ? ScalarView<T>.Zero : View(frame, dyTangent);
        return new(default, new(View(frame, frame.DOutput), change),
            Keeps ? new(View(frame, frame.Kept), View(frame, frame.KeptTangent)) : new(y, tangent), new(y, tangent));
    }

    /// <summary>
    /// dZ, and db in the same pass. dZ goes to scratch memory and not in place, because the gradient of the output must
    /// stay what its name says.
    /// </summary>
    private static void StoreAndSum<TTerm>(TTerm term, Span<T> dz, in Frame<T> frame)
        where TTerm : struct, ITerm<T>, allows ref struct
    {
        (int m, int n, _) = Sizes(frame);
        if (frame.NeedsGradient(2))
            SumRows(new StoringTerm<TTerm, T>(term, dz, n), frame);
        else
            Broadcasting.Store(term, m, n, dz, adds: false);
    }

    private static void SumRows<TTerm>(TTerm term, in Frame<T> frame) where TTerm : struct, ITerm<T>, allows ref struct
    {
        if (!frame.NeedsGradient(2))
            return;
        (int m, int n, _) = Sizes(frame);
        Span<T> bias = frame.DInput(2, out bool adds);
        Broadcasting.Sum(term, m, n, bias, 1, n, adds, frame.Threads);
    }

    private static double Largest(ReadOnlySpan<T> numbers, in Frame<T> frame)
        => double.CreateTruncating(LargestSize<T>.Of(numbers, frame.Threads));

    private static MatrixView<T> View(in Frame<T> frame, ReadOnlySpan<T> numbers)
        => MatrixView<T>.Of(numbers, frame.OutputShape.Rows, frame.OutputShape.Columns);

    private static (int M, int N, int K) Sizes(in Frame<T> frame)
        => (frame.OutputShape.Rows, frame.OutputShape.Columns, frame.InputShape(0).Columns);
}
