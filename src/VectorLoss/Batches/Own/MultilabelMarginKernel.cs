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
    private readonly Span<T> isOther = scratch[..Padded(classes)];
    private readonly Span<T> hinges = scratch.Slice(Padded(classes), Padded(classes));
    private readonly Span<T> lanes = scratch.Slice(2 * Padded(classes), Logical.Lanes<T>());
    private readonly BatchOptions<T> options;

    /// <summary>Weights and mask of the rows.</summary>
    public BatchOptions<T> Options { init => options = value; }

    /// <summary>Receive the weighted value of every row, where there is room.</summary>
    public RowValues<T> Values { get; init; }

    /// <summary>Receives the weighted gradient times <see cref="Scale"/>, or empty.</summary>
    public Span<T> Gradient { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public double Scale { get; init; }

    /// <summary>How much scratch it needs.</summary>
    public static int ScratchLength(int classes) => checked(2 * Padded(classes) + Logical.Lanes<T>());

    // Whole registers of any width. The numbers beyond the classes are no others, so they add nothing.
    private static int Padded(int classes)
        => checked((classes + Logical.Lanes<T>() - 1) / Logical.Lanes<T>() * Logical.Lanes<T>());

    /// <summary>The labels of a row, up to the first −1.</summary>
    [MethodImpl(Compiled.Early)]
    public static ReadOnlySpan<int> LabelsOf(ReadOnlySpan<int> labels, int classes, int row)
    {
        ReadOnlySpan<int> own = labels.Slice(row * classes, classes);
        int end = 0;
        while (end < own.Length && own[end] != -1)
            end++;
        return own[..end];
    }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        double total = 0;
        bool few = classes <= V.Count;
        for (int i = 0; i < classes && few; i++)
            isOther[i] = T.CreateTruncating(i);
        for (int row = 0; row < all.Length / classes; row++)
        {
            bool counts = options.Counts(row);
            double weight = options.Weight(row), value;
            // Nothing divided by 0 is infinite, and must not meet the 0 of a row that does not count.
            T scale = T.CreateTruncating(counts ? Scale * weight / classes : 0);
            if (few && counts)
                value = weight * OneRegister<V>(row, scale) / classes;
            else
            {
                Stores.Zero<V, T>(hinges);
                value = counts ? weight * Row<V>(row) / classes : 0;
                if (!Gradient.IsEmpty)
                    Write<V>(row, scale);
            }
            total += Values.Put(row, value);
        }
        return total;
    }

    /// <summary>
    /// A row that one register holds: no class goes through memory, and what stands there in place of the marks of
    /// others are the numbers of the classes.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private double OneRegister<V>(int row, T scale) where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> logits = all.Slice(row * classes, classes);
        ReadOnlySpan<int> own = LabelsOf(labels, classes, row);
        V mask = V.FirstLanes(classes), x = V.Load(in Refs.Start(logits), 0, mask), zero = V.Of(0);
        V places = V.Load(isOther, 0), counts = V.And(mask, V.Of(1)), sum = zero, slopes = zero;
        foreach (int label in own)
            counts = V.WhereEqual(places, V.Of(label), zero, counts);
        foreach (int label in own)
        {
            V ahead = V.Broadcast(logits[label]);
            sum += V.WhereEqual(counts, zero, zero, MultilabelMargin.Value(ahead, x));
            V slope = V.WhereEqual(counts, zero, zero, MultilabelMargin.Slope(ahead, x));
            // Whole numbers, so exact in any order.
            slopes += slope - V.WhereEqual(places, V.Of(label), V.Broadcast(V.SumAcross(slope)), zero);
        }
        if (!Gradient.IsEmpty)
            V.Store(slopes * V.Broadcast(scale), ref Refs.Start(Gradient), row * classes, mask);
        return double.CreateTruncating(V.SumAcross(sum));
    }

    [MethodImpl(Compiled.AtOnce)]
    private double Row<V>(int row) where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> logits = all.Slice(row * classes, classes);
        ReadOnlySpan<int> own = LabelsOf(labels, classes, row);
        MarkOthers<V>(own);
        double sum = 0;
        int added = 0, perLane = (Math.Min(classes, OrderedSum<T>.Block) + lanes.Length - 1) / lanes.Length;
        Stores.Zero<V, T>(lanes);
        foreach (int label in own)
            for (int start = 0; start < classes; start += OrderedSum<T>.Block)
            {
                // At most as many terms in a lane as in any other sum of the library.
                if (added + perLane > OrderedSum<T>.Block / lanes.Length)
                {
                    sum += RowLanes<T>.Fold<V>(lanes, classes);
                    Stores.Zero<V, T>(lanes);
                    added = 0;
                }
                added += perLane;
                hinges[label] -= AgainstOthers<V>(logits, label, start, Math.Min(start + OrderedSum<T>.Block, classes));
            }
        return sum + RowLanes<T>.Fold<V>(lanes, classes);
    }

    /// <summary>1 for the classes that are no labels of the row, 0 for its labels and beyond the classes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void MarkOthers<V>(ReadOnlySpan<int> own) where V : struct, ILanes<V, T>
    {
        V one = V.Of(1);
        for (int at = 0; at < isOther.Length; at += V.Count)
            V.Store(V.And(one, V.FirstLanes(Math.Clamp(classes - at, 0, V.Count))), isOther, at);
        foreach (int label in own)
            isOther[label] = T.Zero;
    }

    /// <summary>Adds what one label has to say against some other classes; gives how many hinges are open.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private T AgainstOthers<V>(ReadOnlySpan<T> logits, int label, int start, int end) where V : struct, ILanes<V, T>
    {
        V ahead = V.Broadcast(logits[label]), zero = V.Of(0), open = zero;
        ref readonly T x = ref Refs.Start(logits);
        ref readonly T others = ref Refs.Start((ReadOnlySpan<T>)isOther);
        ref T slopes = ref Refs.Start(hinges), sums = ref Refs.Start(lanes);
        int width = lanes.Length - 1;
        for (int at = start; at < end; at += V.Count)
        {
            V other = V.Load(in x, at, V.FirstLanes(Math.Min(end - at, V.Count))), counts = V.Load(in others, at);
            V value = V.WhereEqual(counts, zero, zero, MultilabelMargin.Value(ahead, other));
            V slope = V.WhereEqual(counts, zero, zero, MultilabelMargin.Slope(ahead, other));
            V.Store(V.Load(in sums, at & width) + value, ref sums, at & width);
            V.Store(V.Load(in slopes, at) + slope, ref slopes, at);
            open += slope;
        }
        // Whole numbers, so exact in any order.
        return V.SumAcross(open);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Write<V>(int row, T scale) where V : struct, ILanes<V, T>
    {
        V factor = V.Broadcast(scale);
        for (int at = 0; at < classes; at += V.Count)
            V.Store(V.Load((ReadOnlySpan<T>)hinges, at) * factor, ref Refs.Start(Gradient), row * classes + at,
                V.FirstLanes(Math.Min(classes - at, V.Count)));
    }
}
