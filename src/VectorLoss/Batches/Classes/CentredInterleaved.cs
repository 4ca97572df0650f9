using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A loss of distances from a centre over rows of few classes, many rows side by side: see
/// <see cref="InterleavedRows"/>. Sums are in the order of <see cref="CentredSequential{TLoss, T}"/>.
/// </summary>
internal readonly ref struct CentredInterleaved<TLoss, T>(in CentredWork<TLoss, T> work)
    where TLoss : struct, ICentredLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CentredWork<TLoss, T> work = work;

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int classes = work.Batch.Classes, width = InterleavedRows.Rows<V, T>(classes);
        Span<T> numbers = stackalloc T[CentredColumns<T>.Length(classes, width)];
        Span<int> rows = stackalloc int[width];
        double total = work.Total;
        for (int start = 0; start < work.Batch.Rows; start += width)
        {
            int count = Math.Min(width, work.Batch.Rows - start);
            for (int i = 0; i < count; i++)
                rows[i] = start + i;
            // The last block may be narrower: no more registers than it has rows for.
            CentredColumns<T> columns = new(numbers, classes, (count + V.Count - 1) / V.Count * V.Count);
            total = Block<V>(rows[..count], columns, total);
        }
        return total;
    }

    /// <summary>Does one block; gives the total with the values of its rows added in their order.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Block<V>(ReadOnlySpan<int> rows, scoped in CentredColumns<T> columns, double total)
        where V : struct, ILanes<V, T>
    {
        InterleavedRows.Pack<V, T>(work.Batch.Logits, work.Batch.Places, rows, columns.Width, columns.Numbers);
        CentredReading.Read<V, TLoss, T>(work, rows, columns);
        if (TLoss.Centre == RowCentre.Threshold)
        {
            InterleavedRows.Maxima<V, T>(columns.Numbers, columns.Shift);
            InterleavedThreshold.Of<V, T>(columns.Numbers, columns.Shift, columns.Centre, columns.Terms,
                new(columns.Slope, columns.Part, columns.Value));
        }
        if (TLoss.Centre != RowCentre.Label)
            CentredReading.Targets<V, TLoss, T>(work, rows, columns);
        Values<V>(columns);
        if (TLoss.Fold != RowFold.Largest)
            InterleavedSums.Ordered<V, T>(columns.Terms, columns.Value, columns.Terms);
        if (!work.Gradient.IsEmpty)
            Gradient<V>(rows, columns);
        return Keep<V>(rows, columns, total);
    }

    /// <summary>The values of all numbers, or the largest of a row and one over how often it occurs.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Values<V>(scoped in CentredColumns<T> columns) where V : struct, ILanes<V, T>
    {
        CentredWork<TLoss, T> here = work;
        ReadOnlySpan<T> numbers = columns.Numbers, targets = columns.Targets;
        V one = V.Of(1), zero = V.Of(0);
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V shift = V.Load(columns.Shift, lane), centre = V.Load(columns.Centre, lane);
            V label = V.Load(columns.Label, lane), place = zero, largest = zero, ties = one;
            for (int at = lane; at < numbers.Length; at += columns.Width, place += one)
            {
                V distance = CentredWork<TLoss, T>.Distance(V.Load(numbers, at), shift, centre);
                V target = TLoss.Centre == RowCentre.Label ? zero : V.Load(targets, at);
                V value = here.Value(distance, target, place, label);
                if (TLoss.Fold == RowFold.Largest)
                    CentredWork<TLoss, T>.Larger(value, ref largest, ref ties);
                else
                    V.Store(value, columns.Terms, at);
            }
            V.Store(largest, columns.Value, lane);
            V.Store(one / ties, columns.Part, lane);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Gradient<V>(ReadOnlySpan<int> rows, scoped in CentredColumns<T> columns) where V : struct, ILanes<V, T>
    {
        Slopes<V>(columns);
        InterleavedRows.Unpack<V, T>(columns.Terms, columns.Width, work.Batch.Places, rows, work.Gradient);
        if (TLoss.Centre == RowCentre.Label)
        {
            InterleavedSums.Ordered<V, T>(columns.Terms, columns.Slope, columns.Numbers);
            Balance(rows, columns.Slope);
        }
        for (int i = 0; i < rows.Length && !work.Batch.All; i++)
            if (!work.Batch.Counts(rows[i]))
                work.Batch.Places.Fill(work.Gradient, rows[i], T.Zero);
    }

    /// <summary>Gives each label what makes the sum of its row's slopes 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Balance(ReadOnlySpan<int> rows, ReadOnlySpan<T> sums)
    {
        ReadOnlySpan<int> labels = work.Batch.Labels.Slice(rows[0], rows.Length);
        Span<T> gradient = work.Gradient;
        bool all = work.Batch.All;
        for (int i = 0; i < labels.Length; i++)
            if (all || work.Batch.Counts(rows[i]))
                gradient[work.Batch.At(rows[i], labels[i])] = -sums[i];
    }

    /// <summary>The slopes of all numbers; that of a label that is the centre stays 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Slopes<V>(scoped in CentredColumns<T> columns) where V : struct, ILanes<V, T>
    {
        CentredWork<TLoss, T> here = work;
        ReadOnlySpan<T> numbers = columns.Numbers, targets = columns.Targets;
        V one = V.Of(1), zero = V.Of(0), scale = V.Broadcast(here.Scale);
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V shift = V.Load(columns.Shift, lane), centre = V.Load(columns.Centre, lane);
            V label = V.Load(columns.Label, lane), place = zero, largest = V.Load(columns.Value, lane);
            V factor = V.Load(columns.Weight, lane) * scale;
            if (TLoss.Fold == RowFold.Largest)
                factor *= V.Load(columns.Part, lane);
            for (int at = lane; at < numbers.Length; at += columns.Width, place += one)
            {
                V distance = CentredWork<TLoss, T>.Distance(V.Load(numbers, at), shift, centre);
                V target = TLoss.Centre == RowCentre.Label ? zero : V.Load(targets, at);
                V.Store(here.Slope(distance, target, place, label, largest, factor), columns.Terms, at);
            }
        }
    }

    /// <summary>Finishes the values and keeps what was asked for.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Keep<V>(ReadOnlySpan<int> rows, scoped in CentredColumns<T> columns, double total)
        where V : struct, ILanes<V, T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
            V.Store(V.Load((ReadOnlySpan<T>)columns.Value, lane) * V.Load((ReadOnlySpan<T>)columns.Weight, lane),
                columns.Value, lane);
        Span<T> found = columns.Value[..rows.Length];
        for (int i = 0; i < rows.Length && !work.Batch.All; i++)
            if (!work.Batch.Counts(rows[i]))
                found[i] = T.Zero;
        if (!work.Values.IsEmpty)
            Stores.Copy<V, T>(found, work.Values.Slice(rows[0], rows.Length));
        return RowPieces.Sum<T>(found, total);
    }
}
