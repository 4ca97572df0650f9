using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The door of <see cref="MultilabelMargin"/>.</summary>
public static class MultilabelMarginRows
{
    /// <summary>The reduced loss; and whatever <paramref name="results"/> has room for.</summary>
    /// <remarks>
    /// After the first call of its size nothing is allocated: scratch is rented from <see cref="ArrayPool{T}"/>. Error of a row's value: at most
    /// 73·u·Σ|term|, u the unit round-off of T; a gradient element counts hinges and is exact up to its scaling.
    /// </remarks>
    /// <param name="loss">The loss.</param>
    /// <param name="arguments">Logits as the first input; one weight and mask bit a row.</param>
    /// <param name="classes">The length of a row.</param>
    /// <param name="labels">As many as logits: the labels of each row, ended by −1 where there are fewer than classes. What follows is not read.</param>
    /// <param name="results">Where values, one a row, and the gradient of the logits go; the gradient is a span of its own.</param>
    /// <returns>The value, not multiplied by <see cref="LossResults{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, label or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the arguments refuse that.</exception>
    public static double Evaluate<T>(this MultilabelMargin loss, in LossArguments<T> arguments, int classes, ReadOnlySpan<int> labels, in LossResults<T> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(arguments.First.Length, classes, nameof(arguments.First));
        Require.SameLength(labels.Length, arguments.First.Length, nameof(labels), nameof(arguments.First));
        Require.SameLengthOrEmpty(arguments.Weights.Length, rows, nameof(arguments.Weights), "rows of First");
        Require.SameLengthOrEmpty(arguments.Mask.Length, rows, nameof(arguments.Mask), "rows of First");
        Require.Weights(arguments.Weights);
        results.Check(arguments, rows);
        Require.Apart(results.First, arguments.First, "gradient of First", nameof(arguments.First));
        for (int i = 0; i < labels.Length; i++)
            if (Counts(labels, classes, i) && (uint)labels[i] >= (uint)classes)
                throw new ArgumentException($"labels[{i}] is {labels[i]}; there are {classes} classes, and −1 ends a row.", nameof(labels));
        BatchDivisor batch = BatchDivisor.Of(rows, arguments.Reduction, arguments.Weights, arguments.Mask, arguments.Empty);
        T[] scratch = ArrayPool<T>.Shared.Rent(2 * classes);
        Kernel<T> kernel = new(arguments, classes, labels, results, batch.Scale<double>(results.Upstream), scratch.AsSpan(0, 2 * classes));
        double sum = Widest.Run<Kernel<T>, T, double>(kernel);
        ArrayPool<T>.Shared.Return(scratch);
        return batch.Reduce(sum);
    }

    // Whether no −1 stands before it in its row, and it is none itself.
    private static bool Counts(ReadOnlySpan<int> labels, int classes, int i)
        => !labels[(i / classes * classes)..(i + 1)].Contains(-1);

    internal readonly ref struct Kernel<T>(LossArguments<T> inputs, int classes, ReadOnlySpan<int> labels, LossResults<T> outputs, double scale, Span<T> scratch)
        : IKernel<T, double>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly LossArguments<T> inputs = inputs;
        private readonly LossResults<T> outputs = outputs;
        private readonly ReadOnlySpan<int> labels = labels;
        private readonly int classes = classes;
        private readonly double scale = scale;
        private readonly Span<T> isOther = scratch[..classes];
        private readonly Span<T> hinges = scratch[classes..];

        [MethodImpl(Compiled.AtOnce)]
        public double Run<V>() where V : struct, ILanes<V, T>
        {
            Span<T> lanes = stackalloc T[Logical.Lanes<T>()];
            double total = 0;
            for (int row = 0; row < inputs.First.Length / classes; row++)
            {
                bool counts = inputs.Mask.IsEmpty || inputs.Mask[row];
                hinges.Clear();
                double weight = inputs.Weights.IsEmpty ? 1 : double.CreateTruncating(inputs.Weights[row]);
                double value = counts ? weight * Row<V>(row, lanes) / classes : 0;
                total += value;
                if (!outputs.Values.IsEmpty)
                    outputs.Values[row] = T.CreateTruncating(value);
                if (!outputs.First.IsEmpty)
                    for (int c = 0; c < classes; c++)
                        outputs.First[row * classes + c] = T.CreateTruncating(double.CreateTruncating(hinges[c]) * (scale * weight / classes));
            }
            return total;
        }

        private double Row<V>(int row, Span<T> lanes) where V : struct, ILanes<V, T>
        {
            ReadOnlySpan<T> logits = inputs.First.Slice(row * classes, classes);
            ReadOnlySpan<int> own = labels.Slice(row * classes, classes);
            int end = own.IndexOf(-1);
            own = end < 0 ? own : own[..end];
            isOther.Fill(T.One);
            foreach (int label in own)
                isOther[label] = T.Zero;
            double sum = 0;
            foreach (int label in own)
            {
                OrderedSum<T> values = new(lanes[..]);
                T before = Total(hinges);
                sum += Beside<V>(logits, logits[label], ref values);
                hinges[label] -= Total(hinges) - before;
            }
            return sum;
        }

        // Whole numbers, so exact in any order.
        private static T Total(ReadOnlySpan<T> counts)
        {
            T total = T.Zero;
            foreach (T count in counts)
                total += count;
            return total;
        }

        [MethodImpl(Compiled.AtOnce)]
        private double Beside<V>(ReadOnlySpan<T> logits, T label, ref OrderedSum<T> sum) where V : struct, ILanes<V, T>
        {
            for (int start = 0; start < classes; start += OrderedSum<T>.Block)
            {
                int end = Math.Min(start + OrderedSum<T>.Block, classes), at = start;
                for (; at <= end - V.Count; at += V.Count)
                    Step<V>(logits, label, at, ref sum);
                for (; at < end; at++)
                    Step<Lane1<T>>(logits, label, at, ref sum);
                sum.Fold();
            }
            return sum.Total;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Step<V>(ReadOnlySpan<T> logits, T label, int at, ref OrderedSum<T> sum) where V : struct, ILanes<V, T>
        {
            V x = V.Load(logits, at), ahead = V.Broadcast(label), zero = V.Of(0), other = V.Load(isOther, at);
            sum.Add(V.WhereEqual(other, zero, zero, MultilabelMargin.Value(ahead, x)), at);
            V.Store(V.Load(hinges, at) + V.WhereEqual(other, zero, zero, MultilabelMargin.Slope(ahead, x)), hinges, at);
        }
    }
}
