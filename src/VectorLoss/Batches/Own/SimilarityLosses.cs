using System.Buffers;
using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Every <see cref="ISimilarityLoss"/>, a loss of labelled rows, over a batch in the caller's spans.</summary>
/// <remarks>
/// A loss of proxies takes cosines in place of rows, one for each class, and labels below the number of classes; what
/// follows is of the others.
/// The rows are normalised, their cosines are a matrix product, their sums those of a loss of rows; the errors are
/// those of these kernels in turn. Powers and slopes below the least normal number are 0. After the first call of its
/// size nothing is allocated: scratch is rented from <see cref="ArrayPool{T}"/>, min(rows, 256)·rows + 2·rows·columns
/// numbers and a few rows. Rows of any size are right. A row without another of its label has loss 0, and counts in a
/// mean unless the mask leaves it out.
/// </remarks>
public static class SimilarityLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> rows, int columns, ReadOnlySpan<int> labels,
        in BatchOptions<T> options = default)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check<TLoss, T>(rows, columns, labels, options);
        return Run(loss, rows, columns, labels, default, default, default, options);
    }

    /// <summary>The reduced loss and its gradient with respect to the rows.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">
    /// rows × columns numbers; a row of zeros has cosine 0 with all. For a loss of proxies, cosines.
    /// </param>
    /// <param name="columns">The length of a row, above 0; for a loss of proxies, the number of classes.</param>
    /// <param name="labels">One label a row; any whole numbers, for a loss of proxies those of the classes.</param>
    /// <param name="gradient">Receives rows × columns numbers; may be the very span of the rows.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> rows, int columns,
        ReadOnlySpan<int> labels, Span<T> gradient, in BatchOptions<T> options = default)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check<TLoss, T>(rows, columns, labels, options);
        Require.SameLength(gradient.Length, rows.Length, nameof(gradient), nameof(rows));
        Require.SameOrApart(gradient, rows, nameof(gradient), nameof(rows));
        Require.Apart(gradient, labels, nameof(gradient), nameof(labels));
        options.CheckApart(gradient, nameof(gradient));
        return Run(loss, rows, columns, labels, default, default, new() { First = gradient }, options);
    }

    /// <summary>The loss of every row, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">rows × columns numbers; a row of zeros has cosine 0 with all.</param>
    /// <param name="columns">The length of a row, above 0.</param>
    /// <param name="labels">One label a row; any whole numbers.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> rows, int columns, ReadOnlySpan<int> labels,
        Span<T> values, in BatchOptions<T> options = default)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = Check<TLoss, T>(rows, columns, labels, options);
        Require.SameLength(values.Length, count, nameof(values), nameof(rows));
        Require.Apart(values, rows, nameof(values), nameof(rows));
        Require.Apart(values, labels, nameof(values), nameof(labels));
        options.CheckApart(values, nameof(values));
        Run(loss, rows, columns, labels, default, values, default, options with { Empty = EmptyBatch.NaN });
    }

    /// <summary>Checks the lengths and labels; gives the number of rows.</summary>
    internal static int Check<TLoss, T>(
        ReadOnlySpan<T> rows, int columns, ReadOnlySpan<int> labels, in BatchOptions<T> options)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        int count = Require.Rows(rows.Length, columns, nameof(rows));
        Require.SameLength(labels.Length, count, nameof(labels), nameof(rows));
        options.Check(count, nameof(rows));
        for (int row = 0; TLoss.HasProxies && row < labels.Length; row++)
            if ((uint)labels[row] >= (uint)columns)
                throw new ArgumentException(
                    $"labels[{row}] is {labels[row]}; there are {columns} classes.", nameof(labels));
        return count;
    }

    /// <summary>Runs the kernel, for the values or for the gradients there is room for.</summary>
    internal static double Run<TLoss, T>(TLoss loss, ReadOnlySpan<T> rows, int columns, ReadOnlySpan<int> labels,
        ReadOnlySpan<T> temperature, Span<T> values, in LossGradients<T> gradients, in BatchOptions<T> options)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchDivisor divisor = options.Divisor(labels.Length);
        if (labels.IsEmpty)
        {
            gradients.Third.Clear();
            return divisor.Reduce(0);
        }
        double scale = divisor.Scale<double>(options.Upstream);
        if (TLoss.HasProxies)
        {
            ProxyRows<TLoss, T> work = new(loss, rows, columns, labels, values, gradients.First, scale, options);
            return divisor.Reduce(UnitSum.Of(work, labels.Length, columns, 1, options.Threads));
        }
        T[] scratch = ArrayPool<T>.Shared.Rent(SimilarityWork<TLoss, T>.ScratchLength(labels.Length, columns));
        int[] whole = ArrayPool<int>.Shared.Rent(SimilarityWork<TLoss, T>.WholeLength(labels.Length));
        try
        {
            return divisor.Reduce(new SimilarityWork<TLoss, T>(loss, temperature, labels, columns, scratch, whole).Run(
                rows, values, scale, gradients, options));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(scratch);
            ArrayPool<int>.Shared.Return(whole);
        }
    }
}
