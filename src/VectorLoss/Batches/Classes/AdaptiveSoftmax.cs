using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Cross-entropy of an <see cref="AdaptiveLayer{T}"/>: of a frequent class, −log of what the head gives it; of another,
/// −log of what the head gives its cluster, and of what the cluster gives it. A row meets the weights of one cluster at
/// most. The same inputs give the same bits on every machine and for every number of threads.
/// </summary>
/// <remarks>
/// <para>By default it is PyTorch's AdaptiveLogSoftmaxWithLoss by default: a divisor of 4, no bias of the head, the
/// mean over the rows. It takes a layer beside the labels, so it is no loss by name of <c>vectorloss losses</c>, as
/// <see cref="LinearSoftmaxLosses"/> are none.</para>
/// <para>Head and clusters are <see cref="LinearSoftmaxLosses"/> with the errors stated there, of rows whose hidden
/// numbers are copied together, a quarter of a million at a time. Beside the gradients it needs some 2 MB, which are
/// rented, and two numbers for each projected feature of a row: after the first call of its size nothing is allocated.
/// Losses of a row are added, and slopes of the hidden rows, with one rounding to T.</para>
/// </remarks>
public static class AdaptiveSoftmax
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient"/>
    public static double Value<T>(
        in AdaptiveLayer<T> layer, ReadOnlySpan<int> labels, in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ValueAndGradient(layer, labels, default, options);

    /// <summary>The reduced loss, and the gradients that there is room for.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="labels">One class a row, from 0; of rows that do not count, any number.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="options">A sample is a row; the threads serve the products too.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a cutoff, a label or an option does not fit, or spans overlap.
    /// </exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<T>(in AdaptiveLayer<T> layer, ReadOnlySpan<int> labels,
        in AdaptiveGradients<T> gradients, in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(layer, labels, options);
        gradients.Check(layer, labels);
        options.CheckApart(gradients.Hidden, "gradient of Hidden");
        options.CheckApart(gradients.Head, "gradient of Head");
        options.CheckApart(gradients.HeadBias, "gradient of HeadBias");
        options.CheckApart(gradients.Tails, "gradient of Tails");
        BatchDivisor divisor = options.Divisor(layer.Rows);
        return divisor.Reduce(new AdaptiveSoftmaxWork<T>(layer, labels, options)
        {
            Gradients = gradients,
            Scale = divisor.Scale<double>(options.Upstream),
        }.Run());
    }

    /// <summary>The loss of every row, −log of the probability of its label, weighted but not reduced; 0 where a row
    /// does not count.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="labels">One class a row, from 0; of rows that do not count, any number.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row; the threads serve the products too.</param>
    /// <exception cref="ArgumentException">A length, a cutoff, a label or an option does not fit, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<T>(in AdaptiveLayer<T> layer, ReadOnlySpan<int> labels, Span<T> values,
        in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(layer, labels, options);
        Require.SameLength(values.Length, layer.Rows, nameof(values), "rows of Hidden");
        layer.CheckApart(values, nameof(values));
        Require.Apart(values, labels, nameof(values), nameof(labels));
        options.CheckApart(values, nameof(values));
        new AdaptiveSoftmaxWork<T>(layer, labels, options) { Values = values }.Run();
    }

    /// <summary>The log-probability of every class in every row, PyTorch's <c>log_prob</c>.</summary>
    /// <remarks>
    /// Of a frequent class it is off as <see cref="RowFunctions.LogSoftmax"/> of the head is, of another as the
    /// sum of two of those, with one rounding more; both beside the errors of the products that give their logits.
    /// </remarks>
    /// <param name="layer">The layer.</param>
    /// <param name="logProbabilities">Receives rows × classes numbers, in nats; a span of its own.</param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    /// <exception cref="ArgumentException">A length or a cutoff does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void LogProbabilities<T>(in AdaptiveLayer<T> layer, Span<T> logProbabilities, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(layer, threads);
        Require.SameLength(logProbabilities.Length, checked(layer.Rows * layer.Classes), nameof(logProbabilities),
            "rows × classes");
        layer.CheckApart(logProbabilities, nameof(logProbabilities));
        new AdaptiveProbabilities<T>(layer, threads).Write(logProbabilities);
    }

    /// <summary>
    /// The most probable class of every row, PyTorch's <c>predict</c>: of equal ones the first; NaN is never greater
    /// than another, so it is 0 where all are NaN. Clusters are asked only by rows that prefer one of them to all
    /// frequent classes.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="classes">Receives one class a row; a span of its own.</param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    /// <exception cref="ArgumentException">A length or a cutoff does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Predict<T>(in AdaptiveLayer<T> layer, Span<int> classes, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(layer, threads);
        Require.SameLength(classes.Length, layer.Rows, nameof(classes), "rows of Hidden");
        layer.CheckApart(classes, nameof(classes));
        new AdaptiveProbabilities<T>(layer, threads).Predict(classes);
    }

    private static void Check<T>(in AdaptiveLayer<T> layer, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>(nameof(AdaptiveSoftmax));
        layer.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
    }

    private static void Check<T>(in AdaptiveLayer<T> layer, ReadOnlySpan<int> labels, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(layer, threads: 1);
        Require.SameLength(labels.Length, layer.Rows, nameof(labels), "rows of Hidden");
        options.Check(layer.Rows, "rows of Hidden");
        for (int row = 0; row < labels.Length; row++)
            if (options.Counts(row) && (uint)labels[row] >= (uint)layer.Classes)
                throw new ArgumentException(
                    $"labels[{row}] is {labels[row]}; there are {layer.Classes} classes.", nameof(labels));
    }
}
