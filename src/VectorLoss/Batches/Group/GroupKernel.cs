using System.Buffers;
using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>The loss of every row of groups: a row is widened, computed in double, and rounded once.</summary>
internal readonly ref struct GroupKernel<T>(GroupRule rule, RowInputs<T> inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RowInputs<T> inputs = inputs;
    private readonly int columns = inputs.Columns;
    private readonly BatchOptions<T> options;
    private readonly LossGradients<T> gradients;

    /// <summary>Weights and mask of the rows.</summary>
    public BatchOptions<T> Options { init => options = value; }

    /// <summary>Receives the weighted value of every row, or empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Receive the weighted slopes times <see cref="Scale"/>, where there is room.</summary>
    public LossGradients<T> Gradients { init => gradients = value; }

    /// <summary>The factor of all slopes.</summary>
    public double Scale { get; init; }

    public double Run()
    {
        double[] room = ArrayPool<double>.Shared.Rent(GroupRow.Rooms * columns);
        int[] order = ArrayPool<int>.Shared.Rent(columns);
        try
        {
            GroupRow row = new(room, order, columns);
            double total = 0;
            for (int at = 0; at < inputs.First.Length / columns; at++)
            {
                double value = options.Counts(at) ? Row(row, at) : 0, factor = Scale * options.Weight(at);
                total += value;
                if (!Values.IsEmpty)
                    Values[at] = T.CreateTruncating(value);
                Narrow(row.FirstSlopes, gradients.First, at, factor);
                Narrow(row.SecondSlopes, gradients.Second, at, factor);
            }
            return total;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(room);
            ArrayPool<int>.Shared.Return(order);
        }
    }

    private double Row(in GroupRow row, int at)
    {
        Widen(inputs.First, row.First, at);
        Widen(inputs.Second, row.Second, at);
        Widen(inputs.Third, row.Third, at);
        double label = inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[at]);
        return row.Run(rule, label) * options.Weight(at);
    }

    private void Widen(ReadOnlySpan<T> from, Span<double> to, int row)
    {
        if (from.IsEmpty)
            return;
        ReadOnlySpan<T> part = from.Slice(row * columns, columns);
        for (int i = 0; i < part.Length; i++)
            to[i] = double.CreateTruncating(part[i]);
    }

    private void Narrow(Span<double> from, Span<T> to, int row, double factor)
    {
        if (to.IsEmpty)
            return;
        Span<T> part = to.Slice(row * columns, columns);
        bool counts = options.Counts(row);
        for (int i = 0; i < part.Length; i++)
            part[i] = counts ? T.CreateTruncating(from[i] * factor) : T.Zero;
    }
}
