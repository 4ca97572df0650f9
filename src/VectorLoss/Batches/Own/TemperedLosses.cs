using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Every <see cref="ISimilarityLoss"/> that takes a temperature, over a batch with one that is an input and has a
/// gradient: <see cref="SupervisedContrastive"/> and <see cref="NeighbourhoodComponents"/>.
/// </summary>
/// <remarks>
/// What <see cref="SimilarityLosses"/> says holds here. The cosines are multiplied by the temperature of the loss over
/// that of the call, rounded once; at the temperature of the loss both have the same bits. The gradient by the
/// temperature is an ordered sum of products of unit rows with their slopes, and needs those slopes alone.
/// </remarks>
public static class TemperedLosses
{
    /// <summary>The loss of the batch with a temperature that is an input.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> rows, int columns, ReadOnlySpan<int> labels,
        ReadOnlySpan<T> temperature, in BatchOptions<T> options = default)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(loss, rows, columns, labels, temperature, options);
        return SimilarityLosses.Run(loss, rows, columns, labels, temperature, default, default, options);
    }

    /// <summary>The reduced loss with a temperature that is an input, and the gradients there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">rows × columns numbers; a row of zeros has cosine 0 with all.</param>
    /// <param name="columns">The length of a row, above 0.</param>
    /// <param name="labels">One label a row; any whole numbers.</param>
    /// <param name="temperature">
    /// One number above 0 in place of the option of the loss, or none; a loss without a temperature takes none.
    /// </param>
    /// <param name="gradients">
    /// <see cref="LossGradients{T}.First"/> receives rows × columns numbers and may be the very span of the rows,
    /// <see cref="LossGradients{T}.Third"/> one number where there is a temperature; what is left out is not computed.
    /// </param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> rows, int columns,
        ReadOnlySpan<int> labels, ReadOnlySpan<T> temperature, in LossGradients<T> gradients,
        in BatchOptions<T> options = default)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(loss, rows, columns, labels, temperature, options);
        gradients.Check(rows.Length, temperature.Length, options);
        Require.SameLength(gradients.Second.Length, 0, "gradient of Second", "what the card says");
        gradients.CheckSameOrApart(rows, nameof(rows));
        gradients.CheckSameOrApart(temperature, nameof(temperature));
        Require.Apart(gradients.First, labels, "gradient of First", nameof(labels));
        Require.Apart(gradients.Third, labels, "gradient of Third", nameof(labels));
        return SimilarityLosses.Run(loss, rows, columns, labels, temperature, default, gradients, options);
    }

    /// <summary>The losses with a temperature that is an input.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">rows × columns numbers; a row of zeros has cosine 0 with all.</param>
    /// <param name="columns">The length of a row, above 0.</param>
    /// <param name="labels">One label a row; any whole numbers.</param>
    /// <param name="temperature">
    /// One number above 0 in place of the option of the loss, or none; a loss without a temperature takes none.
    /// </param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> rows, int columns, ReadOnlySpan<int> labels,
        ReadOnlySpan<T> temperature, Span<T> values, in BatchOptions<T> options = default)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = Check(loss, rows, columns, labels, temperature, options);
        Require.SameLength(values.Length, count, nameof(values), nameof(rows));
        Require.Apart(values, rows, nameof(values), nameof(rows));
        Require.Apart(values, labels, nameof(values), nameof(labels));
        Require.Apart(values, temperature, nameof(values), nameof(temperature));
        options.CheckApart(values, nameof(values));
        SimilarityLosses.Run(
            loss, rows, columns, labels, temperature, values, default, options with { Empty = EmptyBatch.NaN });
    }

    /// <summary>Checks lengths, labels and the temperature; gives the number of rows.</summary>
    internal static int Check<TLoss, T>(TLoss loss, ReadOnlySpan<T> rows, int columns, ReadOnlySpan<int> labels,
        ReadOnlySpan<T> temperature, in BatchOptions<T> options)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = SimilarityLosses.Check<TLoss, T>(rows, columns, labels, options);
        Require.SameLengthOrEmpty(temperature.Length, TLoss.TakesTemperature ? 1 : 0, nameof(temperature),
            "what the card says");
        if (!temperature.IsEmpty)
            DomainCheck.Shared(loss, 2, temperature, nameof(temperature), options);
        return count;
    }
}
