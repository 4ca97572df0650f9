using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// What each item of a ranking pays, log Σ eˣ less x over itself and all that follow; in double, from the last item up.
/// </summary>
/// <param name="order">The items by rank.</param>
/// <param name="room">At least <see cref="Rooms"/> numbers an item, which keep what the way back needs.</param>
[method: MethodImpl(Compiled.Early)]
internal readonly ref struct RankTails(ReadOnlySpan<int> order, Span<double> room)
{
    /// <summary>Numbers of room for each item.</summary>
    public const int Rooms = 4;

    private readonly ReadOnlySpan<int> order = order;
    private readonly Span<double> scores = room[..order.Length];
    private readonly Span<double> tails = room.Slice(order.Length, order.Length);
    private readonly Span<double> gaps = room.Slice(2 * order.Length, order.Length);
    private readonly Span<double> misses = room.Slice(3 * order.Length, order.Length);

    /// <summary>Writes what the items pay.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Forward<T>(ReadOnlySpan<T> items, Span<T> paid) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double top = Top(items);
        for (int i = 0; i < scores.Length; i++)
            scores[i] = double.CreateTruncating(items[Item(i)]) - top;
        GrowingSums.Of(scores, tails, gaps);
        // The last item pays nothing.
        gaps[0] = 0;
        PairKernel<Payment, double>.Apply(
            new(), tails[..^1], scores[1..], gaps[1..], nameof(tails), nameof(scores));
        for (int i = 0; i < scores.Length; i++)
            paid[Item(i)] = T.CreateTruncating(gaps[i]);
    }

    /// <summary>Writes the gradient by the scores: eˣ times Σ slope/Σ eˣ of all tails that hold the item.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Backward<T>(ReadOnlySpan<T> paid, ReadOnlySpan<T> slopes, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Share(paid);
        double above = 0;
        for (int i = scores.Length - 1; i >= 0; i--)
        {
            double slope = double.CreateTruncating(slopes[Item(i)]);
            above = i == scores.Length - 1 ? 0 : above * gaps[i];
            gradient[Item(i)] = T.CreateTruncating(scores[i] * above + slope * misses[i]);
            above += slope;
        }
    }

    /// <summary>
    /// Adds the second derivatives by each score: with the share p of an item in a tail, p − p² times the slope, and p²
    /// times the second derivative, by what the tail pays.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Diagonal<T>(
        ReadOnlySpan<T> paid, ReadOnlySpan<T> slopes, ReadOnlySpan<T> bends, Span<T> diagonal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Share(paid);
        double above = 0, squares = 0;
        for (int i = scores.Length - 1; i >= 0; i--)
        {
            double slope = double.CreateTruncating(slopes[Item(i)]), share = scores[i],
                bend = double.CreateTruncating(bends[Item(i)]);
            (above, squares) = i == scores.Length - 1 ? (0, 0) : (above * gaps[i], squares * gaps[i] * gaps[i]);
            diagonal[Item(i)] += T.CreateTruncating(
                share * (above - share * squares - slope * misses[i]) + bend * misses[i] * misses[i]);
            (above, squares) = (above + slope, squares + slope - bend);
        }
    }

    /// <summary>
    /// Writes how what the items pay moves: by the mean direction of the tail less their own. Leaves what
    /// <see cref="BackwardTangent"/> needs.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public void ForwardTangent<T>(ReadOnlySpan<T> paid, ReadOnlySpan<T> direction, Span<T> moved)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Share(paid);
        double mean = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double own = double.CreateTruncating(direction[Item(i)]);
            // From the mean or from the item, as the one or the other is the larger part.
            mean = scores[i] < 0.5 ? mean + scores[i] * (own - mean) : own + misses[i] * (own - mean);
            tails[i] = mean;
            moved[Item(i)] = T.CreateTruncating(mean - own);
        }
    }

    /// <summary>Adds the tangent of <see cref="Backward"/>, where scores and slopes move.</summary>
    /// <param name="direction">How the scores move.</param>
    /// <param name="slopes">The slopes by what the items pay.</param>
    /// <param name="changes">How these move.</param>
    /// <param name="product">Receives the tangent of the gradient.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void BackwardTangent<T>(
        ReadOnlySpan<T> direction, ReadOnlySpan<T> slopes, ReadOnlySpan<T> changes, Span<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double above = 0, pulled = 0;
        for (int i = scores.Length - 1; i >= 0; i--)
        {
            double own = double.CreateTruncating(direction[Item(i)]),
                slope = double.CreateTruncating(slopes[Item(i)]), change = double.CreateTruncating(changes[Item(i)]);
            (above, pulled) = i == scores.Length - 1 ? (0, 0) : (above * gaps[i], pulled * gaps[i]);
            product[Item(i)] += T.CreateTruncating(scores[i] * (above * own - pulled + slope * (own - tails[i]))
                + change * misses[i]);
            (above, pulled) = (above + slope, pulled + slope * tails[i] - change);
        }
    }

    /// <summary>The share of each item in its tail, that of a tail in the next longer one, and share − 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Share<T>(ReadOnlySpan<T> paid) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] -= tails[i];
            // Of the next longer tail, of which this one is a part.
            gaps[i] = i + 1 < tails.Length ? tails[i] - tails[i + 1] : 0;
            misses[i] = -double.CreateTruncating(paid[Item(i)]);
        }
        Elementwise.Exp(scores, scores);
        Elementwise.Exp(gaps, gaps);
        Elementwise.Expm1(misses, misses);
    }

    /// <summary>log(eˣ + eʸ) − y.</summary>
    private readonly struct Payment : IPairFormula
    {
        public R Of<R>(R x, R y) where R : struct, IReal<R> => R.Softplus(x - y);
    }

    private int Item(int fromLast) => order[order.Length - 1 - fromLast];

    // Differences from it keep their digits where all scores are large.
    [MethodImpl(Compiled.AtOnce)]
    private static double Top<T>(ReadOnlySpan<T> items) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T top = items[0];
        foreach (T item in items)
            top = item > top ? item : top;
        return double.CreateTruncating(top);
    }
}
