using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Every <see cref="ICentredLoss"/>, a loss of distances from a centre of the row, over a batch in the caller's spans,
/// from rows × classes numbers and labels or target distributions. Nothing is allocated, nothing is written before all
/// arguments are accepted, and the same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// Losses whose centre is a label take labels only; the options of a softmax are refused by all. Class weights weigh
/// the target of a loss without a centre, and the whole row of the others; in those a mean is over rows, as in
/// PyTorch's multi-margin loss, unless <see cref="ClassDivisor.ClassWeights"/> is asked for.
/// </remarks>
public static class CentredLosses
{
    /// <summary>The loss of the batch for labels, reduced as the options say.</summary>
    /// <inheritdoc
    /// cref="ValueAndGradient{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{int}, Span{T}, in
    /// ClassOptions{T})"/>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> numbers, ClassAxis classes,
        ReadOnlySpan<int> labels,
        in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return Run(loss, Checked<TLoss, T>(loss, new(numbers, classes, labels, options)), default);
    }

    /// <summary>The loss of the batch for target distributions, reduced as the options say.</summary>
    /// <inheritdoc
    /// cref="ValueAndGradient{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{T}, Span{T}, in
    /// ClassOptions{T})"/>
    public static double Value<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, ClassAxis classes, ReadOnlySpan<T> targets,
        in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return Run(loss, Checked<TLoss, T>(loss, new(numbers, classes, targets, options)), default);
    }

    /// <summary>The loss for labels and its gradient with respect to the numbers, in one pass.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="numbers">
    /// rows × classes numbers: logits or probabilities, as the loss's card says.
    /// </param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="gradient">Receives the gradient where the numbers lie; may be the very span of the numbers.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap at an
    /// offset.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, ClassAxis classes, ReadOnlySpan<int> labels,
        Span<T> gradient, in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ClassBatch<T> batch = Checked<TLoss, T>(loss, new(numbers, classes, labels, options));
        batch.CheckGradient(gradient);
        return Run(loss, batch, gradient);
    }

    /// <summary>The loss for target distributions and its gradient with respect to the numbers, in one pass.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="numbers">
    /// rows × classes numbers: logits or probabilities, as the loss's card says.
    /// </param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="targets">One distribution a row, which need not be normalised, where the numbers lie.</param>
    /// <param name="gradient">Receives the gradient where the numbers lie; may be the very span of the numbers.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length or an option does not fit, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, ClassAxis classes, ReadOnlySpan<T> targets,
        Span<T> gradient, in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ClassBatch<T> batch = Checked<TLoss, T>(loss, new(numbers, classes, targets, options));
        batch.CheckGradient(gradient);
        return Run(loss, batch, gradient);
    }

    /// <summary>The loss of every row for labels, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="numbers">
    /// rows × classes numbers: logits or probabilities, as the loss's card says.
    /// </param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, ClassAxis classes, ReadOnlySpan<int> labels,
        Span<T> values, in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        RunValues(loss, Checked<TLoss, T>(loss, new(numbers, classes, labels, options)), values);
    }

    /// <summary>
    /// The loss of every row for target distributions, weighted but not reduced; 0 where a row does not count.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="numbers">
    /// rows × classes numbers: logits or probabilities, as the loss's card says.
    /// </param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="targets">One distribution a row, which need not be normalised, where the numbers lie.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> numbers, ClassAxis classes, ReadOnlySpan<T> targets,
        Span<T> values, in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        RunValues(loss, Checked<TLoss, T>(loss, new(numbers, classes, targets, options)), values);
    }

    internal static ClassBatch<T> Checked<TLoss, T>(TLoss loss, ClassBatch<T> batch)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.RefuseSoftmaxOptions();
        if (TLoss.Centre == RowCentre.Label)
            batch.RefuseDistributions();
        DomainCheck.Classes(loss, batch);
        return batch;
    }

    private static double Run<TLoss, T>(TLoss loss, in ClassBatch<T> batch, Span<T> gradient)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchDivisor divisor = batch.Divisor(labelsMeanWeights: TLoss.Centre == RowCentre.None);
        T scale = divisor.Scale<T>(batch.Options.Batch.Upstream);
        return divisor.Reduce(Run(loss, batch, default, gradient, scale));
    }

    /// <summary>The loss of every row of a batch whose numbers are accepted.</summary>
    internal static void RunValues<TLoss, T>(TLoss loss, in ClassBatch<T> batch, Span<T> values)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.CheckValues(values);
        Run(loss, batch, values, default, T.Zero);
    }

    private static double Run<TLoss, T>(TLoss loss, in ClassBatch<T> batch, Span<T> values, Span<T> gradient, T scale)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => RowPieces.Run<CentredWork<TLoss, T>, T>(
            new(loss, batch, values, gradient, scale), values, 0, batch.Options.Batch.Threads);
}
