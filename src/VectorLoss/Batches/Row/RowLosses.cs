using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The door of every <see cref="IRowLoss"/>. Nothing is allocated and nothing is written before all arguments are accepted. The
/// same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// The sums over a row are formed in T, in the order of the other sums of the library; what the loss makes of them is computed
/// in double and rounded once for each value and slope. So a value carries the error of its sums, at most (64 + 6)·u·Σ|term|
/// and that of the terms, through the loss; and a gradient element a few roundings more.
/// </remarks>
public static class RowLosses
{
    /// <summary>The reduced loss; and whatever <paramref name="results"/> has room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="arguments">
    /// Inputs of whole rows of one length; a third input may also be a single row that holds for all, or be left out, which counts as 1. One
    /// label, weight and mask bit a row.
    /// </param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="results">Where values, one a row, and gradients go. A gradient may be the very span of an input.</param>
    /// <returns>The value, not multiplied by <see cref="LossResults{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a weight is negative or not finite, or the spans overlap at an offset.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the arguments refuse that.</exception>
    public static double Evaluate<TLoss, T>(this TLoss loss, in LossArguments<T> arguments, int columns, in LossResults<T> results)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(arguments.First.Length, columns, nameof(arguments.First));
        Require.SameLength(arguments.Second.Length, arguments.First.Length, nameof(arguments.Second), nameof(arguments.First));
        if (arguments.Third.Length != columns)
            Require.SameLengthOrEmpty(arguments.Third.Length, arguments.First.Length, nameof(arguments.Third), nameof(arguments.First));
        Require.SameLengthOrEmpty(arguments.Labels.Length, rows, nameof(arguments.Labels), "rows of First");
        Require.SameLengthOrEmpty(arguments.Weights.Length, rows, nameof(arguments.Weights), "rows of First");
        Require.SameLengthOrEmpty(arguments.Mask.Length, rows, nameof(arguments.Mask), "rows of First");
        Require.Weights(arguments.Weights);
        results.Check(arguments, rows);
        if (results.Third.Length != arguments.First.Length)
            Require.SameLengthOrEmpty(results.Third.Length, 0, "gradient of Third", "a row that holds for all");
        BatchDivisor batch = BatchDivisor.Of(rows, arguments.Reduction, arguments.Weights, arguments.Mask, arguments.Empty);
        RowKernel<TLoss, T> kernel = new(loss, arguments, columns, results, batch.Scale<double>(results.Upstream));
        return batch.Reduce(Widest.Run<RowKernel<TLoss, T>, T, double>(kernel));
    }

    /// <summary>The reduced loss.</summary>
    /// <inheritdoc cref="Evaluate{TLoss,T}(TLoss, in LossArguments{T}, int, in LossResults{T})"/>
    public static double Evaluate<TLoss, T>(this TLoss loss, in LossArguments<T> arguments, int columns)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.Evaluate(arguments, columns, new LossResults<T>());
}
