using System.Numerics;
using VectorLoss.Matrices;

namespace VectorLoss.Autodiff;

/// <summary>
/// The products of a layer with its weight, which lies as W, in×out, or as Wᵀ, out×in. Sizes: m rows, n outputs, k
/// inputs. Each sum has the same order in both layouts, so the bits are the same.
/// </summary>
internal readonly struct LinearWeight<T>(bool transposed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>activation(X·W + b).</summary>
    public void Multiply(int m, int n, int k, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias,
        Activation activation, Span<T> output, int threads)
        => MatrixProduct.Linear(false, transposed, m, n, k, x, k, weight, Stride(n, k), bias, activation, output, n,
            threads);

    /// <summary>One column of activation(X·W + b).</summary>
    public void MultiplyColumn(int column, int m, int n, int k, ReadOnlySpan<T> x, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> bias, Activation activation, Span<T> output, int threads)
        => MatrixProduct.Linear(false, transposed, m, 1, k, x, k, weight[(transposed ? column * k : column)..],
            Stride(n, k), bias.Slice(column, 1), activation, output[column..], n, threads);

    /// <summary>X·W, written or added.</summary>
    public void AddProduct(int m, int n, int k, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, bool adds, Span<T> output,
        int threads)
        => MatrixProduct.Multiply(false, transposed, m, n, k, T.One, x, k, weight, Stride(n, k),
            adds ? T.One : T.Zero, output, n, threads);

    /// <summary>dZ·Wᵀ, to the gradient of X.</summary>
    public void AddInputGradient(
        int m, int n, int k, ReadOnlySpan<T> dz, ReadOnlySpan<T> weight, in Frame<T> frame)
        => MatMul<T>.Product(false, !transposed, m, k, n, dz, weight, frame, 0);

    /// <summary>Xᵀ·dZ, to the gradient of W.</summary>
    public void AddGradient(int m, int n, int k, ReadOnlySpan<T> x, ReadOnlySpan<T> dz, in Frame<T> frame)
    {
        if (transposed)
            MatMul<T>.Product(true, false, n, k, m, dz, x, frame, 1);
        else
            MatMul<T>.Product(true, false, k, n, m, x, dz, frame, 1);
    }

    /// <summary>factor·Xᵀ·dZ, added to W.</summary>
    public void Move(int m, int n, int k, T factor, ReadOnlySpan<T> x, ReadOnlySpan<T> dz, Span<T> weight, int threads)
    {
        if (transposed)
            MatrixProduct.Multiply(true, false, n, k, m, factor, dz, n, x, k, T.One, weight, k, threads);
        else
            MatrixProduct.Multiply(true, false, k, n, m, factor, x, k, dz, n, T.One, weight, n, threads);
    }

    /// <summary>From one row of the weight to the next.</summary>
    private int Stride(int n, int k) => transposed ? k : n;
}
