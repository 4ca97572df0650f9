using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Every <see cref="ILabelLoss"/>, a loss of a softmax's log-probability, over a batch in the caller's spans, from
/// logits and labels or target distributions. Nothing is allocated, nothing is written before all arguments are
/// accepted, and the same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// −∞ masks a class: probability 0, gradient 0. A row of nothing but −∞, or with +∞ or NaN, gives NaN. A target of 0
/// contributes nothing even where log p is −∞.
/// <para>
/// Error: log p, 1 − p and p keep their digits for p → 1 and p → 0; they are off, relatively, as
/// <see cref="RowFunctions"/> states. The formula of the loss turns that into its own; for cross-entropy of a label the
/// value carries the error of log p and the gradient that of p or 1 − p, each and a few roundings more for weights and
/// divisor. An element of the gradient is what the classes contribute, sᵢ·(1 − pᵢ) − pᵢ·Σ′ s + pᵢ·2ωζ·lse with
/// s = a·φ' and Σ′ over the other classes; where these cancel, as with soft targets, the error is relative to the sum
/// of their absolute values. With a soft cap all this is relative to the capped logits as computed. A gradient that
/// would be below the least normal number is 0. The losses of the rows are added in double, in their order.
/// </para>
/// </remarks>
public static class SoftmaxLosses
{
    /// <summary>The loss of the batch for labels, reduced as the options say.</summary>
    /// <inheritdoc
    /// cref="ValueAndGradient{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{int}, Span{T}, in
    /// ClassOptions{T})"/>
    public static double Value<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<int> labels,
        in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return Run(loss, new ClassBatch<T>(logits, classes, labels, options), default);
    }

    /// <summary>The loss of the batch for target distributions, reduced as the options say.</summary>
    /// <inheritdoc
    /// cref="ValueAndGradient{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{T}, Span{T}, in
    /// ClassOptions{T})"/>
    public static double Value<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<T> targets,
        in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return Run(loss, new ClassBatch<T>(logits, classes, targets, options), default);
    }

    /// <summary>The loss for labels and its gradient with respect to the logits, in one pass.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="gradient">Receives the gradient where the logits lie; may be the very span of the logits.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap at an
    /// offset.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<int> labels,
        Span<T> gradient, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ClassBatch<T> batch = new(logits, classes, labels, options);
        batch.CheckGradient(gradient);
        return Run(loss, batch, gradient);
    }

    /// <summary>The loss for target distributions and its gradient with respect to the logits, in one pass.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="targets">One distribution a row, which need not be normalised, where the logits lie.</param>
    /// <param name="gradient">Receives the gradient where the logits lie; may be the very span of the logits.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length or an option does not fit, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<T> targets,
        Span<T> gradient, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ClassBatch<T> batch = new(logits, classes, targets, options);
        batch.CheckGradient(gradient);
        return Run(loss, batch, gradient);
    }

    /// <summary>The loss of every row for labels, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<int> labels,
        Span<T> values, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        RunValues(loss, new ClassBatch<T>(logits, classes, labels, options), values);
    }

    /// <summary>
    /// The loss of every row for target distributions, weighted but not reduced; 0 where a row does not count.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="targets">One distribution a row, which need not be normalised, where the logits lie.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<T> targets,
        Span<T> values, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        RunValues(loss, new ClassBatch<T>(logits, classes, targets, options), values);
    }

    private static double Run<TLoss, T>(TLoss loss, in ClassBatch<T> batch, Span<T> gradient)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DomainCheck.Classes(loss, batch);
        BatchDivisor divisor = batch.Divisor();
        T scale = divisor.Scale<T>(batch.Options.Batch.Upstream);
        return divisor.Reduce(SoftmaxRows.Run(
            new SoftmaxWork<TLoss, T>(loss, batch, default, gradient, scale), 0, batch.Options.Batch.Threads));
    }

    private static void RunValues<TLoss, T>(TLoss loss, in ClassBatch<T> batch, Span<T> values)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.CheckValues(values);
        DomainCheck.Classes(loss, batch);
        SoftmaxRows.Run(new SoftmaxWork<TLoss, T>(loss, batch, values, default, T.Zero), 0,
            batch.Options.Batch.Threads);
    }
}
