using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A loss of distances from a centre over long rows, one after another: see <see cref="IRowPart"/>.</summary>
internal readonly ref struct CentredSequential<TLoss, T>(in CentredWork<TLoss, T> work)
    where TLoss : struct, ICentredLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CentredWork<TLoss, T> work = work;

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[2 * Logical.Lanes<T>()];
        double total = work.Total;
        for (int row = 0; row < work.Batch.Rows; row++)
        {
            T value = T.Zero;
            if (work.Batch.Counts(row))
                value = Do<V>(row, lanes);
            else if (!work.Gradient.IsEmpty)
                Stores.Zero<V, T>(work.Batch.Places.Row(work.Gradient, row));
            if (!work.Values.IsEmpty)
                work.Values[row] = value;
            total += double.CreateTruncating(value);
        }
        return total;
    }

    /// <summary>The weighted value of a row; its gradient is written.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private T Do<V>(int at, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        RowPlaces places = work.Batch.Places;
        ReadOnlySpan<T> numbers = places.Row(work.Batch.Logits, at);
        int label = work.Batch.Labels.IsEmpty ? -1 : work.Batch.Labels[at];
        T shift = TLoss.Centre switch
        {
            RowCentre.None => T.Zero,
            RowCentre.Label => numbers[label],
            _ => SequentialRow.Max<V, T>(numbers),
        };
        T centre = TLoss.Centre == RowCentre.Threshold
            ? SimplexThreshold.Of<V, T>(numbers, shift, lanes) : T.Zero;
        ReadOnlySpan<T> targets = work.Batch.Targets.IsEmpty ? default : places.Row(work.Batch.Targets, at);
        CentredRow<T> row = new(numbers, targets, label, shift, centre);
        (T value, T part) = Fold<V>(row, lanes);
        T weight = work.Weight(at);
        if (!work.Gradient.IsEmpty)
            Slopes<V>(row, places.Row(work.Gradient, at), value, weight * work.Scale * part, lanes);
        return value * weight;
    }

    /// <summary>The sum, or the largest value and one over how often it occurs.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private (T Value, T Part) Fold<V>(scoped in CentredRow<T> row, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        double total = 0;
        int width = Logical.Lanes<T>();
        Stores.Zero<V, T>(lanes);
        for (int start = 0; start < row.Numbers.Length; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, row.Numbers.Length), whole = end & -V.Count;
            if (start < whole)
                Values<V, Whole>(row, start, start, whole, ref Refs.Start(lanes));
            if (whole < end)
                Values<V, Masked>(row, start, whole, end, ref Refs.Start(lanes[(whole & (width - 1))..]));
            if (TLoss.Fold == RowFold.Largest)
                continue;
            total += double.CreateTruncating(OrderedSum<T>.Of(lanes[..width]).Folded<V>(lanes[..width]));
            Stores.Zero<V, T>(lanes[..width]);
        }
        return TLoss.Fold == RowFold.Largest ? Largest<V>(lanes[..width], lanes[width..])
            : (T.CreateTruncating(total), T.One);
    }

    /// <summary>Adds values to the lanes of a sum, or keeps the largest and how often it occurred.</summary>
    /// <param name="row">The row.</param>
    /// <param name="block">The first class of the block.</param>
    /// <param name="from">The first class.</param>
    /// <param name="end">The class behind the last one.</param>
    /// <param name="lanes">The lane of the first class.</param>
    [MethodImpl(Compiled.AtOnce)]
    private void Values<V, TPart>(scoped in CentredRow<T> row, int block, int from, int end, ref T lanes)
        where V : struct, ILanes<V, T> where TPart : struct, IRowPart
    {
        CentredWork<TLoss, T> here = work;
        int width = Logical.Lanes<T>(), used = Math.Min(width, end - from);
        V mask = TPart.Mask<V, T>(end - from), shift = V.Broadcast(row.Shift), centre = V.Broadcast(row.Centre);
        V label = row.Label<V>(block), step = V.Of(width);
        for (int lane = 0; lane < used; lane += V.Count)
        {
            V first = V.Load(in lanes, lane), ties = V.Load(in lanes, lane + width);
            V place = CentredRow<T>.Place<V>(from + lane - block);
            for (int at = from + lane; at < end; at += width, place += step)
            {
                V distance = CentredWork<TLoss, T>.Distance(TPart.Load(row.Numbers, at, mask), shift, centre);
                V value = here.Value(distance, Target<V, TPart>(row, at, place, label, mask), place, label);
                value = TPart.Keep<V, T>(mask, value);
                if (TLoss.Fold == RowFold.Largest)
                    CentredWork<TLoss, T>.Larger(value, ref first, ref ties);
                else
                    first += value;
            }
            V.Store(first, ref lanes, lane);
            if (TLoss.Fold == RowFold.Largest)
                V.Store(ties, ref lanes, lane + width);
        }
    }

    /// <summary>The largest of all lanes, NaN if one is, and one over how often it occurred.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static (T Value, T Part) Largest<V>(ReadOnlySpan<T> largest, ReadOnlySpan<T> counts)
        where V : struct, ILanes<V, T>
    {
        V top = V.Load(largest, 0), ties = V.Of(0), zero = ties;
        for (int lane = V.Count; lane < largest.Length; lane += V.Count)
            top = V.Max(V.Load(largest, lane), top);
        // The values are not below 0, so their sum is NaN only where one of them is.
        T found = T.IsNaN(V.SumAcross(top)) ? T.NaN : V.MaxAcross(top);
        top = V.Broadcast(found);
        for (int lane = 0; lane < largest.Length; lane += V.Count)
            ties += V.WhereEqual(V.Load(largest, lane), top, V.Load(counts, lane), zero);
        return (found, T.One / V.SumAcross(ties));
    }

    /// <summary>The gradient; that of a label that is the centre makes the sum of all 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Slopes<V>(scoped in CentredRow<T> row, Span<T> slopes, T largest, T factor, Span<T> lanes)
        where V : struct, ILanes<V, T>
    {
        double total = 0;
        int width = Logical.Lanes<T>();
        for (int start = 0; start < row.Numbers.Length; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, row.Numbers.Length), whole = end & -V.Count;
            Stores.Zero<V, T>(lanes[..width]);
            if (start < whole)
                Slopes<V, Whole>(row, slopes, start, start, whole, largest, factor, ref Refs.Start(lanes));
            if (whole < end)
                Slopes<V, Masked>(row, slopes, start, whole, end, largest, factor,
                    ref Refs.Start(lanes[(whole & (width - 1))..]));
            total += double.CreateTruncating(OrderedSum<T>.Of(lanes[..width]).Folded<V>(lanes[..width]));
        }
        if (TLoss.Centre == RowCentre.Label)
            slopes[row.LabelAt] = T.CreateTruncating(-total);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Slopes<V, TPart>(scoped in CentredRow<T> row, Span<T> slopes, int block, int from, int end,
        T largest, T factor, ref T lanes)
        where V : struct, ILanes<V, T> where TPart : struct, IRowPart
    {
        CentredWork<TLoss, T> here = work;
        int width = Logical.Lanes<T>(), used = Math.Min(width, end - from);
        V mask = TPart.Mask<V, T>(end - from), shift = V.Broadcast(row.Shift), centre = V.Broadcast(row.Centre);
        V label = row.Label<V>(block), step = V.Of(width), top = V.Broadcast(largest), wide = V.Broadcast(factor);
        for (int lane = 0; lane < used; lane += V.Count)
        {
            V sum = V.Load(in lanes, lane), place = CentredRow<T>.Place<V>(from + lane - block);
            for (int at = from + lane; at < end; at += width, place += step)
            {
                V distance = CentredWork<TLoss, T>.Distance(TPart.Load(row.Numbers, at, mask), shift, centre);
                V target = Target<V, TPart>(row, at, place, label, mask);
                V slope = here.Slope(distance, target, place, label, top, wide);
                TPart.Store(slope, slopes, at, mask);
                if (TLoss.Centre == RowCentre.Label)
                    sum += TPart.Keep<V, T>(mask, slope);
            }
            if (TLoss.Centre == RowCentre.Label)
                V.Store(sum, ref lanes, lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Target<V, TPart>(scoped in CentredRow<T> row, int at, V place, V label, V mask)
        where V : struct, ILanes<V, T> where TPart : struct, IRowPart
    {
        if (TLoss.Centre == RowCentre.Label)
            return V.Of(0);
        V target = row.Targets.IsEmpty ? V.WhereEqual(place, label, V.Of(1), V.Of(0))
            : TPart.Load(row.Targets, at, mask);
        target = work.Smoothed(target);
        return work.WeighsTargets ? target * TPart.Load(work.Batch.Options.ClassWeights, at, mask) : target;
    }
}
