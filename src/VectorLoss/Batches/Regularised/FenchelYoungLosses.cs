using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Every <see cref="FenchelYoung{TRegulariser}"/> over a batch in the caller's spans.</summary>
/// <remarks>
/// Each row is computed in double, in the order of its numbers, and rounded to T once: the value of a row is off by the
/// error of the regulariser and by n + 3 roundings of |Ω*| + |Ω| + Σ|θ·y|, with θ counted from the greatest score where
/// the regulariser is on the simplex. After the first call of its size nothing is allocated: three rows of scratch are
/// rented from <see cref="ArrayPool{T}"/>. The same inputs give the same bits on every machine.
/// </remarks>
public static class FenchelYoungLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TRegulariser, T}"/>
    public static double Value<TRegulariser, T>(this FenchelYoung<TRegulariser> loss, ReadOnlySpan<T> scores,
        int columns, ReadOnlySpan<T> targets, in BatchOptions<T> options = default)
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(loss, scores, columns, targets, default, default, options,
            options.Divisor(Check<TRegulariser, T>(scores, columns, targets, options)));

    /// <summary>The reduced loss and its gradient with respect to the scores; targets get none.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="scores">rows × columns numbers; −∞ leaves a class out, where its target is 0.</param>
    /// <param name="columns">The length of a row, above 0.</param>
    /// <param name="targets">rows × columns numbers: rows of the regulariser's domain.</param>
    /// <param name="gradient">
    /// Receives rows × columns numbers; may be the very span of the scores or of the targets.
    /// </param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TRegulariser, T>(this FenchelYoung<TRegulariser> loss,
        ReadOnlySpan<T> scores, int columns, ReadOnlySpan<T> targets, Span<T> gradient,
        in BatchOptions<T> options = default)
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check<TRegulariser, T>(scores, columns, targets, options);
        Require.SameLength(gradient.Length, scores.Length, nameof(gradient), nameof(scores));
        Require.SameOrApart(gradient, scores, nameof(gradient), nameof(scores));
        Require.SameOrApart(gradient, targets, nameof(gradient), nameof(targets));
        options.CheckApart(gradient, nameof(gradient));
        return Run(loss, scores, columns, targets, default, gradient, options, options.Divisor(rows));
    }

    /// <summary>The loss of every row, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="scores">rows × columns numbers; −∞ leaves a class out, where its target is 0.</param>
    /// <param name="columns">The length of a row, above 0.</param>
    /// <param name="targets">rows × columns numbers: rows of the regulariser's domain.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TRegulariser, T>(this FenchelYoung<TRegulariser> loss, ReadOnlySpan<T> scores,
        int columns, ReadOnlySpan<T> targets, Span<T> values, in BatchOptions<T> options = default)
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check<TRegulariser, T>(scores, columns, targets, options);
        Require.SameLength(values.Length, rows, nameof(values), "rows of scores");
        Require.Apart(values, scores, nameof(values), nameof(scores));
        Require.Apart(values, targets, nameof(values), nameof(targets));
        options.CheckApart(values, nameof(values));
        Run(loss, scores, columns, targets, values, default, options, new(1, EmptyBatch.NaN));
    }

    /// <summary>Adds the product of the Hessian by the scores with a direction.</summary>
    internal static void AddProduct<TRegulariser, T>(FenchelYoung<TRegulariser> loss, ReadOnlySpan<T> scores,
        int columns, ReadOnlySpan<T> direction, Span<T> product, in BatchOptions<T> options)
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] scratch = ArrayPool<double>.Shared.Rent(FenchelYoungRow<TRegulariser>.ScratchLength(columns));
        try
        {
            FenchelYoungRow<TRegulariser> row = new(loss.Regulariser, scratch, columns);
            double scale = options.Divisor(scores.Length / columns).Scale<double>(options.Upstream);
            for (int at = 0, sample = 0; at < scores.Length; at += columns, sample++)
                if (options.Counts(sample))
                    row.AddProduct(scores.Slice(at, columns), direction.Slice(at, columns),
                        scale * options.Weight(sample), product.Slice(at, columns));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(scratch);
        }
    }

    private static double Run<TRegulariser, T>(FenchelYoung<TRegulariser> loss, ReadOnlySpan<T> scores, int columns,
        ReadOnlySpan<T> targets, Span<T> values, Span<T> gradient, in BatchOptions<T> options, BatchDivisor divisor)
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowInputs<T> inputs = new() { First = scores, Second = targets, Columns = columns };
        return divisor.Reduce(new RowBatch<T>(inputs)
        {
            Options = options,
            Values = new(values),
            Gradients = new() { First = gradient },
            Scale = divisor.Scale<double>(options.Upstream),
        }.Run(new Work<TRegulariser, T>(loss.Regulariser)));
    }

    private readonly struct Work<TRegulariser, T>(TRegulariser regulariser) : IRowBatchWork<T>
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Together(int columns) => 1;

        public int Grain => 1;

        public long Elements(int columns) => columns;

        public double Run(scoped in RowBatch<T> batch)
        {
            int columns = batch.Inputs.Columns;
            double[] scratch = ArrayPool<double>.Shared.Rent(FenchelYoungRow<TRegulariser>.ScratchLength(columns));
            try
            {
                FenchelYoungRow<TRegulariser> row = new(regulariser, scratch, columns);
                double sum = 0;
                for (int at = 0, sample = 0; at < batch.Inputs.First.Length; at += columns, sample++)
                {
                    bool counts = batch.Options.Counts(sample);
                    double weight = batch.Options.Weight(sample);
                    sum += batch.Values.Put(sample, counts ? weight * row.Value(
                        batch.Inputs.First.Slice(at, columns), batch.Inputs.Second.Slice(at, columns)) : 0);
                    if (!batch.Gradients.First.IsEmpty)
                        row.Write(counts, batch.Scale * weight, batch.Gradients.First.Slice(at, columns));
                }
                return sum;
            }
            finally
            {
                ArrayPool<double>.Shared.Return(scratch);
            }
        }
    }

    private static int Check<TRegulariser, T>(ReadOnlySpan<T> scores, int columns, ReadOnlySpan<T> targets,
        in BatchOptions<T> options, [CallerMemberName] string method = "")
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>(method);
        int rows = Require.Rows(scores.Length, columns, nameof(scores));
        Require.SameLength(targets.Length, scores.Length, nameof(targets), nameof(scores));
        options.Check(rows, "rows of scores");
        DomainCheck.Targets(TRegulariser.Target, targets, columns, typeof(TRegulariser).Name, options);
        return rows;
    }
}
