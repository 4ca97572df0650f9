using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Every <see cref="IRowLoss"/> over a batch in the caller's spans. After the first call of its size nothing is
/// allocated, and nothing is written before all arguments are accepted. The same inputs give the same bits on every
/// machine and on any number of threads.
/// </summary>
/// <remarks>
/// The sums over a row are formed in T, in the order of the other sums of the library; what the loss makes of them is
/// computed in double and rounded once for each value and slope. So a value carries the error of its sums, at most (64
/// + 6)·u·Σ|term| and that of the terms, through the loss; and a gradient element a few roundings more.
/// </remarks>
public static class RowLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double Value<TLoss, T>(this TLoss loss, in RowInputs<T> inputs, in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(loss, inputs, default, Check(loss, inputs, options), options);

    /// <summary>The reduced loss, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="inputs">Two or three inputs of rows × columns numbers.</param>
    /// <param name="gradients">
    /// Receive rows × columns numbers each, or are empty; each may be the very span of an input. A third input that is
    /// a single row, or left out, has no gradient.
    /// </param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, in RowInputs<T> inputs, in LossGradients<T> gradients, in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(loss, inputs, options);
        CheckOutputs(inputs, gradients, options);
        return Run(loss, inputs, gradients, rows, options);
    }

    internal static void CheckOutputs<T>(
        in RowInputs<T> inputs, in LossGradients<T> gradients, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = inputs.First.Length;
        gradients.Check(length, inputs.Third.Length == length ? length : 0, options);
        gradients.CheckSameOrApart(inputs.First, nameof(inputs.First));
        gradients.CheckSameOrApart(inputs.Second, nameof(inputs.Second));
        gradients.CheckSameOrApart(inputs.Third, nameof(inputs.Third));
        Require.Apart(gradients.First, inputs.Labels, "gradient of First", nameof(inputs.Labels));
        Require.Apart(gradients.Second, inputs.Labels, "gradient of Second", nameof(inputs.Labels));
        Require.Apart(gradients.Third, inputs.Labels, "gradient of Third", nameof(inputs.Labels));
    }

    /// <summary>The loss of every row, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="inputs">Two or three inputs of rows × columns numbers.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(
        this TLoss loss, in RowInputs<T> inputs, Span<T> values, in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(loss, inputs, options);
        inputs.CheckValues(values, rows, "rows of First", options);
        Run(loss, inputs, values, default, 0, options);
    }

    private static double Run<TLoss, T>(
        TLoss loss, in RowInputs<T> inputs, in LossGradients<T> gradients, int rows, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchDivisor divisor = options.Divisor(rows);
        return divisor.Reduce(
            Run(loss, inputs, default, gradients, divisor.Scale<double>(options.Upstream), options));
    }

    private static double Run<TLoss, T>(TLoss loss, in RowInputs<T> inputs, Span<T> values,
        in LossGradients<T> gradients, double scale, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new RowBatch<T>(inputs)
        {
            Options = options,
            Values = new(values),
            Gradients = gradients,
            Scale = scale,
        }.Run(new Work<TLoss, T>(loss));

    private readonly struct Work<TLoss, T>(TLoss loss) : IRowBatchWork<T>
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Together(int columns) => TLoss.Stage == RowStage.LogSoftmax ? RowStages.Together(columns) : 1;

        public int Grain => 1;

        public long Elements(int columns)
            => TLoss.Stage is RowStage.None or RowStage.LogSoftmax or RowStage.Tails ? columns
                : (long)columns * columns;

        public double Run(scoped in RowBatch<T> batch)
            => TLoss.Stage != RowStage.None ? RowStages.Run(loss, batch)
                : Widest.Run<RowKernel<TLoss, T>, T, double>(
                    new(loss, batch.Inputs, batch.Options, batch.Values, batch.Gradients, batch.Scale));
    }

    internal static int Check<TLoss, T>(
        TLoss loss, in RowInputs<T> inputs, in BatchOptions<T> options, [CallerMemberName] string method = "")
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>(method);
        int rows = inputs.Check();
        if (TLoss.Card is { Inputs.Count: > 2 } card)
            RequireGiven(card.Inputs[2], inputs, rows);
        options.Check(rows, "rows of First");
        DomainCheck.Samples(loss, 0, inputs.First, inputs.Columns, nameof(inputs.First), options);
        DomainCheck.Samples(loss, 1, inputs.Second, inputs.Columns, nameof(inputs.Second), options);
        if (!inputs.Labels.IsEmpty)
            DomainCheck.Samples(loss, 2, inputs.Labels, 1, nameof(inputs.Labels), options);
        else if (inputs.Third.Length == inputs.First.Length)
            DomainCheck.Samples(loss, 2, inputs.Third, inputs.Columns, nameof(inputs.Third), options);
        else if (!inputs.Third.IsEmpty)
            DomainCheck.Shared(loss, 2, inputs.Third, nameof(inputs.Third), options);
        return rows;
    }

    /// <summary>Refuses to take what a loss compares as 1 where it was left out; a weight or a mask may be.</summary>
    private static void RequireGiven<T>(LossInput third, in RowInputs<T> inputs, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (third.Kind == LossInputKind.PerRow)
            Require.SameLength(inputs.Labels.Length, rows, nameof(inputs.Labels), "rows of First");
        else if (third.Differentiable && inputs.Third.IsEmpty)
            Require.SameLength(0, inputs.First.Length, nameof(inputs.Third), nameof(inputs.First));
    }
}
