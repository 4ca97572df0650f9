using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Every <see cref="FenchelYoung{TRegulariser}"/> over a batch in the caller's spans.</summary>
/// <remarks>
/// <para>With an <see cref="ISeparableRegulariser{TSelf}"/> rows are computed in registers of T, as other losses of
/// rows are. The value of a row is a sum of n losses of classes, none of which is below 0: off by n + 8 roundings of T
/// of it, by the error of each, and by that of the score at which it is asked, (|g| + |ω′(q)| + 3)·|p − y| roundings
/// for a class g below the greatest; the error of the level q adds its square alone. Of targets that do not sum to 1, n
/// + 8 roundings of what is missing times the greatest score come to it. A slope carries the error of p, which its
/// regulariser states, and three roundings.</para>
/// <para>With any other regulariser each row is computed in double, in the order of its numbers, and rounded to T once:
/// the value of a row is off by the error of the regulariser and by n + 3 roundings of |Ω*| + |Ω| + Σ|θ·y|, with θ
/// counted from the greatest score where the regulariser is on the simplex. Three rows are rented from
/// <see cref="ArrayPool{T}"/>.</para>
/// <para>After the first call of its size nothing is allocated. The same inputs give the same bits on every machine and
/// for every number of threads.</para>
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
            => TRegulariser.Run<TRegulariser, T>(regulariser, batch);
    }

    private static int Check<TRegulariser, T>(ReadOnlySpan<T> scores, int columns, ReadOnlySpan<T> targets,
        in BatchOptions<T> options, [CallerMemberName] string method = "")
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>(method);
        int rows = Require.Rows(scores.Length, columns, nameof(scores));
        Require.SameLength(targets.Length, scores.Length, nameof(targets), nameof(scores));
        options.Check(rows, "rows of scores");
        DomainCheck.Targets(TRegulariser.Target, targets, columns, typeof(TRegulariser), options);
        return rows;
    }
}
