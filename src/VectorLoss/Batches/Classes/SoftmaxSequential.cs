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

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[SequentialRow.Room<T>()];
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
        RowPlaces places = work.Batch.Places;
        int label = work.Label(row), after = row + 1 < work.Batch.Rows ? row + 1 : row;
        ReadOnlySpan<T> logits = places.Row(work.Batch.Logits, row);
        ReadOnlySpan<T> targets = work.Batch.Targets.IsEmpty ? default : places.Row(work.Batch.Targets, row);
        Span<T> slopes = work.Gradient.IsEmpty ? default : places.Row(work.Gradient, row);
        // Read before the gradient may overwrite it.
        T labelLogit = label < 0 ? T.Zero : logits[label], value = T.Zero;
        T max = known.Row == row ? known.Value : CapLogit(SequentialRow.Max<V, T>(logits)), nextMax = max;
        SlopeSums<T> spread = default;
        if (TPlan.WeighsAllClasses && TLoss.IsLinear && !TPlan.HasSoftcap)
            (value, spread) = new SoftmaxKept<TLoss, T>(work).Terms<V>(logits, targets, max, lanes);
        PowerSum<T> sum = TPlan.HasSoftcap ? new SoftmaxChunks<TLoss, T, TPlan>(work).Powers<V>(logits, max, lanes)
            : SequentialRow.Powers<V, T>(
                logits, places.Row(work.Batch.Logits, after), KeepsPowers ? slopes : default,
                ref nextMax, lanes);
        if (!TPlan.HasSoftcap)
            known = new(after, nextMax);
        T logSum = SequentialRow.Log(sum.Others), logProbability = CapLogit(labelLogit) - max - logSum;
        T labelWeight = work.LabelWeight(label), weight = work.Batch.SampleWeight(row), lse = LogSumExp(max, logSum);
        if (TPlan.WeighsAllClasses && TLoss.IsLinear && !TPlan.HasSoftcap)
            value -= (spread.Others + spread.Largest) * logSum;
        else if (TPlan.WeighsAllClasses)
            spread = Spread<V>(logits, targets, max, sum, logSum, lanes, out value);
        if (!slopes.IsEmpty)
            Gradient<V>(logits, targets, slopes, sum, spread,
                new(max, logSum, weight * work.Scale, label, labelLogit, LabelSlope(labelWeight, logProbability),
                    LseSquareSlope(lse, row)));
        value = (LabelValue(labelWeight, logProbability) + value + LseSquare(lse, row)) * weight;
        if (work.Keeps)
            work.Keep(new(in row), new(in value), new(in lse));
        return value;
    }

    /// <summary>What the gradient needs to know of a row, beside its sums.</summary>
    private readonly record struct Facts(
        T Max, T LogSum, T Scale, int Label, T LabelLogit, T LabelSlope, T LseSlope);

    /// <summary>Σ a·φ and Σ a·φ' of the spread targets, where they need log S or the soft cap.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private SlopeSums<T> Spread<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, T max, in PowerSum<T> sum,
        T logSum, Span<T> lanes, out T value)
        where V : struct, ILanes<V, T>
    {
        T largest = sum.Largest < 0 ? T.Zero
            : work.TermSlope(work.ClassTarget<Lane1<T>>(targets, sum.Largest), new Lane1<T>(-logSum)).Number;
        (value, T others) = new SoftmaxChunks<TLoss, T, TPlan>(work).Terms<V>(
            logits, targets, max, logSum, sum.Largest, lanes);
        return new(largest, others);
    }

    /// <summary>
    /// The gradient of a row. The class of p above a half gets its own from sums without it, of which more is left for
    /// p → 1 than of p − 1.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Gradient<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> slopes, in PowerSum<T> sum,
        in SlopeSums<T> spread, in Facts row)
        where V : struct, ILanes<V, T>
    {
        bool isLabel = row.Label >= 0 && row.Label == sum.Largest;
        T factor = (row.LseSlope - row.LabelSlope - (spread.Others + spread.Largest)) * row.Scale / sum.Sum;
        // Before the gradient may overwrite the logits.
        T capSlope = TPlan.HasSoftcap && sum.Largest >= 0 ? CapSlope(logits[sum.Largest]) : T.One;
        Slopes<V>(logits, targets, slopes, new(row.Max, row.LogSum, factor, row.Scale));
        if (row.Label >= 0 && !isLabel)
            slopes[row.Label] += row.LabelSlope * row.Scale * (TPlan.HasSoftcap ? CapSlope(row.LabelLogit) : T.One);
        if (sum.Largest < 0)
            return;
        T own = spread.Largest + (isLabel ? row.LabelSlope : T.Zero);
        T rest = row.LseSlope - (isLabel ? T.Zero : row.LabelSlope) - spread.Others;
        T whole = T.FusedMultiplyAdd(own, sum.Others, rest) * row.Scale / sum.Sum;
        slopes[sum.Largest] = NormalPowers.Normal<Lane1<T>, T>(new(whole * capSlope)).Number;
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

    /// <summary>e·factor + a·φ'·scale of every class, labels left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Slopes<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> slopes, in SoftmaxRow<T> row)
        where V : struct, ILanes<V, T>
    {
        if (!KeepsPowers)
            new SoftmaxChunks<TLoss, T, TPlan>(work).Slopes<V>(logits, targets, slopes, row);
        else if (TPlan.WeighsAllClasses)
            new SoftmaxKept<TLoss, T>(work).AddTerms<V>(targets, slopes, row);
        else
            SoftmaxKept<TLoss, T>.Scale<V>(slopes, row.PowerFactor);
    }
}
