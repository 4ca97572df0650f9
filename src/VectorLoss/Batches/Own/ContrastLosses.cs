using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Every <see cref="IContrastLoss"/>, a loss of pairs of rows, over a batch in the caller's spans.</summary>
/// <remarks>
/// The rows are normalised, unless the loss takes them as they are; their cosines are one matrix product, their losses
/// one softmax cross-entropy; the errors are those of these kernels in turn. After the first call of its size nothing
/// is allocated: scratch is rented from <see cref="ArrayPool{T}"/>, at most 256·(queries + 16) + 4·rows·columns
/// numbers, where the queries are the rows that are asked for their partner: those of the first input, and with
/// <see cref="InfoNce.Views"/> and of <see cref="ContrastiveLanguageImage"/> then those of the second. Up to 1,024
/// rows of the last keep their similarities for both ways: 2·rows·(rows + 16) numbers in place of the first term. Rows
/// of any size are right where they are normalised, because a row whose square would leave the range of T is scaled
/// first.
/// <see cref="VarianceInvarianceCovariance"/> and <see cref="BarlowTwins"/> ask no row: the whole batch is one query,
/// with one weight, factor and mask bit. Their means, deviations and last steps are computed in double; their scratch
/// is at most 4·rows·columns + 256·columns numbers and 9·columns doubles.
/// </remarks>
public static class ContrastLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double Value<TLoss, T>(this TLoss loss, in RowInputs<T> inputs, in BatchOptions<T> options = default)
        where TLoss : struct, IContrastLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(loss, inputs, options);
        return Run(loss.Rule, inputs, default, default, options);
    }

    /// <summary>The reduced loss, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="inputs">
    /// <see cref="RowInputs{T}.First"/> and <see cref="RowInputs{T}.Second"/> are rows × columns numbers, and row i of
    /// one belongs to row i of the other; a row of zeros has cosine 0 with all. <see cref="RowInputs{T}.Third"/> is
    /// one number where the card of the loss has a third input: the logarithm of the factor of the cosines, or the
    /// temperature, which stands in place of the option and may be left out.
    /// </param>
    /// <param name="gradients">
    /// <see cref="LossGradients{T}.First"/> and <see cref="LossGradients{T}.Second"/> receive rows × columns numbers
    /// each, or are empty, <see cref="LossGradients{T}.Third"/> one number where there is such an input; each may be
    /// the very span of an input.
    /// </param>
    /// <param name="options">A sample is a query: one weight and one mask bit a query, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, in RowInputs<T> inputs, in LossGradients<T> gradients, in BatchOptions<T> options = default)
        where TLoss : struct, IContrastLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(loss, inputs, options);
        gradients.Check(inputs.First.Length, inputs.Third.Length, options);
        gradients.CheckSameOrApart(inputs.First, nameof(inputs.First));
        gradients.CheckSameOrApart(inputs.Second, nameof(inputs.Second));
        gradients.CheckSameOrApart(inputs.Third, nameof(inputs.Third));
        return Run(loss.Rule, inputs, default, gradients, options);
    }

    /// <summary>The loss of every query, weighted but not reduced; 0 where a query does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="inputs">Rows of both matrices, and the third input where the loss takes one.</param>
    /// <param name="values">Receives one loss a query; a span of its own.</param>
    /// <param name="options">A sample is a query: one weight and one mask bit a query, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(
        this TLoss loss, in RowInputs<T> inputs, Span<T> values, in BatchOptions<T> options = default)
        where TLoss : struct, IContrastLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int queries = Check(loss, inputs, options);
        inputs.CheckValues(values, queries, "queries", options);
        if (queries > 0)
            Run(loss.Rule, inputs, values, default, options);
    }

    /// <summary>Checks the lengths; gives the number of queries.</summary>
    internal static int Check<TLoss, T>(
        TLoss loss, in RowInputs<T> inputs, in BatchOptions<T> options, [CallerMemberName] string method = "")
        where TLoss : struct, IContrastLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>(method);
        int rows = Require.Rows(inputs.First.Length, inputs.Columns, nameof(inputs.First), nameof(inputs.Columns));
        int queries = loss.Rule.Queries(rows);
        Require.SameLength(inputs.Second.Length, inputs.First.Length, nameof(inputs.Second), nameof(inputs.First));
        LossInput? third = TLoss.Card!.Inputs.Count > 2 ? TLoss.Card.Inputs[2] : null;
        if (third?.Optional != true || !inputs.Third.IsEmpty)
            Require.SameLength(
                inputs.Third.Length, third is null ? 0 : 1, nameof(inputs.Third), "what the card says");
        Require.SameLength(inputs.Labels.Length, 0, nameof(inputs.Labels), "what the card says");
        options.Check(queries, "queries");
        if (!inputs.Third.IsEmpty)
            DomainCheck.Shared(loss, 2, inputs.Third, nameof(inputs.Third), options);
        return queries;
    }

    private static double Run<T>(ContrastRule rule, in RowInputs<T> inputs, Span<T> values,
        in LossGradients<T> gradients, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = inputs.First.Length / inputs.Columns, queries = rule.Queries(rows);
        BatchDivisor divisor = values.IsEmpty ? options.Divisor(queries) : default;
        // No rows have no classes to choose from.
        if (rows == 0)
        {
            gradients.Third.Clear();
            return divisor.Reduce(0);
        }
        if (rule.Pairs == ContrastPairs.Features)
            return divisor.Reduce(OfFeatures(
                rule.Features, inputs, values, divisor.Scale<double>(options.Upstream), gradients, options));
        T[] scratch = ArrayPool<T>.Shared.Rent(ContrastWork<T>.ScratchLength(rule, rows, inputs.Columns));
        int[] whole = ArrayPool<int>.Shared.Rent(ContrastWork<T>.WholeLength(rows));
        try
        {
            ContrastWork<T> work = new(rule, inputs.Third, rows, inputs.Columns, scratch, whole);
            return divisor.Reduce(work.Run(
                inputs.First, inputs.Second, values, divisor.Scale<double>(options.Upstream), gradients, options));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(scratch);
            ArrayPool<int>.Shared.Return(whole);
        }
    }

    private static double OfFeatures<T>(FeatureRule rule, in RowInputs<T> inputs, Span<T> values, double scale,
        in LossGradients<T> gradients, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = inputs.First.Length / inputs.Columns;
        if (!options.Counts(0))
        {
            if (!values.IsEmpty)
                values[0] = T.Zero;
            gradients.Clear();
            return 0;
        }
        T[] scratch = ArrayPool<T>.Shared.Rent(FeatureWork<T>.ScratchLength(rows, inputs.Columns));
        double[] wide = ArrayPool<double>.Shared.Rent(FeatureWork<T>.WideLength(inputs.Columns));
        try
        {
            FeatureWork<T> work = new(rule, rows, inputs.Columns, scratch, wide, options.Working);
            double weight = options.Weight(0);
            double value = weight * work.Run(inputs.First, inputs.Second, weight * scale, gradients);
            if (!values.IsEmpty)
                values[0] = T.CreateTruncating(value);
            return value;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(scratch);
            ArrayPool<double>.Shared.Return(wide);
        }
    }
}
