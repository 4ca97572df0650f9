using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>What a block of rows side by side needs beside its numbers: see <see cref="CentredColumns{T}"/>.</summary>
internal static class CentredReading
{
    /// <summary>What a row has one of; a row that does not count may have any label.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Read<V, TLoss, T>(
        scoped in CentredWork<TLoss, T> work, ReadOnlySpan<int> rows, scoped in CentredColumns<T> columns)
        where V : struct, ILanes<V, T> where TLoss : struct, ICentredLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool labelled = !work.Batch.Labels.IsEmpty;
        if (work.IsPlain)
        {
            Stores.Fill<V, T>(columns.Weight, work.Weight(0));
            if (labelled)
                ReadLabels(work.Batch.Labels.Slice(rows[0], rows.Length), columns.Label);
            if (TLoss.Centre == RowCentre.Label)
                work.ReadLabelled(rows[0], columns.Shift[..rows.Length]);
            return;
        }
        for (int i = 0; i < rows.Length; i++)
        {
            bool counts = work.Batch.Counts(rows[i]);
            int label = counts && labelled ? work.Batch.Labels[rows[i]] : 0;
            columns.Label[i] = T.CreateTruncating(label);
            columns.Weight[i] = counts ? work.Weight(rows[i]) : T.Zero;
            if (TLoss.Centre == RowCentre.Label)
                columns.Shift[i] = work.Batch.Logits[work.Batch.At(rows[i], label)];
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void ReadLabels<T>(ReadOnlySpan<int> labels, Span<T> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < labels.Length; i++)
            numbers[i] = T.CreateTruncating(labels[i]);
    }

    /// <summary>The targets of all classes, smoothed and weighed.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Targets<V, TLoss, T>(
        scoped in CentredWork<TLoss, T> work, ReadOnlySpan<int> rows, scoped in CentredColumns<T> columns)
        where V : struct, ILanes<V, T> where TLoss : struct, ICentredLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool given = !work.Batch.Targets.IsEmpty, weighs = work.WeighsTargets;
        Span<T> targets = columns.Targets;
        if (given)
            InterleavedRows.Pack<V, T>(work.Batch.Targets, work.Batch.Places, rows, columns.Width, targets);
        V one = V.Of(1), zero = V.Of(0), place = zero;
        for (int start = 0, c = 0; start < targets.Length; start += columns.Width, c++, place += one)
        {
            V weight = weighs ? V.Broadcast(work.Batch.Options.ClassWeights[c]) : one;
            for (int lane = 0; lane < columns.Width; lane += V.Count)
            {
                V target = given ? V.Load((ReadOnlySpan<T>)targets, start + lane)
                    : V.WhereEqual(V.Load((ReadOnlySpan<T>)columns.Label, lane), place, one, zero);
                V.Store(work.Smoothed(target) * weight, targets, start + lane);
            }
        }
    }
}
