using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The loss of every row of a loss that is a number times one sum: value and gradient in one pass over the elements,
/// in which their formulas share what they compute. The bits are those of <see cref="RowKernel{TLoss, T}"/>.
/// </summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly ref struct TotalKernel<TLoss, T>(TLoss loss, RowInputs<T> inputs, BatchOptions<T> options,
    RowValues<T> values, LossGradients<T> gradients, double scale)
    : IKernel<T, double>
    where TLoss : struct, IRowLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly RowInputs<T> inputs = inputs;
    private readonly int columns = inputs.Columns;
    private readonly BatchOptions<T> options = options;
    private readonly RowValues<T> values = values;
    private readonly Span<T> first = gradients.First, second = gradients.Second;
    private readonly double scale = scale;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = Scratch<T>.Borrow(Logical.Lanes<T>());
        Lane1<double> length = new(columns), label = default;
        double total = 0, slope = loss.Slopes(default, length, label).First.Number;
        for (int row = 0; row < inputs.First.Length / columns; row++)
        {
            double value = 0, weight = options.Weight(row);
            if (options.Counts(row))
            {
                T by = T.CreateTruncating(slope * (scale * weight));
                Lane1<double> sum = new(columns <= V.Count ? Few<V>(row, by) : Many<V>(row, by, lanes));
                value = loss.Value(new(sum, default, default), length, label).Number * weight;
            }
            else
            {
                Clear<V>(first, row);
                Clear<V>(second, row);
            }
            total += values.Put(row, value);
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Clear<V>(Span<T> gradient, int row) where V : struct, ILanes<V, T>
    {
        if (!gradient.IsEmpty)
            Stores.Zero<V, T>(gradient.Slice(row * columns, columns));
    }

    [MethodImpl(Compiled.AtOnce)]
    private double Few<V>(int row, T by) where V : struct, ILanes<V, T>
    {
        V mask = V.FirstLanes(columns);
        return RowLanes<T>.Sum(Step<V, Masked>(row * columns, 0, mask, V.Broadcast(by)), mask);
    }

    [MethodImpl(Compiled.AtOnce)]
    private double Many<V>(int row, T by, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        int block = OrderedSum<T>.Block;
        double sum = 0;
        for (int start = 0; start < columns; start += block)
        {
            int end = Math.Min(start + block, columns), whole = end & -V.Count;
            Stores.Zero<V, T>(lanes);
            if (start < whole)
                Add<V, Whole>(row * columns, start, whole, by, ref Refs.Start(lanes));
            if (whole < end)
                Add<V, Masked>(row * columns, whole, end, by, ref Refs.Start(lanes[(whole & (lanes.Length - 1))..]));
            sum += RowLanes<T>.Fold<V>(lanes, end - start);
        }
        return sum;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Add<V, TPart>(int from, int start, int end, T by, ref T lanes)
        where V : struct, ILanes<V, T> where TPart : struct, IRowPart
    {
        TotalKernel<TLoss, T> self = this;
        int width = Logical.Lanes<T>(), used = Math.Min(width, end - start);
        V mask = TPart.Mask<V, T>(end - start), slope = V.Broadcast(by);
        for (int lane = 0; lane < used; lane += V.Count)
        {
            V sum = V.Load(in lanes, lane);
            for (int at = start + lane; at < end; at += width)
                sum += TPart.Keep<V, T>(mask, self.Step<V, TPart>(from, at, mask, slope));
            V.Store(sum, ref lanes, lane);
        }
    }

    /// <summary>Writes the slopes of a register of elements; gives their terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Step<V, TPart>(int from, int at, V mask, V by)
        where V : struct, ILanes<V, T> where TPart : struct, IRowPart
    {
        (V a, V b, V c) = inputs.Load<V, TPart>(from, at, mask);
        Triple<V> terms = loss.Terms(a, b, c);
        TPart.Store(by * terms.Second, first, from + at, mask);
        TPart.Store(by * terms.Third, second, from + at, mask);
        return terms.First;
    }
}
