using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The losses of a square of similarities: those of its rows, each of which should choose its partner, and then those
/// of its columns. Both have the bits of a matrix of their own; their slopes are added.
/// </summary>
/// <param name="numbers">Room for the similarities, and for as many slopes behind them.</param>
/// <param name="rows">How many rows and columns.</param>
/// <param name="stride">From a row to the next.</param>
/// <param name="partners">The column of each row's partner, which is the row of each column's.</param>
internal readonly ref struct TwoWays<T>(Span<T> numbers, int rows, int stride, ReadOnlySpan<int> partners)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int rows = rows;
    private readonly Span<T> similarities = numbers[..((rows - 1) * stride + rows)];
    private readonly Span<T> slopes = numbers.Slice(rows * stride, (rows - 1) * stride + rows);
    private readonly ReadOnlySpan<int> partners = partners;

    private ClassAxis InRows => new(rows) { SampleStride = stride };

    private ClassAxis InColumns => new(rows, rows) { ClassStride = stride };

    /// <summary>
    /// The sum of the losses; their values where there is room, or their slopes in place of the similarities.
    /// </summary>
    public double Run(Span<T> values, double scale, bool wantsSlopes, in BatchOptions<T> options)
    {
        double sum = PartnerChoice.Run(
            similarities, InRows, partners, 0, values, wantsSlopes ? slopes : default, scale, options);
        sum += PartnerChoice.Run(
            similarities, InColumns, partners, rows, values, wantsSlopes ? similarities : default, scale, options);
        if (wantsSlopes)
            PairKernel<Sum, T>.Apply(default, similarities, slopes, similarities, nameof(similarities), nameof(slopes));
        return sum;
    }

    private readonly struct Sum : IPairFormula
    {
        public R Of<R>(R x, R y) where R : struct, IReal<R> => x + y;
    }
}
