using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Matrices;

/// <summary>A factor as the loops see it: element (row, column) lies at row · RowStep + column · ColumnStep.</summary>
internal readonly ref struct Operand<T>(ReadOnlySpan<T> values, int rowStep, int columnStep)
{
    public readonly ReadOnlySpan<T> Values = values;
    public readonly int RowStep = rowStep;
    public readonly int ColumnStep = columnStep;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint At(int row, int column) => (nint)row * RowStep + (nint)column * ColumnStep;

    // A factor without elements may be given by a span of any length; nothing of it is read.
    public Operand<T> From(int row, int column)
        => new(Values[(int)Math.Min(At(row, column), Values.Length)..], RowStep, ColumnStep);

    /// <summary>Its rows are the columns of the other.</summary>
    public Operand<T> Turned() => new(Values, ColumnStep, RowStep);
}

/// <summary>One product to do: C = activation(α·A·B + β·C + bias), A m×k, B k×n, C m×n.</summary>
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

    /// <summary>Whether the product is added to what C holds, times β.</summary>
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

    /// <summary>Some rows of the result, as a product of their own.</summary>
    public Product<T> Rows(int from, int count)
        => new(count, N, K, Alpha, A.From(from, 0), B, Beta, C[(from * Stride)..], Stride, Bias, Activation);

    /// <summary>Some columns of the result, as a product of their own.</summary>
    public Product<T> Columns(int from, int count)
        => new(M, count, K, Alpha, A, B.From(0, from), Beta, C[from..], Stride,
               Bias.IsEmpty ? Bias : Bias.Slice(from, count), Activation);

    /// <summary>Some steps along k: the first keep β, the last bring bias and activation.</summary>
    public Product<T> Depth(int from, int count)
    {
        bool last = from + count == K;
        return new(M, N, count, Alpha, A.From(0, from), B.From(from, 0), from == 0 ? Beta : T.One, C, Stride,
                   last ? Bias : default, last ? Activation : Activation.None);
    }

    /// <summary>The transpose of the result, without bias and activation, in other memory and without gaps.</summary>
    public Product<T> Turned(Span<T> c)
        => new(N, M, K, Alpha, B.Turned(), A.Turned(), Beta, c, M, default, Activation.None);

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        MatrixBlocks<V, T>.Run(this);
        return 0;
    }
}

/// <summary>A product cut along the longer side of the result. That moves no bit: each element has a sum.</summary>
internal readonly ref struct MatrixPieces<T> : IJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Below this a second thread costs more than it brings: 30 µs of one core.
    private const long WorthwhileProducts = 1 << 20;

    // A multiple of every tile's width, and of the cache's lines. Rows are cut anywhere: two tiles share what is left of
    // a piece, and 100 rows cut at multiples of twelve were 36, 36 and 28.
    private const int ColumnGrain = 64;

    private readonly Product<T> product;
    private readonly int step;
    private readonly bool cutsRows;

    public MatrixPieces(scoped in Product<T> product, int threads)
    {
        this.product = product;
        cutsRows = product.M >= product.N;
        int side = cutsRows ? product.M : product.N;
        int grain = cutsRows ? 1 : ColumnGrain;
        long worthwhile = (long)product.M * product.N * product.K / WorthwhileProducts;
        // Two pieces a thread: one that is slowed down by its neighbours then holds up half of its share only.
        int most = (int)Math.Min(2L * threads, worthwhile);
        step = most <= 1 ? Math.Max(side, 1) : ((side + most - 1) / most + grain - 1) / grain * grain;
        Count = (side + step - 1) / step;
    }

    /// <summary>How many pieces there are; none when the result is empty.</summary>
    public int Count { get; }

    public void Run(int piece)
    {
        int from = piece * step;
        Widest.Run<Product<T>, T, int>(Count == 1 ? product
            : cutsRows ? product.Rows(from, Math.Min(step, product.M - from))
            : product.Columns(from, Math.Min(step, product.N - from)));
    }
}
