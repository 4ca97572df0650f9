using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Every <see cref="ISequenceLoss"/> over a batch in the caller's spans.</summary>
/// <remarks>
/// Sums over alignments are formed forwards and backwards in double for both types: for float inputs the value and the
/// gradient are those of the inputs, rounded once. Of <see cref="ConnectionistTemporalClassification"/> they are sums
/// of scaled probabilities, and where one of them would underflow or the value would lose digits, of logarithms. In
/// double the error of the value is at most about 6·2⁻⁵³ a step, relative to the largest logarithm met; a label is a
/// step of a transducer too. An occupancy is off by at most 12·2⁻⁵³ a step of itself, plus 2⁻⁴⁵⁰; where logarithms
/// were needed, by that times the largest logarithm met. <see cref="RecurrentTransducer"/> is computed in logarithms
/// along antidiagonals of steps and labels; where a gradient is asked for, one sample of each thread has 16 bytes for
/// each pair of a step and a number of labels. After the first call of its size nothing is allocated: scratch is rented
/// from <see cref="ArrayPool{T}"/>. As in PyTorch, <see cref="Reduction.Mean"/> of <see
/// cref="ConnectionistTemporalClassification"/> divides each sample's loss by the number of its labels (by 1 where it
/// has none) before the mean over samples is taken; no other reduction does.
/// </remarks>
public static class SequenceLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double Value<TLoss, T>(
        this TLoss loss, in SequenceBatch<T> batch, in BatchOptions<T> options = default)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, batch, options);
        return Run(loss, batch, default, default, options.Divisor(batch.Samples), options);
    }

    /// <summary>The reduced loss and its gradient with respect to the log-probabilities.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="gradient">
    /// Receives as many numbers as there are log-probabilities: the true partial derivatives, −(the share of the
    /// alignments that say the class at the step); 0 beyond a sample's steps; NaN where the loss is +∞. May be the very
    /// span of the log-probabilities.
    /// </param>
    /// <param name="options">A sample is a sequence: one weight and one mask bit a sequence, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length, label or weight does not fit, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, in SequenceBatch<T> batch,
        Span<T> gradient, in BatchOptions<T> options = default)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        CheckOutput(loss, batch, gradient, nameof(gradient), options);
        return Run(loss, batch, default, gradient, options.Divisor(batch.Samples), options);
    }

    /// <summary>The loss of every sequence, weighted but not reduced; 0 where a sequence does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="values">Receives one loss a sequence; a span of its own.</param>
    /// <param name="options">A sample is a sequence: one weight and one mask bit a sequence, where given.</param>
    /// <exception cref="ArgumentException">A length, label or weight does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(this TLoss loss, in SequenceBatch<T> batch,
        Span<T> values,
        in BatchOptions<T> options = default)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, batch, options);
        Require.SameLength(values.Length, batch.Samples, nameof(values), "samples");
        Require.Apart(values, batch.LogProbabilities, nameof(values), nameof(batch.LogProbabilities));
        batch.CheckApart(values, nameof(values));
        options.CheckApart(values, nameof(values));
        Run(loss, batch, values, default, default, options);
    }

    /// <summary>Checks the arguments with an output of as many numbers as log-probabilities.</summary>
    internal static void CheckOutput<TLoss, T>(
        TLoss loss, in SequenceBatch<T> batch, Span<T> output, string name, in BatchOptions<T> options)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(loss, batch, options);
        Require.SameLength(output.Length, batch.LogProbabilities.Length, name, nameof(batch.LogProbabilities));
        Require.SameOrApart(output, batch.LogProbabilities, name, nameof(batch.LogProbabilities));
        batch.CheckApart(output, name);
        options.CheckApart(output, name);
    }

    /// <summary>What the loss of a sample is multiplied by before the sum is divided.</summary>
    [MethodImpl(Compiled.Early)]
    internal static double WeightOf<TLoss, T>(in SequenceBatch<T> batch, int sample, in BatchOptions<T> options)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => options.Reduction == Reduction.Mean && !TLoss.IsLattice
            ? options.Weight(sample) / Math.Max(1, batch.LabelCounts[sample]) : options.Weight(sample);

    private static void Check<TLoss, T>(
        TLoss loss, in SequenceBatch<T> batch, in BatchOptions<T> options)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.Check(loss.Blank, TLoss.IsLattice);
        options.Check(batch.Samples, "samples");
        DomainCheck.Sequences<TLoss, T>(batch, options);
    }

    private static double Run<TLoss, T>(TLoss loss, in SequenceBatch<T> batch, Span<T> values,
        Span<T> gradient, BatchDivisor divisor, in BatchOptions<T> options)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (batch.Samples == 0)
            return divisor.Reduce(0);
        SequenceWork<TLoss, T> work = new(
            loss, batch, values, gradient, divisor.Scale<double>(options.Upstream), options);
        return divisor.Reduce(UnitSum.Of(
            work, batch.Samples, batch.LogProbabilities.Length / batch.Samples, 1, options.Threads));
    }
}
