using System.Numerics;
using VectorLoss.Lanes;
using Number = VectorLoss.Lanes.Lane1<double>;

namespace VectorLoss.Batches;

/// <summary>
/// What each item of a ranking pays, log Σ eˣ less x over itself and all that follow; in double, from the last item up.
/// </summary>
internal static class RankTails
{
    /// <summary>Writes what the items pay, and log Σ eˣ of every tail by rank, from the largest score.</summary>
    public static void Forward<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> order, Span<double> tails, Span<T> paid)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Number tail = Number.Of(double.NegativeInfinity);
        double top = Top(scores);
        for (int rank = order.Length - 1; rank >= 0; rank--)
        {
            Number score = new(double.CreateTruncating(scores[order[rank]]) - top), gap = tail - score;
            Number pays = Number.Softplus(gap);
            paid[order[rank]] = T.CreateTruncating(pays.Number);
            // From the larger of the two, which keeps the digits of the tail.
            tail = gap.Number > 0 ? tail + Number.Softplus(-gap) : score + pays;
            tails[rank] = tail.Number;
        }
    }

    /// <summary>Writes the gradient by the scores: eˣ times Σ slope/Σ eˣ of all tails that hold the item.</summary>
    public static void Backward<T>(ReadOnlySpan<T> scores, ReadOnlySpan<T> paid, ReadOnlySpan<T> slopes,
        ReadOnlySpan<int> order, ReadOnlySpan<double> tails, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double above = 0, top = Top(scores);
        for (int rank = 0; rank < order.Length; rank++)
        {
            int at = order[rank];
            double slope = double.CreateTruncating(slopes[at]);
            // Relative to this tail, of which there is less than of those above.
            above = rank == 0 ? 0 : above * Exp(tails[rank] - tails[rank - 1]);
            double share = Exp(double.CreateTruncating(scores[at]) - top - tails[rank]);
            gradient[at] = T.CreateTruncating(
                share * above + slope * Number.Expm1(new(-double.CreateTruncating(paid[at]))).Number);
            above += slope;
        }
    }

    // Differences from it keep their digits where all scores are large.
    private static double Top<T>(ReadOnlySpan<T> scores) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T top = scores[0];
        foreach (T score in scores)
            top = score > top ? score : top;
        return double.CreateTruncating(top);
    }

    private static double Exp(double x) => Number.Exp(new(x)).Number;
}
