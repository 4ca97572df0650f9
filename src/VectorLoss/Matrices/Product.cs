using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>One product to compute: C = activation(α·A·B + β·C + bias), A m×k, B k×n, C m×n.</summary>
internal readonly ref struct Product<T>(
    int m, int n, int k, T alpha, Operand<T> a, Operand<T> b, T beta, Span<T> c, int ldc,
    ReadOnlySpan<T> bias, Activation activation) : IKernel<T, int>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly int M = m, N = n, K = k, Stride = ldc;
    public readonly T Alpha = alpha, Beta = beta;
    public readonly Operand<T> A = a, B = b;
    public readonly Span<T> C = c;
    public readonly ReadOnlySpan<T> Bias = bias;
    public readonly Activation Activation = activation;

    /// <summary>
    /// Whether the tiles are those for multiply-adds that take 512 bits at once. One answer for the whole product: the
    /// places in packed factors follow from it.
    /// </summary>
    public bool WideUnits { get; init; }

    /// <summary>Whether α times the product is added to β·C; otherwise C = A·B.</summary>
    public bool Adds
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Alpha != T.One || Beta != T.Zero;
    }

    /// <summary>Whether C has to be multiplied by β first.</summary>
    public bool Scales
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Adds && Beta != T.One;
    }

    /// <summary>Whether a bias or an activation follows.</summary>
    public bool HasEpilogue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Activation != Activation.None || !Bias.IsEmpty;
    }

    /// <summary>The rows from … from + count − 1 of the result, as a product of their own.</summary>
    public Product<T> Rows(int from, int count)
        => new(count, N, K, Alpha, A.From(from, 0), B, Beta, C[(from * Stride)..], Stride, Bias, Activation)
        {
            WideUnits = WideUnits,
        };

    /// <summary>The columns from … from + count − 1 of the result, as a product of their own.</summary>
    public Product<T> Columns(int from, int count)
        => new(M, count, K, Alpha, A, B.From(0, from), Beta, C[from..], Stride,
               Bias.IsEmpty ? Bias : Bias.Slice(from, count), Activation)
        {
            WideUnits = WideUnits,
        };

    /// <summary>
    /// The steps from … from + count − 1 along k. The first of these products has β, the last has bias and activation.
    /// </summary>
    public Product<T> Depth(int from, int count)
    {
        bool last = from + count == K;
        return new(M, N, count, Alpha, A.From(0, from), B.From(from, 0), from == 0 ? Beta : T.One, C, Stride,
                   last ? Bias : default, last ? Activation : Activation.None)
        {
            WideUnits = WideUnits,
        };
    }

    /// <summary>
    /// Cᵀ = Bᵀ·Aᵀ without bias and activation. The result is written to other memory, without gaps between its rows.
    /// </summary>
    public Product<T> AsTranspose(Span<T> c)
        => new(N, M, K, Alpha, B.AsTranspose(), A.AsTranspose(), Beta, c, M, default, Activation.None)
        {
            WideUnits = WideUnits,
        };

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        MatrixBlocks<V, T>.Run(this);
        return 0;
    }
}
