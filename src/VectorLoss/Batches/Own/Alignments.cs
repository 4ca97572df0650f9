using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The door of <see cref="ConnectionistTemporalClassification"/>.</summary>
/// <remarks>
/// Sums over alignments are formed forwards and backwards in the logarithm, in double for both types: for float inputs the value and the
/// gradient are those of the inputs, rounded once; in double the error is at most about 6·2⁻⁵³ a step, relative to the largest logarithm
/// met. After the first call of its size nothing is allocated: scratch is rented from <see cref="ArrayPool{T}"/>.
/// </remarks>
public static class Alignments
{
    /// <summary>The reduced loss; and, where there is room, the loss of every sample and the gradient.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="values">Receives one loss a sample, weighted but not reduced; or empty.</param>
    /// <param name="gradient">
    /// Receives the true partial derivatives with respect to the log-probabilities, −(the share of the alignments that say the class
    /// at the step); 0 beyond a sample's steps; NaN where the loss is +∞. May be the very span of the log-probabilities; or empty.
    /// </param>
    /// <param name="upstream">A factor of the gradient.</param>
    /// <returns>The value, not multiplied by <paramref name="upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, label or weight does not fit, or spans overlap at an offset.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the batch refuses that.</exception>
    public static double Evaluate<T>(this ConnectionistTemporalClassification loss, in AlignmentBatch<T> batch,
        Span<T> values = default, Span<T> gradient = default, double upstream = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.Check(loss.Blank);
        Require.SameLengthOrEmpty(values.Length, batch.Samples, nameof(values), nameof(batch.Steps));
        Require.SameLengthOrEmpty(gradient.Length, batch.LogProbabilities.Length, nameof(gradient), nameof(batch.LogProbabilities));
        Require.SameOrApart(gradient, batch.LogProbabilities, nameof(gradient), nameof(batch.LogProbabilities));
        Require.Apart(values, batch.LogProbabilities, nameof(values), nameof(batch.LogProbabilities));
        BatchDivisor reduced = BatchDivisor.Of(batch.Samples, batch.Reduction, batch.Weights, batch.Mask, batch.Empty);
        double[] scratch = ArrayPool<double>.Shared.Rent(AlignmentKernel<T>.ScratchLength(batch));
        double sum = 0;
        for (int sample = 0; sample < batch.Samples; sample++)
        {
            bool counts = batch.Mask.IsEmpty || batch.Mask[sample];
            double weight = counts ? batch.Weight(sample) : 0;
            AlignmentKernel<T> kernel = new(loss, batch, sample, scratch, gradient, reduced.Scale<double>(upstream) * weight);
            double value = counts ? Widest.Run<AlignmentKernel<T>, double, double>(kernel) : kernel.Skip();
            sum += counts ? weight * value : 0;
            if (!values.IsEmpty)
                values[sample] = T.CreateTruncating(counts ? Unreduced(batch, sample) * value : 0);
        }
        ArrayPool<double>.Shared.Return(scratch);
        return reduced.Reduce(sum);
    }

    private static double Unreduced<T>(in AlignmentBatch<T> batch, int sample) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => batch.Weights.IsEmpty ? 1 : double.CreateTruncating(batch.Weights[sample]);
}
