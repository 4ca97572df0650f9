using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Matrices;

/// <summary>
/// A product in pieces for several threads, cut along the longer side of the result. The cut changes no bit, because
/// each element of C is a sum of its own.
/// </summary>
internal readonly ref struct MatrixPieces<T> : IJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Below this many multiplications a second thread costs more than it gains: 30 µs of one core.
    private const long WorthwhileProducts = 1 << 20;

    // A multiple of the width of every tile, and of a cache line. Rows are cut anywhere, because two tiles share what
    // is left of a piece; 100 rows cut at multiples of twelve were 36, 36 and 28.
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
        // Two pieces for each thread: a thread that is slowed down by its neighbours then delays only half of its
        // share.
        int most = (int)Math.Min(Math.Min(2L * threads, worthwhile), side);
        step = most <= 1 ? Math.Max(side, 1) : ((side - 1) / most / grain + 1) * grain;
        Count = side == 0 ? 0 : (side - 1) / step + 1;
    }

    /// <summary>The number of pieces; 0 when the result is empty.</summary>
    public int Count { get; }

    public void Run(int piece)
    {
        int from = piece * step;
        Widest.Run<Product<T>, T, int>(Count == 1 ? product
            : cutsRows ? product.Rows(from, Math.Min(step, product.M - from))
            : product.Columns(from, Math.Min(step, product.N - from)));
    }
}
