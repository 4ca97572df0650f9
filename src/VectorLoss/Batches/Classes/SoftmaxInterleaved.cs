using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A softmax loss over rows of few classes, many rows side by side. See <see cref="InterleavedRows"/>.
/// </summary>
internal readonly ref struct SoftmaxInterleaved<TLoss, T, TPlan>(
    in SoftmaxWork<TLoss, T> work, double total = 0) : IKernel<T, double>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPlan : struct, ISoftmaxPlan
{
    private readonly SoftmaxWork<TLoss, T> work = work;

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int classes = work.Batch.Classes, width = InterleavedRows.Rows<V, T>(classes);
        Span<T> numbers = stackalloc T[SoftmaxColumns<T>.Length(classes, width)];
        SoftmaxColumns<T> columns = new(numbers, classes, width);
        Span<int> rows = stackalloc int[width];
        double sum = total;
        for (int row = 0; row < work.Batch.Rows;)
        {
            int count = Gather(ref row, rows);
            // The last block may be narrower: no more registers than it has rows for.
            if (count <= columns.Width - V.Count)
                columns = new(numbers, classes, (count + V.Count - 1) / V.Count * V.Count);
            if (count > 0)
                sum = Block<V>(rows[..count], columns, sum);
        }
        return sum;
    }

    /// <summary>
    /// Lists the next rows that count, from <paramref name="row"/> on, which is moved behind them; leaves the others
    /// out.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private int Gather(ref int row, Span<int> rows)
    {
        int count = 0, total = work.Batch.Rows, at = row;
        bool all = work.Batch.All;
        for (; at < total && count < rows.Length; at++)
        {
            if (all || work.Batch.Counts(at))
                rows[count++] = at;
            else
                work.Skip(at);
        }
        row = at;
        return count;
    }

    /// <summary>Does one block; gives the total with the values of its rows added in their order.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Block<V>(ReadOnlySpan<int> rows, scoped in SoftmaxColumns<T> columns, double sum)
        where V : struct, ILanes<V, T>
    {
        RowPlaces places = work.Batch.Places;
        InterleavedRows.Pack<V, T>(work.Batch.Logits, places, rows, columns.Width, columns.Logits);
        SoftmaxLabels.Read<V, TLoss, T>(work, rows, columns);
        if (TPlan.HasSoftcap)
        {
            Stores.Copy<V, T>(columns.LabelLogit, columns.LabelLogitUncapped);
            Cap<V>(columns.Logits);
            Cap<V>(columns.LabelLogit);
        }
        InterleavedRows.Powers<V, T>(columns);
        InterleavedSums.Log<V, T>(columns);
        Logarithms<V>(columns);
        SoftmaxLabels.Values<V, TLoss, T>(work, columns);
        if (!work.Gradient.IsEmpty)
            SoftmaxLabels.Slopes<V, TLoss, T>(work, columns);
        if (TPlan.WeighsAllClasses)
        {
            SoftmaxClassTargets.Fill<V, TLoss, T>(work, rows, columns);
            SoftmaxClassTargets.Values<V, TLoss, T>(work, columns);
            if (!work.Gradient.IsEmpty)
                SoftmaxClassTargets.Slopes<V, TLoss, T>(work, columns);
        }
        if (!work.Gradient.IsEmpty)
        {
            Slopes<V>(columns);
            if (TPlan.HasSoftcap)
            {
                InterleavedRows.Pack<V, T>(work.Batch.Logits, places, rows, columns.Width, columns.Logits);
                Uncap<V>(columns);
            }
            SoftmaxLabels.AddSlopes(work, rows, columns);
            InterleavedRows.Unpack<V, T>(columns.Powers, columns.Width, places, rows, work.Gradient);
        }
        return Keep<V>(rows, columns, sum);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Cap<V>(Span<T> logits) where V : struct, ILanes<V, T>
    {
        for (int at = 0; at < logits.Length; at += V.Count)
            V.Store(work.CapLogit(V.Load(logits, at)), logits, at);
    }

    /// <summary>log-sum-exp, and log p of the labels.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Logarithms<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V max = V.Load(columns.Max, lane), logSum = V.Load(columns.LogSum, lane);
            V lse = SoftmaxWork<TLoss, T>.LogSumExp(max, logSum);
            V.Store(InterleavedSums.WithNaN<V, T>(columns, lane, lse), columns.LogSumExp, lane);
            V.Store(V.Load(columns.LabelLogit, lane) - max - logSum, columns.LabelLogProbability, lane);
        }
    }

    /// <summary>
    /// Turns the powers into the gradient, labels left out; that of the class of p above a half, label or not, whole.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Slopes<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0);
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V scale = V.Load(columns.Weight, lane) * V.Broadcast(work.Scale), sum = V.Load(columns.Sum, lane);
            V others = V.Load(columns.Others, lane), mark = NormalPowers.Mark<V, T>(others);
            V lseSlope = work.LseSquareSlope(V.Load(columns.LogSumExp, lane), V.Load(columns.LseWeight, lane));
            V share = scale / sum;
            NormalFactor<V, T> factor = new((lseSlope - V.Load(columns.SlopeSum, lane)) * share);
            // The label's slope, and the part of it that is of the largest: the whole or nothing.
            V label = V.Load(columns.LabelSlope, lane);
            V atMax = V.WhereEqual(V.Load(columns.LabelLogit, lane), V.Load(columns.Max, lane), mark, zero);
            V ofLargest = V.WhereEqual(atMax, V.Of(1), label, zero), rest = lseSlope;
            label = V.WhereEqual(atMax, V.Of(1), zero, label);
            rest -= label;
            if (TPlan.WeighsAllClasses)
            {
                rest -= V.Load(columns.OtherSlopes, lane);
                ofLargest += V.Load(columns.LargestSlope, lane);
            }
            V whole = NormalPowers.Normal<V, T>(V.MulAdd(ofLargest, others, rest) * share);
            V.Store(NormalPowers.Normal<V, T>(label * scale), columns.LabelSlope, lane);
            for (int at = lane; at < columns.Powers.Length; at += columns.Width)
            {
                V power = V.Load(columns.Powers, at), slope = factor.Times(power);
                if (TPlan.WeighsAllClasses)
                    slope = NormalPowers.Normal<V, T>(V.MulAdd(V.Load(columns.Targets, at), scale, slope));
                V.Store(V.WhereEqual(power, mark, whole, slope), columns.Powers, at);
            }
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Uncap<V>(scoped in SoftmaxColumns<T> columns) where V : struct, ILanes<V, T>
    {
        for (int at = 0; at < columns.Powers.Length; at += V.Count)
        {
            V slope = V.Load(columns.Powers, at) * CapSlope(V.Load(columns.Logits, at));
            V.Store(NormalPowers.Normal<V, T>(slope), columns.Powers, at);
        }
        for (int lane = 0; lane < columns.Width; lane += V.Count)
            V.Store(V.Load(columns.LabelSlope, lane) * CapSlope(V.Load(columns.LabelLogitUncapped, lane)),
                columns.LabelSlope, lane);
    }

    // Not inlined: twice in one method it is more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private V CapSlope<V>(V logit) where V : struct, ILanes<V, T> => work.CapSlope(logit);

    /// <summary>Finishes the values and keeps what was asked for.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Keep<V>(ReadOnlySpan<int> rows, scoped in SoftmaxColumns<T> columns, double sum)
        where V : struct, ILanes<V, T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V square = work.LseSquare(V.Load(columns.LogSumExp, lane), V.Load(columns.LseWeight, lane));
            V value = V.Load(columns.Value, lane) + square;
            V.Store(value * V.Load(columns.Weight, lane), columns.Value, lane);
        }
        ReadOnlySpan<T> values = columns.Value[..rows.Length];
        work.Keep(rows, values, columns.LogSumExp);
        return RowPieces.Sum(values, sum);
    }
}
