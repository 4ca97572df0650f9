using System.Buffers;
using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Every <see cref="DistanceTriplet{TDistance}"/> over a batch in the caller's spans.</summary>
/// <remarks>
/// Anchors, positives and negatives are <see cref="RowInputs{T}.First"/>, Second and Third. The distances are those of
/// <see cref="RowLosses"/>, rounded to T; the rest is computed in double. After the first call of its size nothing is
/// allocated: scratch is rented from <see cref="ArrayPool{T}"/>, a few thousand numbers or two rows. The same inputs
/// give the same bits on every machine.
/// </remarks>
public static class DistanceTriplets
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TDistance, T}"/>
    public static double Value<TDistance, T>(
        this DistanceTriplet<TDistance> loss, in RowInputs<T> inputs, in BatchOptions<T> options = default)
        where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(loss, inputs, options);
        return Run(loss, inputs, default, default, options, options.Divisor(rows));
    }

    /// <summary>The reduced loss, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="inputs">Three inputs of rows × columns numbers.</param>
    /// <param name="gradients">Receive rows × columns numbers each, or are empty; each a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, the distance has a stage, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TDistance, T>(this DistanceTriplet<TDistance> loss, in RowInputs<T> inputs,
        in LossGradients<T> gradients, in BatchOptions<T> options = default)
        where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(loss, inputs, options);
        gradients.Check(inputs.First.Length, inputs.First.Length, options);
        gradients.CheckApart(inputs.First, nameof(inputs.First));
        gradients.CheckApart(inputs.Second, nameof(inputs.Second));
        gradients.CheckApart(inputs.Third, nameof(inputs.Third));
        return Run(loss, inputs, default, gradients, options, options.Divisor(rows));
    }

    /// <summary>The loss of every row, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="inputs">Three inputs of rows × columns numbers.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, the distance has a stage, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TDistance, T>(this DistanceTriplet<TDistance> loss, in RowInputs<T> inputs,
        Span<T> values, in BatchOptions<T> options = default)
        where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(loss, inputs, options);
        inputs.CheckValues(values, rows, "rows of First", options);
        Run(loss, inputs, values, default, options with { Empty = EmptyBatch.NaN }, new(1, EmptyBatch.NaN));
    }

    /// <summary>Adds the product of the Hessian with the directions where there is room.</summary>
    internal static void AddProduct<TDistance, T>(DistanceTriplet<TDistance> loss, in RowInputs<T> inputs,
        in RowInputs<T> directions, in LossGradients<T> products, in BatchOptions<T> options)
        where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(loss, inputs, options);
        Run(loss, new RowBatch<T>(inputs)
        {
            Options = options,
            Gradients = products,
            Scale = options.Divisor(rows).Scale<double>(options.Upstream),
        }, directions);
    }

    private static double Run<TDistance, T>(DistanceTriplet<TDistance> loss, in RowInputs<T> inputs, Span<T> values,
        in LossGradients<T> gradients, in BatchOptions<T> options, BatchDivisor divisor)
        where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => divisor.Reduce(new RowBatch<T>(inputs)
        {
            Options = options,
            Values = new(values),
            Gradients = gradients,
            Scale = divisor.Scale<double>(options.Upstream),
        }.Run(new Work<TDistance, T>(loss)));

    private static double Run<TDistance, T>(
        DistanceTriplet<TDistance> loss, scoped in RowBatch<T> batch, in RowInputs<T> directions)
        where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = batch.Inputs.Columns, rows = batch.Rows;
        int piece = Math.Clamp(rows, 1, DistanceTripletWork<TDistance, T>.Together(columns));
        T[] scratch = ArrayPool<T>.Shared.Rent(DistanceTripletWork<TDistance, T>.ScratchLength(piece, columns));
        bool[] marks = ArrayPool<bool>.Shared.Rent(DistanceTripletWork<TDistance, T>.Marks * piece);
        try
        {
            double sum = 0;
            for (int start = 0; start < rows; start += piece)
            {
                int count = Math.Min(piece, rows - start);
                sum += new DistanceTripletWork<TDistance, T>(loss, batch.Piece(start, count), scratch, marks)
                    .Run(directions.Columns > 0 ? directions.Piece(start, count) : default);
            }
            return sum;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(scratch);
            ArrayPool<bool>.Shared.Return(marks);
        }
    }

    private readonly struct Work<TDistance, T>(DistanceTriplet<TDistance> loss) : IRowBatchWork<T>
        where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Together(int columns) => DistanceTripletWork<TDistance, T>.Together(columns);

        public int Grain => 1;

        public long Elements(int columns) => columns;

        public double Run(scoped in RowBatch<T> batch) => DistanceTriplets.Run(loss, batch, default);
    }

    private static int Check<TDistance, T>(
        DistanceTriplet<TDistance> loss, in RowInputs<T> inputs, in BatchOptions<T> options)
        where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TDistance.Stage != RowStage.None)
            throw new ArgumentException(
                $"{typeof(TDistance).Name} passes its rows through a stage, so it is no distance of two rows.",
                nameof(loss));
        Require.SameLength(inputs.Third.Length, inputs.First.Length, nameof(inputs.Third), nameof(inputs.First));
        Require.SameLength(inputs.Labels.Length, 0, nameof(inputs.Labels), "a triplet");
        RowLosses.Check(loss.Distance, Pair(inputs, inputs.First, inputs.Second), options, nameof(Value));
        return RowLosses.Check(loss.Distance, Pair(inputs, inputs.First, inputs.Third), options, nameof(Value));
    }

    private static RowInputs<T> Pair<T>(in RowInputs<T> inputs, ReadOnlySpan<T> first, ReadOnlySpan<T> second)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new() { First = first, Second = second, Columns = inputs.Columns };
}
