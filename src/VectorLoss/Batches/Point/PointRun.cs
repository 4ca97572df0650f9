using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The kernel of a point loss over a batch whose arguments are accepted: in one run, or where elements have weights and
/// factors in runs of a block each, whose products need no more memory than that.
/// </summary>
internal static class PointRun
{
    /// <summary>The sum of the values.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="predictions">N predictions.</param>
    /// <param name="targets">N targets.</param>
    /// <param name="values">Receives the values, where the output stores them.</param>
    /// <param name="slopes">Receives the slopes times the scale, where the output stores them.</param>
    /// <param name="scale">The factor of all slopes.</param>
    /// <param name="options">Weights, factors and mask.</param>
    public static double Of<TLoss, T, TOutput>(TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> values, Span<T> slopes, T scale, in BatchOptions<T> options)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOutput : struct, IPointOutput
    {
        bool whole = options.Weights.IsEmpty || options.Factors.IsEmpty;
        Span<T> products = whole ? default : stackalloc T[OrderedSum<T>.Block];
        int length = whole ? predictions.Length : products.Length;
        double total = 0;
        for (int start = 0; start < predictions.Length; start += length)
        {
            int count = Math.Min(length, predictions.Length - start);
            BatchOptions<T> piece = options.Piece(start, count);
            // A sum over blocks adds them in their order, so this one has the same bits.
            total += Widest.RunTwofold<PointKernel<TLoss, T, TOutput>, T, double>(
                new(loss, predictions.Slice(start, count), targets.Slice(start, count))
                {
                    Weights = piece.Multipliers(products),
                    Mask = piece.Mask,
                    Values = values.IsEmpty ? default : values.Slice(start, count),
                    Slopes = slopes.IsEmpty ? default : slopes.Slice(start, count),
                    Scale = scale,
                });
        }
        return total;
    }
}
