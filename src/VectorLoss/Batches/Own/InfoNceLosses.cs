using System.Buffers;
using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary><see cref="InfoNce"/> over a batch in the caller's spans.</summary>
/// <remarks>
/// The rows are normalised, their cosines are one matrix product, their losses one softmax cross-entropy; the errors
/// are those of these kernels in turn. After the first call of its size nothing is allocated: scratch is rented from
/// <see cref="ArrayPool{T}"/>, min(queries, 256)·queries + 4·rows·columns numbers, where the queries are the rows that
/// are asked for their partner: those of the first input, and with <see cref="InfoNce.Views"/> then those of the
/// second. Rows of any size are right, because a row whose square would leave the range of T is scaled first.
/// </remarks>
public static class InfoNceLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{T}"/>
    public static double Value<T>(this InfoNce loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second, int columns,
        in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, first, second, columns, options);
        return Run(loss, first, second, columns, default, default, options);
    }

    /// <summary>The reduced loss, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="first">rows × columns numbers; a row of zeros has cosine 0 with all.</param>
    /// <param name="second">rows × columns numbers; row i belongs to row i of the first input.</param>
    /// <param name="columns">The length of a row, above 0.</param>
    /// <param name="gradients">
    /// <see cref="LossGradients{T}.First"/> and <see cref="LossGradients{T}.Second"/> receive rows × columns numbers
    /// each, or are empty; each may be the very span of an input.
    /// </param>
    /// <param name="options">A sample is a query: one weight and one mask bit a query, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<T>(this InfoNce loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        int columns,
        in LossGradients<T> gradients, in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Check(loss, first, second, columns, options);
        gradients.Check(first.Length, 0, options);
        gradients.CheckSameOrApart(first, nameof(first));
        gradients.CheckSameOrApart(second, nameof(second));
        return Run(loss, first, second, columns, default, gradients, options);
    }

    /// <summary>The loss of every query, weighted but not reduced; 0 where a query does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="first">rows × columns numbers; a row of zeros has cosine 0 with all.</param>
    /// <param name="second">rows × columns numbers; row i belongs to row i of the first input.</param>
    /// <param name="columns">The length of a row, above 0.</param>
    /// <param name="values">Receives one loss a query; a span of its own.</param>
    /// <param name="options">A sample is a query: one weight and one mask bit a query, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<T>(this InfoNce loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second, int columns,
        Span<T> values, in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        int queries = Check(loss, first, second, columns, options);
        Require.SameLength(values.Length, queries, nameof(values), "queries");
        Require.Apart(values, first, nameof(values), nameof(first));
        Require.Apart(values, second, nameof(values), nameof(second));
        options.CheckApart(values, nameof(values));
        if (queries > 0)
            Run(loss, first, second, columns, values, default, options);
    }

    /// <summary>Checks the lengths; gives the number of queries.</summary>
    private static int Check<T>(
        InfoNce loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second, int columns, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(first.Length, columns, nameof(first)), queries = loss.Views ? 2 * rows : rows;
        Require.SameLength(second.Length, first.Length, nameof(second), nameof(first));
        options.Check(queries, "queries");
        return queries;
    }

    private static double Run<T>(InfoNce loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second, int columns,
        Span<T> values,
        in LossGradients<T> gradients, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = first.Length / columns, queries = loss.Views ? 2 * rows : rows;
        BatchDivisor divisor = values.IsEmpty ? options.Divisor(queries) : default;
        // No rows have no classes to choose from.
        if (rows == 0)
            return divisor.Reduce(0);
        T[] scratch = ArrayPool<T>.Shared.Rent(InfoNceWork<T>.ScratchLength(queries, rows, columns));
        int[] whole = ArrayPool<int>.Shared.Rent(InfoNceWork<T>.WholeLength(rows));
        try
        {
            InfoNceWork<T> work = new(loss, rows, columns, scratch, whole);
            return divisor.Reduce(
                work.Run(first, second, values, divisor.Scale<double>(options.Upstream), gradients, options));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(scratch);
            ArrayPool<int>.Shared.Return(whole);
        }
    }
}
