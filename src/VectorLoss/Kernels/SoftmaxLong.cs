using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Kernels;

/// <summary>A softmax loss over rows of many classes, one after another. See <see cref="LongRow"/>.</summary>
internal readonly ref struct SoftmaxLong<TLoss, T, TPlan>(in SoftmaxWork<TLoss, T> work) : IKernel<T, double>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPlan : struct, ISoftmaxPlan
{
    private readonly SoftmaxWork<TLoss, T> work = work;

    /// <summary>
    /// Whether exp(z − m) is kept in the gradient. Where the slopes need the logits again, which it may overwrite, it is
    /// computed twice instead.
    /// </summary>
    private static bool KeepsPowers => !TPlan.Capped && (!TPlan.Spread || TLoss.IsLinear);

    public double Run<V>() where V : struct, ILanes<V, T>
    {
        Span<T> lanes = stackalloc T[2 * Logical.Lanes<T>()];
        double total = 0;
        for (int row = 0; row < work.Batch.Rows; row++)
        {
            if (work.Batch.Counts(row))
                total += double.CreateTruncating(Row<V>(row, lanes));
            else
                work.Skip(row);
        }
        return total;
    }

    private T Row<V>(int row, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        int classes = work.Batch.Classes, label = work.Label(row);
        ReadOnlySpan<T> logits = work.Batch.Logits.Slice(row * classes, classes);
        ReadOnlySpan<T> targets = work.Batch.Targets.IsEmpty ? default : work.Batch.Targets.Slice(row * classes, classes);
        Span<T> slopes = work.Gradient.IsEmpty ? default : work.Gradient.Slice(row * classes, classes);
        // Read before the gradient may overwrite it.
        Lane1<T> labelLogit = new(label < 0 ? T.Zero : logits[label]), value = default, drift = default;
        Lane1<T> max = Seen(new Lane1<T>(LongRow.Max<V, T>(logits)));
        if (TPlan.Spread && TLoss.IsLinear)
            (value, drift) = Terms<V>(logits, targets, max, default, lanes);
        Lane1<T> sum = Powers<V>(logits, KeepsPowers ? slopes : default, max, lanes), logSum = Lane1<T>.Log(sum);
        if (TPlan.Spread && TLoss.IsLinear)
            value -= drift * logSum;
        else if (TPlan.Spread)
            (value, drift) = Terms<V>(logits, targets, max, logSum, lanes);

        Lane1<T> lse = SoftmaxWork<TLoss, T>.LogSumExp(max, logSum), weight = new(work.Batch.SampleWeight(row));
        (Lane1<T> labelValue, Lane1<T> labelSlope) = work.Term(new Lane1<T>(work.LabelWeight(label)), Seen(labelLogit) - max - logSum);
        (Lane1<T> square, Lane1<T> pull) = work.SquaredLse(lse);
        if (!slopes.IsEmpty)
        {
            Lane1<T> scale = weight * new Lane1<T>(work.Scale);
            Slopes<V>(logits, targets, slopes, max, logSum, (pull - labelSlope - drift) * scale / sum, scale);
            if (label >= 0)
                slopes[label] += (TPlan.Capped ? labelSlope * scale * work.CapSlope(labelLogit) : labelSlope * scale).Number;
        }
        value = (labelValue + value + square) * weight;
        work.Keep(row, value.Number, lse.Number);
        return value.Number;
    }

    /// <summary>The logit as the softmax sees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Seen<V>(V logit) where V : struct, ILanes<V, T> => TPlan.Capped ? work.Capped(logit) : logit;

    /// <summary>Σ exp(z − m), the powers stored unless <paramref name="powers"/> is empty.</summary>
    private Lane1<T> Powers<V>(ReadOnlySpan<T> logits, Span<T> powers, Lane1<T> max, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        OrderedSum<T> sum = new(lanes[..Logical.Lanes<T>()]);
        V wideMax = V.Broadcast(max.Number);
        for (int c = 0; c < logits.Length;)
        {
            int end = Math.Min(c + OrderedSum<T>.Block, logits.Length);
            for (; c <= end - V.Count; c += V.Count)
                sum.Add(Power(logits, powers, wideMax, c), c);
            for (; c < end; c++)
                sum.Add(Power(logits, powers, max, c), c);
            sum.Fold<V>();
        }
        return new(T.CreateTruncating(sum.Total));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Power<V>(ReadOnlySpan<T> logits, Span<T> powers, V max, int c) where V : struct, ILanes<V, T>
    {
        V power = V.Exp(Seen(V.Load(logits, c)) - max);
        if (!powers.IsEmpty)
            V.Store(power, powers, c);
        return power;
    }

    /// <summary>Σ a·φ and Σ a·φ' of the spread targets.</summary>
    private (Lane1<T> Value, Lane1<T> Slope) Terms<V>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Lane1<T> max, Lane1<T> logSum, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        OrderedSum<T> values = new(lanes[..Logical.Lanes<T>()]), slopes = new(lanes[Logical.Lanes<T>()..]);
        V wideMax = V.Broadcast(max.Number), wideLogSum = V.Broadcast(logSum.Number);
        for (int c = 0; c < logits.Length;)
        {
            int end = Math.Min(c + OrderedSum<T>.Block, logits.Length);
            for (; c <= end - V.Count; c += V.Count)
                Add(c, Term(logits, targets, wideMax, wideLogSum, c), ref values, ref slopes);
            for (; c < end; c++)
                Add(c, Term(logits, targets, max, logSum, c), ref values, ref slopes);
            values.Fold<V>();
            slopes.Fold<V>();
        }
        return (new(T.CreateTruncating(values.Total)), new(T.CreateTruncating(slopes.Total)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V>(int c, (V Value, V Slope) term, ref OrderedSum<T> values, ref OrderedSum<T> slopes) where V : struct, ILanes<V, T>
    {
        values.Add(term.Value, c);
        slopes.Add(term.Slope, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (V Value, V Slope) Term<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, V max, V logSum, int c) where V : struct, ILanes<V, T>
        => work.Term(work.Spread<V>(targets, c), Seen(V.Load(logits, c)) - max - logSum);

    /// <summary>e·pull + a·φ'·scale of every class.</summary>
    private void Slopes<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> slopes, Lane1<T> max, Lane1<T> logSum, Lane1<T> pull, Lane1<T> scale)
        where V : struct, ILanes<V, T>
    {
        V wideMax = V.Broadcast(max.Number), wideLogSum = V.Broadcast(logSum.Number);
        V widePull = V.Broadcast(pull.Number), wideScale = V.Broadcast(scale.Number);
        int c = 0;
        for (; c <= slopes.Length - V.Count; c += V.Count)
            Slope(logits, targets, slopes, wideMax, wideLogSum, widePull, wideScale, c);
        for (; c < slopes.Length; c++)
            Slope(logits, targets, slopes, max, logSum, pull, scale, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Slope<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> slopes, V max, V logSum, V pull, V scale, int c)
        where V : struct, ILanes<V, T>
    {
        V logit = KeepsPowers ? default : V.Load(logits, c);
        V power = KeepsPowers ? V.Load(slopes, c) : V.Exp(Seen(logit) - max);
        V slope = power * pull;
        if (TPlan.Spread)
        {
            // The slope of a linear φ does not depend on where; the logits may be gone by now.
            V logProbability = TLoss.IsLinear ? default : Seen(logit) - max - logSum;
            slope = V.MulAdd(work.Term(work.Spread<V>(targets, c), logProbability).Slope, scale, slope);
        }
        V.Store(TPlan.Capped ? slope * work.CapSlope(logit) : slope, slopes, c);
    }
}
