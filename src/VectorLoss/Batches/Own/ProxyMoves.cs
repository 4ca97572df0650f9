using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of an <see cref="ISimilarityLoss"/> of proxies with a direction, a row after another.
/// </summary>
/// <param name="loss">The loss.</param>
/// <param name="columns">How many classes there are.</param>
/// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
internal readonly ref struct ProxyMoves<TLoss, T>(TLoss loss, int columns, Span<T> scratch)
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> scratch = scratch;

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int columns) => checked(2 * columns + SimilarityRow<TLoss, T>.Padded(columns)
        + SimilarityRow<TLoss, T>.ScratchLength(columns) + SimilarityMoves<TLoss, T>.ScratchLength(columns));

    /// <summary>Adds the product, times a scale.</summary>
    public void Run(ReadOnlySpan<T> cosines, ReadOnlySpan<int> labels, ReadOnlySpan<T> direction, Span<T> product,
        double scale, in BatchOptions<T> options)
    {
        Span<T> own = scratch[..columns], tangents = scratch.Slice(columns, columns),
            classes = scratch.Slice(2 * columns, SimilarityRow<TLoss, T>.Padded(columns)),
            row = scratch.Slice(2 * columns + classes.Length, SimilarityRow<TLoss, T>.ScratchLength(columns)),
            moves = scratch.Slice(2 * columns + classes.Length + row.Length,
                SimilarityMoves<TLoss, T>.ScratchLength(columns));
        // 1 for the label of a row, 0 for the others.
        classes.Fill(T.CreateTruncating(SimilarityRow<TLoss, T>.Self));
        classes[..columns].Clear();
        for (int at = 0, start = 0; start < product.Length && !direction.IsEmpty; at++, start += columns)
        {
            if (!options.Counts(at))
                continue;
            for (int c = 0; c < columns; c++)
                (own[c], tangents[c]) = (cosines[start + c], direction[start + c]);
            classes[labels[at]] = T.One;
            Widest.Run<SimilarityMoves<TLoss, T>, T, int>(new(loss, new(loss, classes, columns, row), classes, moves)
            {
                Cosines = own,
                Changes = tangents,
                Label = 1,
                Positives = 1,
                Factor = scale * options.Weight(at),
            });
            classes[labels[at]] = T.Zero;
            for (int c = 0; c < columns; c++)
                product[start + c] += tangents[c];
        }
    }
}
