using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>A batch as its reduction sees it: what a sum over it is divided by.</summary>
/// <param name="Divisor">The divisor; 0 when nothing counts.</param>
/// <param name="Empty">What the mean over nothing is.</param>
internal readonly record struct BatchDivisor(double Divisor, EmptyBatch Empty)
{
    /// <summary>Counts a batch of elements.</summary>
    /// <exception cref="InvalidOperationException">Nothing counts and <paramref name="empty"/> refuses it.</exception>
    public static BatchDivisor Of<T>(int length, Reduction reduction, ReadOnlySpan<T> weights, ReadOnlySpan<bool> mask, EmptyBatch empty)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = mask.IsEmpty ? length : mask.Count(true);
        double weight = reduction.NeedsWeights && !weights.IsEmpty ? TotalWeight(weights, mask) : count;
        return Of(count, reduction.Of(count, weight), empty);
    }

    /// <summary>A batch of so many counted elements with its divisor.</summary>
    /// <exception cref="InvalidOperationException">Nothing counts and <paramref name="empty"/> refuses it.</exception>
    public static BatchDivisor Of(double count, double divisor, EmptyBatch empty)
        => count == 0 && empty == EmptyBatch.Refuse
            ? throw new InvalidOperationException("The batch is empty, or masked or ignored as a whole, and EmptyBatch.Refuse was asked for.")
            : new(divisor, empty);

    /// <summary>The reduced value of a sum.</summary>
    public double Reduce(double sum) => Divisor == 0 && Empty == EmptyBatch.Zero ? 0 : sum / Divisor;

    /// <summary>What a slope is multiplied by.</summary>
    public T Scale<T>(double upstream) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Divisor == 0 && Empty == EmptyBatch.Zero ? T.Zero : T.CreateTruncating(upstream / Divisor);

    private static double TotalWeight<T>(ReadOnlySpan<T> weights, ReadOnlySpan<bool> mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        for (int i = 0; i < weights.Length; i++)
            if (mask.IsEmpty || mask[i])
                total += double.CreateTruncating(weights[i]);
        return total;
    }
}
