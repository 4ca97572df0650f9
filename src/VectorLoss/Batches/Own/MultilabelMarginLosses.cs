using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary><see cref="MultilabelMargin"/> over a batch in the caller's spans.</summary>
/// <remarks>
/// After the first call of its size nothing is allocated: scratch is rented from <see cref="ArrayPool{T}"/>. Error of a
/// row's value: at most 73·u·Σ|term|, u the unit round-off of T; a gradient element counts hinges and is exact up to
/// its scaling.
/// </remarks>
public static class MultilabelMarginLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{T}"/>
    public static double Value<T>(this MultilabelMargin loss, ReadOnlySpan<T> logits, int classes,
        ReadOnlySpan<int> labels,
        in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        int rows = Check(logits, classes, labels, options);
        return Run(logits, classes, labels, default, default, options.Divisor(rows), options);
    }

    /// <summary>The reduced loss and its gradient with respect to the logits.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0.</param>
    /// <param name="labels">
    /// rows × classes labels: those of each row, from 0, ended by −1 where there are fewer than classes. What follows
    /// is not read.
    /// </param>
    /// <param name="gradient">Receives rows × classes numbers; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, label or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<T>(this MultilabelMargin loss, ReadOnlySpan<T> logits, int classes,
        ReadOnlySpan<int> labels, Span<T> gradient, in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        int rows = Check(logits, classes, labels, options);
        Require.SameLength(gradient.Length, logits.Length, nameof(gradient), nameof(logits));
        CheckOutput(gradient, logits, labels, options, nameof(gradient));
        return Run(logits, classes, labels, default, gradient, options.Divisor(rows), options);
    }

    /// <summary>The loss of every row, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0.</param>
    /// <param name="labels">
    /// rows × classes labels: those of each row, from 0, ended by −1 where there are fewer than classes. What follows
    /// is not read.
    /// </param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length, label or weight does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<T>(this MultilabelMargin loss, ReadOnlySpan<T> logits, int classes,
        ReadOnlySpan<int> labels,
        Span<T> values, in BatchOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        int rows = Check(logits, classes, labels, options);
        Require.SameLength(values.Length, rows, nameof(values), "rows of logits");
        CheckOutput(values, logits, labels, options, nameof(values));
        Run(logits, classes, labels, values, default, default, options);
    }

    private static double Run<T>(ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, Span<T> values,
        Span<T> gradient, BatchDivisor divisor, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (logits.IsEmpty)
            return divisor.Reduce(0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, Array.MaxLength / 2);
        int rows = logits.Length / classes;
        Work<T> work = new(
            logits, classes, labels, values, gradient, divisor.Scale<double>(options.Upstream), options);
        return divisor.Reduce(UnitSum.Of(work, rows, classes, 1, options.Threads));
    }

    private readonly ref struct Work<T>(ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, Span<T> values,
        Span<T> gradient, double scale, BatchOptions<T> options) : IUnitWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> logits = logits;
        private readonly ReadOnlySpan<int> labels = labels;
        private readonly Span<T> values = values, gradient = gradient;
        private readonly BatchOptions<T> options = options;

        public double Run(int start, int rows, Span<double> numbers)
        {
            int at = start * classes, length = rows * classes;
            T[] scratch = ArrayPool<T>.Shared.Rent(MultilabelMarginKernel<T>.ScratchLength(classes));
            double sum = Widest.Run<MultilabelMarginKernel<T>, T, double>(
                new(logits.Slice(at, length), classes, labels.Slice(at, length), scratch)
                {
                    Options = options.Piece(start, rows),
                    Values = new RowValues<T>(values).Piece(start, rows, numbers),
                    Gradient = gradient.IsEmpty ? default : gradient.Slice(at, length),
                    Scale = scale,
                });
            ArrayPool<T>.Shared.Return(scratch);
            return sum;
        }
    }

    /// <summary>Checks the lengths and the labels; gives the number of rows.</summary>
    [MethodImpl(Compiled.Early)]
    private static int Check<T>(
        ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits), nameof(classes));
        Require.SameLength(labels.Length, logits.Length, nameof(labels), nameof(logits));
        options.Check(rows, "rows of logits");
        for (int row = 0; row < rows; row++)
            foreach (int label in MultilabelMarginKernel<T>.LabelsOf(labels, classes, row))
                if ((uint)label >= (uint)classes)
                    throw new ArgumentException(
                        $"labels holds {label} in row {row}; there are {classes} classes, and −1 ends a row.",
                        nameof(labels));
        return rows;
    }

    private static void CheckOutput<T>(Span<T> output, ReadOnlySpan<T> logits, ReadOnlySpan<int> labels,
        in BatchOptions<T> options, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.Apart(output, logits, name, nameof(logits));
        Require.Apart(output, labels, name, nameof(labels));
        options.CheckApart(output, name);
    }
}
