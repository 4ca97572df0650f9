using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A loss of rows of numbers over any rows of a batch.</summary>
internal interface IRowBatchWork<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// How many rows of some length have a sum of their own, which is added to that of the batch: 1 where the values
    /// themselves are added.
    /// </summary>
    int Together(int columns);

    /// <summary>How many sums, or rows, are computed side by side.</summary>
    int Grain { get; }

    /// <summary>Elements that the work on a row of some length looks at.</summary>
    long Elements(int columns);

    /// <summary>Does the rows; gives the sum of their values.</summary>
    double Run(scoped in RowBatch<T> batch);
}

/// <summary>Rows whose arguments are accepted, and what is asked of them.</summary>
internal readonly ref struct RowBatch<T>(RowInputs<T> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The inputs.</summary>
    public readonly RowInputs<T> Inputs = inputs;

    /// <summary>Weights, factors and mask of the rows, and the threads.</summary>
    public readonly BatchOptions<T> Options { get; init; }

    /// <summary>Receive the weighted value of every row, where there is room.</summary>
    public readonly RowValues<T> Values { get; init; }

    /// <summary>Receive the weighted slopes times <see cref="Scale"/>, where there is room.</summary>
    public readonly LossGradients<T> Gradients { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public double Scale { get; init; }

    /// <summary>How many rows there are.</summary>
    public int Rows => Inputs.First.Length / Inputs.Columns;

    /// <summary>The sum of the values of the rows, on the threads that the options give.</summary>
    public double Run<TWork>(TWork work) where TWork : struct, IRowBatchWork<T>
    {
        if (Options.Threads <= 1)
            return work.Run(this);
        int rows = work.Together(Inputs.Columns), units = (Rows + rows - 1) / rows;
        return UnitSum.Of(new Job<TWork>(work, this, rows), units, rows * work.Elements(Inputs.Columns), work.Grain,
            Options.Threads);
    }

    /// <summary>Some of the rows.</summary>
    [MethodImpl(Compiled.Early)]
    public RowBatch<T> Piece(int start, int rows) => Piece(start, rows, Values.Piece(start, rows));

    [MethodImpl(Compiled.Early)]
    private RowBatch<T> Piece(int start, int rows, RowValues<T> values) => new(Inputs.Piece(start, rows))
    {
        Options = Options.Piece(start, rows),
        Values = values,
        Gradients = Gradients.Piece(start * Inputs.Columns, rows * Inputs.Columns),
        Scale = Scale,
    };

    private readonly ref struct Job<TWork>(TWork work, RowBatch<T> batch, int rows) : IUnitWork
        where TWork : struct, IRowBatchWork<T>
    {
        private readonly RowBatch<T> batch = batch;

        public double Run(int start, int units, Span<double> numbers)
        {
            if (numbers.IsEmpty)
                return work.Run(batch);
            if (rows == 1)
                return work.Run(batch.Piece(start, units, batch.Values.Piece(start, units, numbers)));
            double total = 0;
            for (int i = 0, from = start * rows; i < units; i++, from += rows)
                total += numbers[i] = work.Run(batch.Piece(from, Math.Min(rows, batch.Rows - from)));
            return total;
        }
    }
}
