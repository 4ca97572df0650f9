using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Kernels;

/// <summary>A softmax loss over rows of few classes, a register of rows at a time. See <see cref="RowBlock"/>.</summary>
internal readonly ref struct SoftmaxBlocks<TLoss, T, TPlan>(in SoftmaxWork<TLoss, T> work) : IKernel<T, double>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPlan : struct, ISoftmaxPlan
{
    private readonly SoftmaxWork<TLoss, T> work = work;

    [SkipLocalsInit]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        Columns columns = new(stackalloc T[Columns.Parts * work.Batch.Classes * V.Count], work.Batch.Classes * V.Count);
        Span<int> rows = stackalloc int[V.Count];
        double total = 0;
        int count = 0;
        for (int row = 0; row < work.Batch.Rows; row++)
        {
            if (work.Batch.Counts(row))
                rows[count++] = row;
            else
                work.Skip(row);
            if (count == V.Count)
            {
                total = Block<V>(rows, columns, total);
                count = 0;
            }
        }
        return count == 0 ? total : Block<V>(rows[..count], columns, total);
    }

    /// <summary>Does one block; gives the total with the values of its rows added in their order.</summary>
    private double Block<V>(ReadOnlySpan<int> rows, scoped Columns columns, double total) where V : struct, ILanes<V, T>
    {
        int classes = work.Batch.Classes;
        RowBlock.Pack(work.Batch.Logits, classes, rows, V.Count, columns.Logits);
        if (TPlan.Capped)
            for (int at = 0; at < columns.Logits.Length; at += V.Count)
                V.Store(work.Capped(V.Load(columns.Logits, at)), columns.Logits, at);
        (V labelLogit, V labelWeight, V weight) = Lanes<V>(rows, columns.Logits);

        V max = RowBlock.Max<V, T>(columns.Logits, classes);
        V sum = Powers<V>(columns, max);
        V logSum = V.Log(sum), lse = SoftmaxWork<TLoss, T>.LogSumExp(max, logSum);
        (V value, V drift) = work.Term(labelWeight, labelLogit - max - logSum);
        (V square, V pull) = work.SquaredLse(lse);
        V labelSlope = drift;
        if (TPlan.Spread)
        {
            Spread<V>(rows, columns);
            (V more, V moreDrift) = Terms(columns, max, logSum);
            (value, drift) = (value + more, drift + moreDrift);
        }
        if (!work.Gradient.IsEmpty)
        {
            V scale = weight * V.Broadcast(work.Scale);
            Slopes(columns, (pull - drift) * scale / sum, scale);
            AddLabels(rows, columns, labelSlope * scale);
            RowBlock.Unpack(columns.Powers, V.Count, classes, rows, work.Gradient);
        }
        return Keep(rows, (value + square) * weight, lse, total);
    }

    /// <summary>Of every row: the logit of its label, the weight of its label, and its own weight.</summary>
    private (V Logit, V LabelWeight, V Weight) Lanes<V>(ReadOnlySpan<int> rows, ReadOnlySpan<T> logits) where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[3 * V.Count];
        for (int lane = 0; lane < rows.Length; lane++)
        {
            int label = work.Label(rows[lane]);
            lanes[lane] = label < 0 ? T.Zero : logits[label * V.Count + lane];
            lanes[V.Count + lane] = work.LabelWeight(label);
            lanes[2 * V.Count + lane] = work.Batch.SampleWeight(rows[lane]);
        }
        return (V.Load(lanes, 0), V.Load(lanes, V.Count), V.Load(lanes, 2 * V.Count));
    }

    /// <summary>Stores exp(z − m) and gives its sum.</summary>
    private static V Powers<V>(scoped Columns columns, V max) where V : struct, ILanes<V, T>
    {
        for (int at = 0; at < columns.Logits.Length; at += V.Count)
        {
            V power = V.Exp(V.Load(columns.Logits, at) - max);
            V.Store(power, columns.Powers, at);
            V.Store(power, columns.Terms, at);
        }
        return RowBlock.Sum<V, T>(columns.Terms, columns.Terms.Length / V.Count);
    }

    /// <summary>Fills in the target weights that are spread over the classes.</summary>
    private void Spread<V>(ReadOnlySpan<int> rows, scoped Columns columns) where V : struct, ILanes<V, T>
    {
        int classes = work.Batch.Classes;
        if (!work.Batch.Targets.IsEmpty)
            RowBlock.Pack(work.Batch.Targets, classes, rows, V.Count, columns.Targets);
        for (int c = 0; c < classes; c++)
        {
            V target = work.Batch.Targets.IsEmpty ? V.Of(0) : V.Load(columns.Targets, c * V.Count);
            V.Store(work.Spread(target, V.Broadcast(work.Batch.ClassWeight(c))), columns.Targets, c * V.Count);
        }
    }

    /// <summary>Σ a·φ and Σ a·φ' over the classes.</summary>
    private (V Value, V Slope) Terms<V>(scoped Columns columns, V max, V logSum) where V : struct, ILanes<V, T>
    {
        for (int at = 0; at < columns.Logits.Length; at += V.Count)
        {
            V logProbability = V.Load(columns.Logits, at) - max - logSum;
            (V value, V slope) = work.Term(V.Load(columns.Targets, at), logProbability);
            V.Store(value, columns.Terms, at);
            V.Store(slope, columns.Targets, at);
            V.Store(slope, columns.Slopes, at);
        }
        return (RowBlock.Sum<V, T>(columns.Terms, work.Batch.Classes), RowBlock.Sum<V, T>(columns.Slopes, work.Batch.Classes));
    }

    /// <summary>Turns the powers into the gradient: e·pull + a·φ'·scale; <see cref="Terms"/> left a·φ' in the targets.</summary>
    private static void Slopes<V>(scoped Columns columns, V pull, V scale) where V : struct, ILanes<V, T>
    {
        for (int at = 0; at < columns.Powers.Length; at += V.Count)
        {
            V slope = V.Load(columns.Powers, at) * pull;
            V.Store(TPlan.Spread ? V.MulAdd(V.Load(columns.Targets, at), scale, slope) : slope, columns.Powers, at);
        }
    }

    /// <summary>Adds what the labels alone contribute, and carries the slopes through the soft cap.</summary>
    private void AddLabels<V>(ReadOnlySpan<int> rows, scoped Columns columns, V labelSlope) where V : struct, ILanes<V, T>
    {
        Span<T> slopes = stackalloc T[V.Count];
        V.Store(labelSlope, slopes, 0);
        if (!work.Batch.Labels.IsEmpty)
            for (int lane = 0; lane < rows.Length; lane++)
                columns.Powers[work.Label(rows[lane]) * V.Count + lane] += slopes[lane];
        if (!TPlan.Capped)
            return;
        RowBlock.Pack(work.Batch.Logits, work.Batch.Classes, rows, V.Count, columns.Logits);
        for (int at = 0; at < columns.Powers.Length; at += V.Count)
            V.Store(V.Load(columns.Powers, at) * work.CapSlope(V.Load(columns.Logits, at)), columns.Powers, at);
    }

    private double Keep<V>(ReadOnlySpan<int> rows, V value, V lse, double total) where V : struct, ILanes<V, T>
    {
        Span<T> values = stackalloc T[2 * V.Count];
        V.Store(value, values, 0);
        V.Store(lse, values, V.Count);
        for (int lane = 0; lane < rows.Length; lane++)
        {
            work.Keep(rows[lane], values[lane], values[V.Count + lane]);
            total += double.CreateTruncating(values[lane]);
        }
        return total;
    }

    /// <summary>The block's numbers, all as columns: class by class, a register of rows each.</summary>
    private readonly ref struct Columns(Span<T> numbers, int length)
    {
        /// <summary>How many matrices there are.</summary>
        public static int Parts => TPlan.Spread ? 5 : 3;

        /// <summary>The logits as the softmax sees them.</summary>
        public readonly Span<T> Logits = numbers[..length];

        /// <summary>exp(z − m), then the gradient.</summary>
        public readonly Span<T> Powers = numbers.Slice(length, length);

        /// <summary>Numbers that are about to be summed.</summary>
        public readonly Span<T> Terms = numbers.Slice(2 * length, length);

        /// <summary>Slopes that are about to be summed.</summary>
        public readonly Span<T> Slopes = TPlan.Spread ? numbers.Slice(3 * length, length) : default;

        /// <summary>Target weights, then their slopes.</summary>
        public readonly Span<T> Targets = TPlan.Spread ? numbers.Slice(4 * length, length) : default;
    }
}
