using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A softmax loss over rows of many classes, one after another. See <see cref="SequentialRow"/>.</summary>
internal readonly ref struct SoftmaxSequential<TLoss, T, TPlan>(
    in SoftmaxWork<TLoss, T> work, double total = 0) : IKernel<T, double>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPlan : struct, ISoftmaxPlan
{
    private readonly SoftmaxWork<TLoss, T> work = work;

    /// <summary>
    /// Whether exp(z − m) is kept in the gradient. Where the slopes need the logits again, which it may overwrite, it
    /// is computed twice instead.
    /// </summary>
    private static bool KeepsPowers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !TPlan.HasSoftcap && (!TPlan.WeighsAllClasses || TLoss.IsLinear);
    }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[PowerSums<T>.Room];
        double sum = total;
        Maximum max = new(-1, T.Zero);
        for (int row = 0; row < work.Batch.Rows; row++)
        {
            if (work.Batch.Counts(row))
                sum += double.CreateTruncating(One<V>(row, ref max, lanes));
            else
                work.Skip(row);
        }
        return sum;
    }

    /// <summary>The maximum that is known already, and the row it is of.</summary>
    private readonly record struct Maximum(int Row, T Value);

    [MethodImpl(Compiled.AtOnce)]
    private T One<V>(int row, ref Maximum known, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        int classes = work.Batch.Classes, label = work.Label(row), after = row + 1 < work.Batch.Rows ? row + 1 : row;
        ReadOnlySpan<T> logits = work.Batch.Logits.Slice(row * classes, classes);
        ReadOnlySpan<T> targets = work.Batch.Targets.IsEmpty ? default
            : work.Batch.Targets.Slice(row * classes, classes);
        Span<T> slopes = work.Gradient.IsEmpty ? default : work.Gradient.Slice(row * classes, classes);
        // Read before the gradient may overwrite it.
        T labelLogit = label < 0 ? T.Zero : logits[label], value = T.Zero, slopeSum = T.Zero;
        T max = known.Row == row ? known.Value : CapLogit(SequentialRow.Max<V, T>(logits)), nextMax = max;
        if (TPlan.WeighsAllClasses && TLoss.IsLinear)
            (value, slopeSum) = Terms<V>(logits, targets, max, lanes);
        PowerSum<T> sum = TPlan.HasSoftcap ? new SoftmaxChunks<TLoss, T, TPlan>(work).Powers<V>(logits, max, lanes)
            : SequentialRow.Powers<V, T>(
                logits, work.Batch.Logits.Slice(after * classes, classes), KeepsPowers ? slopes : default,
                ref nextMax, lanes);
        if (!TPlan.HasSoftcap)
            known = new(after, nextMax);
        T logSum = SequentialRow.Log(sum);
        if (TPlan.WeighsAllClasses && TLoss.IsLinear)
            value -= slopeSum * logSum;
        else if (TPlan.WeighsAllClasses)
            (value, slopeSum) = new SoftmaxChunks<TLoss, T, TPlan>(work).Terms<V>(logits, targets, max, logSum, lanes);

        T labelWeight = work.LabelWeight(label), logProbability = CapLogit(labelLogit) - max - logSum;
        T labelSlope = LabelSlope(labelWeight, logProbability);
        T weight = work.Batch.SampleWeight(row), lse = LogSumExp(max, logSum), scale = weight * work.Scale;
        if (!slopes.IsEmpty)
        {
            T lseSlope = LseSquareSlope(lse, row), factor = (lseSlope - labelSlope - slopeSum) * scale / sum.Sum;
            Slopes<V>(logits, targets, slopes, new(max, logSum, factor, scale));
            if (label >= 0)
                AddLabelSlope(ref slopes[label], labelLogit, CapLogit(labelLogit) == max, labelSlope * scale,
                    lseSlope * scale - factor * sum.Others);
        }
        value = (LabelValue(labelWeight, logProbability) + value + LseSquare(lse, row)) * weight;
        if (work.Keeps)
            work.Keep(new(in row), new(in value), new(in lse));
        return value;
    }

    /// <summary>Adds the label's a·φ'; the whole, where only the label has a weight and is the maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddLabelSlope(ref T slope, T logit, bool isMax, T labelSlope, T whole)
    {
        T cap = TPlan.HasSoftcap ? CapSlope(logit) : T.One;
        slope = work.WeighsLabelsOnly && isMax ? whole * cap : slope + labelSlope * cap;
    }

    // The formulas of SoftmaxWork for a single number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T CapLogit(T logit) => TPlan.HasSoftcap ? work.CapLogit(new Lane1<T>(logit)).Number : logit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T CapSlope(T logit) => work.CapSlope(new Lane1<T>(logit)).Number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T LabelValue(T weight, T logProbability)
        => work.TermValue(new Lane1<T>(weight), new Lane1<T>(logProbability)).Number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T LabelSlope(T weight, T logProbability)
        => work.TermSlope(new Lane1<T>(weight), new Lane1<T>(logProbability)).Number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogSumExp(T max, T logSum)
        => SoftmaxWork<TLoss, T>.LogSumExp(new Lane1<T>(max), new Lane1<T>(logSum)).Number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T LseSquare(T lse, int row) => !work.HasLseSquare ? T.Zero
        : work.LseSquare(new Lane1<T>(lse), new Lane1<T>(work.Batch.LseWeight(row))).Number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T LseSquareSlope(T lse, int row) => !work.HasLseSquare ? T.Zero
        : work.LseSquareSlope(new Lane1<T>(lse), new Lane1<T>(work.Batch.LseWeight(row))).Number;

    /// <summary>Σ a·φ and Σ a·φ' of the spread targets of a linear φ, less what log S contributes.</summary>
    private (T Value, T Slope) Terms<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, T max, Span<T> lanes)
        where V : struct, ILanes<V, T>
    {
        if (TPlan.HasSoftcap)
            return new SoftmaxChunks<TLoss, T, TPlan>(work).Terms<V>(logits, targets, max, T.Zero, lanes);
        int width = Logical.Lanes<T>();
        OrderedSum<T> values = new(lanes[..width]), slopes = new(lanes.Slice(width, width));
        for (int c = 0; c < logits.Length;)
        {
            int end = Math.Min(c + OrderedSum<T>.Block, logits.Length);
            int whole = AddTerms<V>(logits, targets, max, values, slopes, c, end);
            AddTerms<Lane1<T>>(logits, targets, max, values, slopes, whole, end);
            values.Fold<V>();
            slopes.Fold<V>();
            c = end;
        }
        return (T.CreateTruncating(values.Total), T.CreateTruncating(slopes.Total));
    }

    [MethodImpl(Compiled.AtOnce)]
    private int AddTerms<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, T max, OrderedSum<T> values,
        OrderedSum<T> slopes, int c, int end)
        where V : struct, ILanes<V, T>
    {
        V wideMax = V.Broadcast(max);
        for (; c <= end - V.Count; c += V.Count)
        {
            V weight = work.ClassTarget<V>(targets, c);
            values.Add(work.TermValue(weight, V.Load(logits, c) - wideMax), c);
            slopes.Add(work.TermSlope(weight, default), c);
        }
        return c;
    }

    /// <summary>e·factor + a·φ'·scale of every class, labels left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Slopes<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> slopes, in SoftmaxRow<T> row)
        where V : struct, ILanes<V, T>
    {
        if (!KeepsPowers)
            new SoftmaxChunks<TLoss, T, TPlan>(work).Slopes<V>(logits, targets, slopes, row);
        else if (TPlan.WeighsAllClasses)
            AddTerms<V>(targets, slopes, row);
        else
            Scale<V>(slopes, row.PowerFactor);
    }

    // The last register may reach back over the one before: it is read before that is written.
    [MethodImpl(Compiled.AtOnce)]
    private static void Scale<V>(Span<T> slopes, T factor) where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> powers = slopes;
        V wideFactor = V.Broadcast(factor);
        int end = slopes.Length - V.Count;
        V last = V.Load(powers, end) * wideFactor;
        for (int c = 0; c < end; c += V.Count)
            V.Store(V.Load(powers, c) * wideFactor, slopes, c);
        V.Store(last, slopes, end);
    }

    /// <summary>The slope of a linear φ is the same everywhere; the logits may be gone by now.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void AddTerms<V>(ReadOnlySpan<T> targets, Span<T> slopes, in SoftmaxRow<T> row)
        where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> powers = slopes;
        V factor = V.Broadcast(row.PowerFactor), scale = V.Broadcast(row.Scale) * work.Loss.Slope(V.Of(0));
        int end = slopes.Length - V.Count;
        V last = V.MulAdd(work.ClassTarget<V>(targets, end), scale, V.Load(powers, end) * factor);
        for (int c = 0; c < end; c += V.Count)
            V.Store(V.MulAdd(work.ClassTarget<V>(targets, c), scale, V.Load(powers, c) * factor), slopes, c);
        V.Store(last, slopes, end);
    }
}
