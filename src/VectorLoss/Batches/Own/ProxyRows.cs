using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// An <see cref="ISimilarityLoss"/> of proxies over any rows of a batch, each call with scratch memory of its own.
/// </summary>
/// <param name="loss">The loss.</param>
/// <param name="cosines">The cosines of each row with the proxies of all classes.</param>
/// <param name="columns">How many classes there are.</param>
/// <param name="labels">The label of each row.</param>
/// <param name="values">Receives the value of every row, or is empty.</param>
/// <param name="gradient">Receives the gradient, or is empty.</param>
/// <param name="scale">The factor of the gradient.</param>
/// <param name="options">Weights, factors and mask of the rows.</param>
internal readonly ref struct ProxyRows<TLoss, T>(TLoss loss, ReadOnlySpan<T> cosines, int columns,
    ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient, double scale, BatchOptions<T> options) : IUnitWork
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> cosines = cosines;
    private readonly ReadOnlySpan<int> labels = labels;
    private readonly Span<T> values = values, gradient = gradient;
    private readonly BatchOptions<T> options = options;

    public double Run(int start, int rows, Span<double> numbers)
    {
        int at = start * columns, length = rows * columns;
        T[] scratch = ArrayPool<T>.Shared.Rent(ProxyWork<TLoss, T>.ScratchLength(columns));
        double sum = Widest.Run<ProxyWork<TLoss, T>, T, double>(
            new(loss, cosines.Slice(at, length), labels.Slice(start, rows), columns, scratch)
            {
                Options = options.Piece(start, rows),
                Values = new RowValues<T>(values).Piece(start, rows, numbers),
                Gradient = gradient.IsEmpty ? default : gradient.Slice(at, length),
                Scale = scale,
            });
        ArrayPool<T>.Shared.Return(scratch);
        return sum;
    }
}
