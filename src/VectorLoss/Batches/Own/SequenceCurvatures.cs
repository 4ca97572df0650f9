using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Second derivatives of every <see cref="ISequenceLoss"/>: by each log-probability alone, the diagonal of the Hessian,
/// and the product of the whole with a direction.
/// </summary>
/// <remarks>
/// An alignment says a class at a step once or not at all, so the likelihood is linear in each probability: with the
/// share s of the alignments that say it, the slope by its logarithm is −s and the second derivative −s·(1 − s). It is
/// never above 0, and off relative to s. A product is the gradient's two passes in logarithms, each with its tangent:
/// ten times the time of the gradient of <see cref="ConnectionistTemporalClassification"/>, which has next to no
/// logarithms, twice that of <see cref="RecurrentTransducer"/>. It is off by about 10·2⁻⁵³ a step of the largest
/// logarithm met, relative to the largest sum of the direction along an alignment. After the first call of its size
/// nothing is allocated: scratch is rented, for one sample 16 bytes for each step and each of its states, or 32 for
/// each step and number of labels of a transducer.
/// </remarks>
public static class SequenceCurvatures
{
    /// <summary>
    /// The reduced loss, its gradient and its second derivatives with respect to the log-probabilities. Value and
    /// gradient have the bits of <see cref="SequenceLosses.ValueAndGradient"/>.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="gradient">Receives as many numbers as there are log-probabilities; may be their very span.</param>
    /// <param name="curvature">Receives as many numbers; 0 beyond a sample's steps; a span of its own.</param>
    /// <param name="options">A sample is a sequence: one weight and one mask bit a sequence, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, label or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, in SequenceBatch<T> batch,
        Span<T> gradient, Span<T> curvature, in BatchOptions<T> options = default)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        SequenceLosses.CheckOutput(loss, batch, gradient, nameof(gradient), options);
        SequenceLosses.CheckOutput(loss, batch, curvature, nameof(curvature), options);
        Require.Apart(curvature, batch.LogProbabilities, nameof(curvature), nameof(batch.LogProbabilities));
        Require.Apart(curvature, (ReadOnlySpan<T>)gradient, nameof(curvature), nameof(gradient));
        // The shares of the alignments first: a gradient may be the memory of the log-probabilities.
        BatchDivisor divisor = options.Divisor(batch.Samples);
        loss.ValueAndGradient(
            batch, curvature, new BatchOptions<T> { Mask = options.Mask, Reduction = Reduction.Sum });
        double scale = divisor.Scale<double>(options.Upstream);
        for (int at = 0; at < curvature.Length; at++)
        {
            int sample = TLoss.IsLattice ? at / (curvature.Length / batch.Samples) : at / batch.Classes % batch.Samples;
            double slope = double.CreateTruncating(curvature[at]);
            curvature[at] = !options.Counts(sample) ? T.Zero : T.CreateTruncating(
                scale * SequenceLosses.WeightOf<TLoss, T>(batch, sample, options) * (slope * (1 + slope)));
        }
        return loss.ValueAndGradient(batch, gradient, options);
    }

    /// <summary>The product of the Hessian of the reduced loss with a direction in the log-probabilities.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="direction">As many numbers as there are log-probabilities.</param>
    /// <param name="product">Receives as many numbers; 0 beyond a sample's steps; a span of its own.</param>
    /// <param name="options">A sample is a sequence: one weight and one mask bit a sequence, where given.</param>
    /// <exception cref="ArgumentException">A length, label or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, in SequenceBatch<T> batch, ReadOnlySpan<T> direction,
        Span<T> product, in BatchOptions<T> options = default)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        SequenceLosses.CheckOutput(loss, batch, product, nameof(product), options);
        Require.Apart(product, batch.LogProbabilities, nameof(product), nameof(batch.LogProbabilities));
        Require.SameLength(direction.Length, product.Length, nameof(direction), nameof(batch.LogProbabilities));
        Require.Apart(product, direction, nameof(product), nameof(direction));
        Stores.Zero<Lane1<T>, T>(product);
        SequenceProduct.Add(loss, new()
        {
            Batch = batch,
            Direction = direction,
            Product = product,
        }, options);
    }
}
