using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The door of every <see cref="ITripleLoss"/>. Nothing is allocated and nothing is written before all arguments are accepted. The
/// same inputs give the same bits on every machine.
/// </summary>
public static class TripleLosses
{
    /// <summary>The reduced loss; and whatever <paramref name="results"/> has room for, in the same pass.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="arguments">Three inputs of one length, one weight and one mask bit for each of their elements.</param>
    /// <param name="results">Where values and gradients go. A gradient may be the very span of an input.</param>
    /// <returns>The value, not multiplied by <see cref="LossResults{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a weight is negative or not finite, or the spans overlap at an offset.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the arguments refuse that.</exception>
    public static double Evaluate<TLoss, T>(this TLoss loss, in LossArguments<T> arguments, in LossResults<T> results)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = arguments.First.Length;
        Require.SameLength(arguments.Second.Length, count, nameof(arguments.Second), nameof(arguments.First));
        Require.SameLength(arguments.Third.Length, count, nameof(arguments.Third), nameof(arguments.First));
        Require.SameLengthOrEmpty(arguments.Weights.Length, count, nameof(arguments.Weights), nameof(arguments.First));
        Require.SameLengthOrEmpty(arguments.Mask.Length, count, nameof(arguments.Mask), nameof(arguments.First));
        Require.Weights(arguments.Weights);
        results.Check(arguments, count);
        BatchDivisor batch = BatchDivisor.Of(count, arguments.Reduction, arguments.Weights, arguments.Mask, arguments.Empty);
        TripleKernel<TLoss, T> kernel = new(loss, arguments, results, batch.Scale<T>(results.Upstream));
        return batch.Reduce(Widest.Run<TripleKernel<TLoss, T>, T, double>(kernel));
    }

    /// <summary>The reduced loss.</summary>
    /// <inheritdoc cref="Evaluate{TLoss,T}(TLoss, in LossArguments{T}, in LossResults{T})"/>
    public static double Evaluate<TLoss, T>(this TLoss loss, in LossArguments<T> arguments)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.Evaluate(arguments, new LossResults<T>());
}
