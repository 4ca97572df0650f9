using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>
/// The doors of every <see cref="ILabelLoss"/>: value, gradient and both, from logits (rows × classes, row-major) and
/// labels or target distributions. Nothing is allocated, nothing is written before all arguments are accepted, and the
/// same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// Everywhere: <c>logits</c> holds whole rows of <c>classes</c> numbers; <c>labels</c> one class index a row, from 0;
/// <c>targets</c>, as many numbers as logits, one distribution a row, which need not be normalised. <c>gradient</c> may
/// be the very span of the logits. −∞ masks a class: probability 0, gradient 0. A row of nothing but −∞, or with +∞ or
/// NaN, gives NaN. A target of 0 contributes nothing even where log p is −∞.
/// <para>
/// Error: log p and p are off as <see cref="RowFunctions"/> states. The formula of the loss turns that into its own;
/// for cross-entropy of a label the value carries the error of log p and the gradient that of p, each and a few
/// roundings more for weights and divisor. The losses of the rows are added in double, in their order.
/// </para>
/// </remarks>
public static class SoftmaxLosses
{
    /// <summary>The loss of the batch for labels, reduced as the options say.</summary>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels,
        in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(loss, new ClassBatch<T>(logits, classes, labels, options), default, default, 1);

    /// <summary>The loss of the batch for target distributions, reduced as the options say.</summary>
    /// <exception cref="ArgumentException">A length or an option does not fit.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits, int classes, ReadOnlySpan<T> targets,
        in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(loss, new ClassBatch<T>(logits, classes, targets, options), default, default, 1);

    /// <summary>
    /// The loss for labels and its gradient with respect to the logits, times <paramref name="upstream"/>, in one pass.
    /// </summary>
    /// <returns>The loss, not multiplied by <paramref name="upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap at an
    /// offset.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels,
        Span<T> gradient, in ClassOptions<T> options = default, double upstream = 1)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = new(logits, classes, labels, options);
        batch.CheckGradient(gradient);
        return Run(loss, batch, default, gradient, upstream);
    }

    /// <summary>
    /// The loss for target distributions and its gradient with respect to the logits, times
    /// <paramref name="upstream"/>, in one pass.
    /// </summary>
    /// <returns>The loss, not multiplied by <paramref name="upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, int classes, ReadOnlySpan<T> targets,
        Span<T> gradient, in ClassOptions<T> options = default, double upstream = 1)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = new(logits, classes, targets, options);
        batch.CheckGradient(gradient);
        return Run(loss, batch, default, gradient, upstream);
    }

    /// <summary>The loss of every row for labels, not reduced; 0 where a row does not count.</summary>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels,
        Span<T> values, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = new(logits, classes, labels, options);
        batch.CheckValues(values);
        Run(loss, batch, values, default, 1);
    }

    /// <summary>The loss of every row for target distributions, not reduced; 0 where a row does not count.</summary>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits, int classes, ReadOnlySpan<T> targets,
        Span<T> values, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = new(logits, classes, targets, options);
        batch.CheckValues(values);
        Run(loss, batch, values, default, 1);
    }

    private static double Run<TLoss, T>(
        TLoss loss, in ClassBatch<T> batch, Span<T> values, Span<T> gradient, double upstream)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => batch.Batch.Reduce(
        SoftmaxRows.Run(new SoftmaxWork<TLoss, T>(loss, batch, values, gradient, batch.Batch.Scale<T>(upstream)), 0,
        batch.Options.Threads));
}
