using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// <see cref="MultilabelMargin"/> row by row: every label of a row against all classes that are none of its labels.
/// </summary>
internal readonly ref struct MultilabelMarginKernel<T>(
    ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, Span<T> scratch) : IKernel<T, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> all = logits;
    private readonly ReadOnlySpan<int> labels = labels;
    private readonly int classes = classes;
    private readonly Span<T> isOther = scratch[..classes];
    private readonly Span<T> hinges = scratch[classes..];
    private readonly BatchOptions<T> options;

    /// <summary>Weights and mask of the rows.</summary>
    public BatchOptions<T> Options { init => options = value; }

    /// <summary>Receives the weighted value of every row, or empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Receives the weighted gradient times <see cref="Scale"/>, or empty.</summary>
    public Span<T> Gradient { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public double Scale { get; init; }

    /// <summary>The labels of a row, up to the first −1.</summary>
    public static ReadOnlySpan<int> LabelsOf(ReadOnlySpan<int> labels, int classes, int row)
    {
        ReadOnlySpan<int> own = labels.Slice(row * classes, classes);
        int end = own.IndexOf(-1);
        return end < 0 ? own : own[..end];
    }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[Logical.Lanes<T>()];
        double total = 0;
        for (int row = 0; row < all.Length / classes; row++)
        {
            hinges.Clear();
            bool counts = options.Counts(row);
            double weight = options.Weight(row), value = counts ? weight * Row<V>(row, lanes) / classes : 0;
            // Nothing divided by 0 is infinite, and must not meet the 0 of a row that does not count.
            double scale = counts ? Scale * weight / classes : 0;
            total += value;
            if (!Values.IsEmpty)
                Values[row] = T.CreateTruncating(value);
            if (!Gradient.IsEmpty)
                for (int c = 0; c < classes; c++)
                    Gradient[row * classes + c] = T.CreateTruncating(double.CreateTruncating(hinges[c]) * scale);
        }
        return total;
    }

    private double Row<V>(int row, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> logits = all.Slice(row * classes, classes);
        ReadOnlySpan<int> own = LabelsOf(labels, classes, row);
        isOther.Fill(T.One);
        foreach (int label in own)
            isOther[label] = T.Zero;
        double sum = 0;
        foreach (int label in own)
        {
            OrderedSum<T> values = new(lanes[..]);
            T before = Total(hinges);
            sum += AgainstOthers<V>(logits, logits[label], ref values);
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
    private double AgainstOthers<V>(ReadOnlySpan<T> logits, T label, ref OrderedSum<T> sum)
        where V : struct, ILanes<V, T>
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
    private void Step<V>(ReadOnlySpan<T> logits, T label, int at, ref OrderedSum<T> sum)
        where V : struct, ILanes<V, T>
    {
        V x = V.Load(logits, at), ahead = V.Broadcast(label), zero = V.Of(0), other = V.Load(isOther, at);
        sum.Add(V.WhereEqual(other, zero, zero, MultilabelMargin.Value(ahead, x)), at);
        V.Store(V.Load(hinges, at) + V.WhereEqual(other, zero, zero, MultilabelMargin.Slope(ahead, x)), hinges, at);
    }
}
