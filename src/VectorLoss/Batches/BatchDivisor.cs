using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>A batch as its reduction sees it: what a sum over it is divided by.</summary>
/// <param name="Divisor">The divisor; 0 when nothing counts.</param>
/// <param name="Empty">What the mean over nothing is.</param>
internal readonly record struct BatchDivisor(double Divisor, EmptyBatch Empty)
{
    /// <summary>
    /// The divisor of a batch of <paramref name="count"/> elements that count. Weights that are all 0 are nothing too.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing counts and <paramref name="empty"/> refuses it.</exception>
    public static BatchDivisor Of(double count, double divisor, EmptyBatch empty)
        => (count == 0 || divisor == 0) && empty == EmptyBatch.Refuse
            ? throw new InvalidOperationException(
                count == 0 ? "Nothing counts: the batch is empty, or it is masked or ignored as a whole."
                : "Nothing counts: all weights are 0.")
            : new(divisor, empty);

    /// <summary>The reduced value of a sum.</summary>
    public double Reduce(double sum) => Divisor == 0 && Empty == EmptyBatch.Zero ? 0 : sum / Divisor;

    /// <summary>What a slope is multiplied by.</summary>
    public T Scale<T>(double upstream) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Divisor == 0 && Empty == EmptyBatch.Zero ? T.Zero : T.CreateTruncating(upstream / Divisor);
}
