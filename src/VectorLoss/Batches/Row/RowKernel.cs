using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The loss of every row: its sums, its value from them, and the way back to its elements.</summary>
internal readonly ref struct RowKernel<TLoss, T>(TLoss loss, LossArguments<T> inputs, int columns, LossResults<T> outputs, double scale)
    : IKernel<T, double>
    where TLoss : struct, IRowLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly LossArguments<T> inputs = inputs;
    private readonly LossResults<T> outputs = outputs;
    private readonly int columns = columns;
    private readonly double scale = scale;

    private bool SharesThird => inputs.Third.Length != inputs.First.Length;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int lanes = Logical.Lanes<T>();
        Span<T> sums = stackalloc T[3 * lanes];
        double total = 0;
        for (int row = 0; row < inputs.First.Length / columns; row++)
        {
            if (!inputs.Mask.IsEmpty && !inputs.Mask[row])
            {
                Skip(row);
                continue;
            }
            OrderedSum<T> first = new(sums[..lanes]), second = new(sums.Slice(lanes, lanes)), third = new(sums[(2 * lanes)..]);
            Sum<V>(row, ref first, ref second, ref third);
            Triple<Lane1<double>> of = new(new(first.Total), new(second.Total), new(third.Total));
            Lane1<double> length = new(columns), label = new(inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[row]));
            double weight = inputs.Weights.IsEmpty ? 1 : double.CreateTruncating(inputs.Weights[row]);
            double value = loss.Value(of, length, label).Number * weight;
            total += value;
            if (!outputs.Values.IsEmpty)
                outputs.Values[row] = T.CreateTruncating(value);
            Triple<Lane1<double>> slopes = loss.Slopes(of, length, label);
            double factor = scale * weight;
            Pull<V>(row, T.CreateTruncating(slopes.First.Number * factor), T.CreateTruncating(slopes.Second.Number * factor), T.CreateTruncating(slopes.Third.Number * factor));
        }
        return total;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Sum<V>(int row, ref OrderedSum<T> first, ref OrderedSum<T> second, ref OrderedSum<T> third) where V : struct, ILanes<V, T>
    {
        for (int start = 0; start < columns; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, columns), at = start;
            for (; at <= end - V.Count; at += V.Count)
                Add<V>(row, at, ref first, ref second, ref third);
            for (; at < end; at++)
                Add<Lane1<T>>(row, at, ref first, ref second, ref third);
            first.Fold();
            second.Fold();
            third.Fold();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add<V>(int row, int at, ref OrderedSum<T> first, ref OrderedSum<T> second, ref OrderedSum<T> third) where V : struct, ILanes<V, T>
    {
        (V a, V b, V c) = Load<V>(row, at);
        Triple<V> terms = loss.Terms(a, b, c);
        first.Add(terms.First, at);
        second.Add(terms.Second, at);
        third.Add(terms.Third, at);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Pull<V>(int row, T first, T second, T third) where V : struct, ILanes<V, T>
    {
        if (outputs.First.IsEmpty && outputs.Second.IsEmpty && outputs.Third.IsEmpty)
            return;
        int at = 0;
        Triple<V> wide = new(V.Broadcast(first), V.Broadcast(second), V.Broadcast(third));
        for (; at <= columns - V.Count; at += V.Count)
            Store(row, at, wide);
        Triple<Lane1<T>> narrow = new(new(first), new(second), new(third));
        for (; at < columns; at++)
            Store(row, at, narrow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<V>(int row, int at, Triple<V> slopes) where V : struct, ILanes<V, T>
    {
        (V a, V b, V c) = Load<V>(row, at);
        Triple<V> back = loss.TermSlopes(slopes, a, b, c);
        int place = row * columns + at;
        if (!outputs.First.IsEmpty)
            V.Store(back.First, outputs.First, place);
        if (!outputs.Second.IsEmpty)
            V.Store(back.Second, outputs.Second, place);
        if (!outputs.Third.IsEmpty)
            V.Store(back.Third, outputs.Third, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (V First, V Second, V Third) Load<V>(int row, int at) where V : struct, ILanes<V, T>
    {
        int place = row * columns + at;
        V third = inputs.Third.IsEmpty ? V.Of(1) : V.Load(inputs.Third, SharesThird ? at : place);
        return (V.Load(inputs.First, place), V.Load(inputs.Second, place), third);
    }

    private void Skip(int row)
    {
        if (!outputs.Values.IsEmpty)
            outputs.Values[row] = T.Zero;
        Clear(outputs.First, row);
        Clear(outputs.Second, row);
        Clear(outputs.Third, row);
    }

    private void Clear(Span<T> gradient, int row)
    {
        if (!gradient.IsEmpty)
            gradient.Slice(row * columns, columns).Clear();
    }
}
