using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>How well some queries choose their partners, by their similarities: cross-entropy, not reduced.</summary>
internal static class PartnerChoice
{
    /// <summary>The weighted sum of the losses; 0 where their values are written.</summary>
    /// <param name="similarities">Those of the queries, where <paramref name="axis"/> says.</param>
    /// <param name="axis">Where the candidates of a query lie.</param>
    /// <param name="partners">The candidate that each query should choose.</param>
    /// <param name="start">The first query, counted in the whole batch.</param>
    /// <param name="values">Receive the losses of all queries of the batch, or empty.</param>
    /// <param name="slopes">Receive the slopes of the similarities, or empty; may be these.</param>
    /// <param name="scale">The factor of the slopes.</param>
    /// <param name="options">The options of the whole batch.</param>
    public static double Run<T>(ReadOnlySpan<T> similarities, ClassAxis axis, ReadOnlySpan<int> partners, int start,
        Span<T> values, Span<T> slopes, double scale, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchOptions<T> own = options.Piece(start, partners.Length) with
        {
            Reduction = Reduction.Sum,
            // Queries of which none counts are no empty batch.
            Empty = EmptyBatch.Zero,
            Upstream = scale,
            Threads = options.Working,
        };
        if (!values.IsEmpty)
        {
            default(CrossEntropy).Values(similarities, axis, partners, values.Slice(start, partners.Length), own);
            return 0;
        }
        return slopes.IsEmpty ? default(CrossEntropy).Value(similarities, axis, partners, own)
            : default(CrossEntropy).ValueAndGradient(similarities, axis, partners, slopes, own);
    }
}
