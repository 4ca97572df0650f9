using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>
/// The doors of every <see cref="ICentredLoss"/>: value, gradient and both, from rows × classes numbers and labels or
/// target distributions. Nothing is allocated, nothing is written before all arguments are accepted, and the same
/// inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// Everywhere: <c>numbers</c>, numbers or probabilities as the loss says, holds whole rows of <c>classes</c>;
/// <c>labels</c> one class index a row, from 0; <c>targets</c>, as many as numbers, one distribution a row.
/// <c>gradient</c> may be the very span of the numbers. Losses whose centre is a label take labels only; the options
/// of a softmax are refused by all. Class weights weigh the target of a loss without a centre, and the whole row of
/// the others; in those a mean is over rows, as in PyTorch's multi-margin loss, unless
/// <see cref="ClassDivisor.ClassWeights"/> is asked for.
/// </remarks>
public static class CentredLosses
{
    /// <summary>The loss of the batch for labels, reduced as the options say.</summary>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double Value<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, int classes, ReadOnlySpan<int> labels,
        in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(loss, Batch<TLoss, T>(numbers, classes, labels, options), default, default, 1);

    /// <summary>The loss of the batch for target distributions, reduced as the options say.</summary>
    /// <exception cref="ArgumentException">A length or an option does not fit.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> numbers, int classes, ReadOnlySpan<T> targets,
        in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(loss, Batch<TLoss, T>(numbers, classes, targets, options), default, default, 1);

    /// <summary>
    /// The loss for labels and its gradient with respect to the numbers, times <paramref name="upstream"/>, in one
    /// pass.
    /// </summary>
    /// <returns>The loss, not multiplied by <paramref name="upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap at an
    /// offset.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, int classes, ReadOnlySpan<int> labels,
        Span<T> gradient, in ClassOptions<T> options = default, double upstream = 1)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = Batch<TLoss, T>(numbers, classes, labels, options);
        batch.CheckGradient(gradient);
        return Run(loss, batch, default, gradient, upstream);
    }

    /// <summary>
    /// The loss for target distributions and its gradient with respect to the numbers, times
    /// <paramref name="upstream"/>, in one pass.
    /// </summary>
    /// <returns>The loss, not multiplied by <paramref name="upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, int classes, ReadOnlySpan<T> targets,
        Span<T> gradient, in ClassOptions<T> options = default, double upstream = 1)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = Batch<TLoss, T>(numbers, classes, targets, options);
        batch.CheckGradient(gradient);
        return Run(loss, batch, default, gradient, upstream);
    }

    /// <summary>The loss of every row for labels, not reduced; 0 where a row does not count.</summary>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> numbers, int classes, ReadOnlySpan<int> labels,
        Span<T> values, in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = Batch<TLoss, T>(numbers, classes, labels, options);
        batch.CheckValues(values);
        Run(loss, batch, values, default, 1);
    }

    /// <summary>The loss of every row for target distributions, not reduced; 0 where a row does not count.</summary>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> numbers, int classes, ReadOnlySpan<T> targets,
        Span<T> values, in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = Batch<TLoss, T>(numbers, classes, targets, options);
        batch.CheckValues(values);
        Run(loss, batch, values, default, 1);
    }

    private static ClassBatch<T> Batch<TLoss, T>(
        ReadOnlySpan<T> numbers, int classes, ReadOnlySpan<int> labels, in ClassOptions<T> options)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = new(numbers, classes, labels, options, labelsMeanWeights: TLoss.Centre == RowCentre.None);
        batch.RefuseSoftmaxOptions();
        if (TLoss.Centre == RowCentre.Label)
            batch.RefuseDistributions();
        return batch;
    }

    private static ClassBatch<T> Batch<TLoss, T>(
        ReadOnlySpan<T> numbers, int classes, ReadOnlySpan<T> targets, in ClassOptions<T> options)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = new(numbers, classes, targets, options);
        batch.RefuseSoftmaxOptions();
        if (TLoss.Centre == RowCentre.Label)
            batch.RefuseDistributions();
        return batch;
    }

    private static double Run<TLoss, T>(
        TLoss loss, in ClassBatch<T> batch, Span<T> values, Span<T> gradient, double upstream)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T scale = batch.Batch.Scale<T>(upstream);
        if (!RowPieces.Shares<T>(batch.Rows, batch.Classes, batch.Options.Threads))
            return batch.Batch.Reduce(
                Widest.Run<CentredKernel<TLoss, T>, T, double>(new(loss, batch, values, gradient, scale)));
        if (values.IsEmpty)
            values = Scratch<T>.Borrow(batch.Rows);
        RowPieces.Run<CentredKernel<TLoss, T>, T>(new(loss, batch, values, gradient, scale), batch.Options.Threads);
        return batch.Batch.Reduce(RowPieces.Sum<T>(values, 0));
    }
}
