using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A softmax loss over rows of many classes, one after another. See <see cref="SequentialRow"/>.</summary>
/// <param name="work">The work.</param>
/// <param name="logits">The logits as they are stored; where that is not as T, only labels are weighed.</param>
/// <param name="gradient">Receives the gradient, stored as the logits are, or empty.</param>
/// <param name="total">What the values of the rows are added to.</param>
internal readonly ref struct SoftmaxSequential<TLoss, T, S, TPlan>(
    in SoftmaxWork<TLoss, T> work, ReadOnlySpan<S> logits, Span<S> gradient, double total = 0) : IKernel<T, double>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where S : unmanaged
    where TPlan : struct, ISoftmaxPlan
{
    private readonly SoftmaxWork<TLoss, T> work = work;
    private readonly ReadOnlySpan<S> logits = logits;
    private readonly Span<S> gradient = gradient;

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
        // Room for the powers of a row, where the gradient is stored otherwise.
        Span<T> room = typeof(S) == typeof(T) || gradient.IsEmpty ? default
            : Refs.Cast<Staged<T>, T>(Scratch<Staged<T>>.Borrow(work.Batch.Classes));
        double sum = total;
        Maximum max = new(-1, T.Zero);
        for (int row = 0; row < work.Batch.Rows; row++)
        {
            if (work.Batch.Counts(row))
                sum += double.CreateTruncating(One<V>(row, ref max, lanes, room));
            else
                Skip(row);
        }
        return sum;
    }

    /// <summary>The maximum that is known already, and the row it is of.</summary>
    private readonly record struct Maximum(int Row, T Value);

    [MethodImpl(Compiled.AtOnce)]
    private T One<V>(int row, ref Maximum known, Span<T> lanes, Span<T> room) where V : struct, ILanes<V, T>
    {
        RowPlaces places = work.Batch.Places;
        int label = work.Label(row), after = row + 1 < work.Batch.Rows ? row + 1 : row;
        ReadOnlySpan<S> stored = places.Row(this.logits, row);
        ReadOnlySpan<T> logits = typeof(S) == typeof(T) ? Refs.Cast<S, T>(stored) : default;
        ReadOnlySpan<T> targets = work.Batch.Targets.IsEmpty ? default : places.Row(work.Batch.Targets, row);
        Span<S> result = gradient.IsEmpty ? default : places.Row(gradient, row);
        Span<T> slopes = typeof(S) == typeof(T) ? Refs.Cast<S, T>(result) : room;
        // Read before the gradient may overwrite it.
        T labelLogit = label < 0 ? T.Zero : StoredMemory.Number<T, S>(stored[label]), value = T.Zero;
        T max = known.Row == row ? known.Value : CapLogit(RowMaximum.Of<V, T, S>(stored)), nextMax = max;
        // A maximum does not see a NaN among numbers of −∞.
        bool isNaN = T.IsNegativeInfinity(max) && StoredMemory.HasNaN<T, S>(stored);
        SlopeSums<T> spread = default;
        if (TPlan.WeighsAllClasses && TLoss.IsLinear && !TPlan.HasSoftcap)
            (value, spread) = new SoftmaxKept<TLoss, T>(work).Terms<V>(logits, targets, max, lanes);
        PowerSum<T> sum = TPlan.HasSoftcap ? new SoftmaxChunks<TLoss, T, TPlan>(work).Powers<V>(logits, max, lanes)
            : SequentialRow.Powers<V, T, S>(stored, places.Row(this.logits, after), KeepsPowers ? slopes : default,
                result, ref nextMax, lanes);
        if (!TPlan.HasSoftcap)
            known = new(after, nextMax);
        T logSum = SequentialRow.Log(sum.Others), logProbability = CapLogit(labelLogit) - max - logSum;
        T labelWeight = work.LabelWeight(label), weight = work.Batch.SampleWeight(row),
            lse = isNaN ? T.NaN : LogSumExp(max, logSum);
        if (TPlan.WeighsAllClasses && TLoss.IsLinear && !TPlan.HasSoftcap)
            value -= (spread.Others + spread.Largest) * logSum;
        else if (TPlan.WeighsAllClasses)
            spread = Spread<V>(logits, targets, max, sum, logSum, lanes, out value);
        if (!result.IsEmpty)
            Gradient<V>(logits, targets, slopes, result, sum, spread,
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
    private void Gradient<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> slopes, Span<S> result,
        in PowerSum<T> sum, in SlopeSums<T> spread, in Facts row)
        where V : struct, ILanes<V, T>
    {
        bool isLabel = row.Label >= 0 && row.Label == sum.Largest;
        T factor = (row.LseSlope - row.LabelSlope - (spread.Others + spread.Largest)) * row.Scale / sum.Sum;
        // Before the gradient may overwrite the logits.
        T capSlope = TPlan.HasSoftcap && sum.Largest >= 0 ? CapSlope(logits[sum.Largest]) : T.One;
        Slopes<V>(logits, targets, slopes, result, new(row.Max, row.LogSum, factor, row.Scale));
        if (row.Label >= 0 && !isLabel)
            result[row.Label] = StoredMemory.Rounded<T, S>(OfOthers(slopes, row.Label, factor)
                + row.LabelSlope * row.Scale * (TPlan.HasSoftcap ? CapSlope(row.LabelLogit) : T.One));
        if (sum.Largest < 0)
            return;
        T own = spread.Largest + (isLabel ? row.LabelSlope : T.Zero);
        T rest = row.LseSlope - (isLabel ? T.Zero : row.LabelSlope) - spread.Others;
        T whole = T.FusedMultiplyAdd(own, sum.Others, rest) * row.Scale / sum.Sum;
        result[sum.Largest] = StoredMemory.Rounded<T, S>(
            NormalPowers.Normal<Lane1<T>, T>(new(whole * capSlope)).Number);
    }

    /// <summary>The gradient without what the label alone contributes: where it is not stored as it is, once
    /// more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T OfOthers(ReadOnlySpan<T> slopes, int c, T factor) => typeof(S) == typeof(T) ? slopes[c]
        : new NormalFactor<Lane1<T>, T>(new(factor)).Times(new(slopes[c])).Number;

    private void Skip(int row)
    {
        work.Skip(row);
        if (typeof(S) != typeof(T) && !gradient.IsEmpty)
            work.Batch.Places.Fill(gradient, row, default);
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
    private void Slopes<V>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> slopes, Span<S> result, in SoftmaxRow<T> row)
        where V : struct, ILanes<V, T>
    {
        if (!KeepsPowers)
            new SoftmaxChunks<TLoss, T, TPlan>(work).Slopes<V>(logits, targets, slopes, row);
        else if (TPlan.WeighsAllClasses)
            new SoftmaxKept<TLoss, T>(work).AddTerms<V>(targets, slopes, row);
        else
            SoftmaxKept<TLoss, T>.Scale<V, S>(slopes, row.PowerFactor, result);
    }
}
