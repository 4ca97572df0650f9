using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Σ a·φ' of the spread targets: of the class with the largest logit, and of the others.</summary>
internal readonly record struct SlopeSums<T>(T Largest, T Others);

/// <summary>What the slopes of a row need to know of it.</summary>
internal readonly record struct SoftmaxRow<T>(T Max, T LogSum, T PowerFactor, T Scale);

/// <summary>
/// A long row whose powers are kept in the gradient: of a linear φ, or of labels only, without a soft cap. The slopes
/// of such a loss do not depend on the logits.
/// </summary>
internal readonly ref struct SoftmaxKept<TLoss, T>(in SoftmaxWork<TLoss, T> work)
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SoftmaxWork<TLoss, T> work = work;

    /// <summary>
    /// Σ a·φ of the spread targets of a linear φ, less what log S contributes, and Σ a·φ' of the largest class and of
    /// the others. The logits are still there, and what is equal to m needs no search.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public (T Value, SlopeSums<T> Slopes) Terms<V>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, T max, Span<T> lanes)
        where V : struct, ILanes<V, T>
    {
        int width = Logical.Lanes<T>();
        OrderedSum<T> values = OrderedSum<T>.In<V>(lanes[..width]);
        OrderedSum<T> slopes = OrderedSum<T>.In<V>(lanes.Slice(width, width));
        T largest = T.Zero, count = T.Zero;
        for (int c = 0; c < logits.Length;)
        {
            int end = Math.Min(c + OrderedSum<T>.Block, logits.Length);
            c = AddTerms<V>(logits, targets, max, values, slopes, ref largest, ref count, c, end);
            AddTerms<Lane1<T>>(logits, targets, max, values, slopes, ref largest, ref count, c, end);
            values.Fold<V>();
            slopes.Fold<V>();
            c = end;
        }
        // The order of several largest would depend on the width; p of none of them is above a half.
        T others = count == T.One ? T.CreateTruncating(slopes.Total) : SlopeSum<V>(targets, slopes);
        return (T.CreateTruncating(values.Total), new(count == T.One ? largest : T.Zero, others));
    }

    [MethodImpl(Compiled.AtOnce)]
    private int AddTerms<V>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, T max, OrderedSum<T> values,
        OrderedSum<T> slopes, ref T largest, ref T count, int c, int end)
        where V : struct, ILanes<V, T>
    {
        V wideMax = V.Broadcast(max), zero = V.Of(0), one = V.Of(1), found = zero, ones = zero;
        for (; c <= end - V.Count; c += V.Count)
        {
            V weight = work.ClassTarget<V>(targets, c), logit = V.Load(logits, c);
            values.Add(work.TermValue(weight, logit - wideMax), c);
            V slope = work.TermSlope(weight, default);
            slopes.Add(V.WhereEqual(logit, wideMax, zero, slope), c);
            found += V.WhereEqual(logit, wideMax, slope, zero);
            ones += V.WhereEqual(logit, wideMax, one, zero);
        }
        largest += V.SumAcross(found);
        count += V.SumAcross(ones);
        return c;
    }

    /// <summary>Σ a·φ' of all spread targets of a linear φ.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private T SlopeSum<V>(ReadOnlySpan<T> targets, OrderedSum<T> room) where V : struct, ILanes<V, T>
    {
        OrderedSum<T> slopes = OrderedSum<T>.In<V>(room.Lanes);
        for (int c = 0; c < work.Batch.Classes;)
        {
            int end = Math.Min(c + OrderedSum<T>.Block, work.Batch.Classes);
            AddSlopes<Lane1<T>>(targets, slopes, AddSlopes<V>(targets, slopes, c, end), end);
            slopes.Fold<V>();
            c = end;
        }
        return T.CreateTruncating(slopes.Total);
    }

    [MethodImpl(Compiled.AtOnce)]
    private int AddSlopes<V>(ReadOnlySpan<T> targets, OrderedSum<T> slopes, int c, int end)
        where V : struct, ILanes<V, T>
    {
        for (; c <= end - V.Count; c += V.Count)
            slopes.Add(work.TermSlope(work.ClassTarget<V>(targets, c), default), c);
        return c;
    }

    // The last register may reach back over the one before: it is read before that is written.
    [MethodImpl(Compiled.AtOnce)]
    public static void Scale<V, S>(ReadOnlySpan<T> powers, T factor, Span<S> slopes)
        where V : struct, ILanes<V, T> where S : unmanaged
    {
        ref readonly T from = ref Refs.Start(powers);
        ref S to = ref Refs.Start(slopes[..powers.Length]);
        NormalFactor<V, T> wide = new(V.Broadcast(factor));
        nint end = powers.Length - V.Count;
        V last = wide.Times(V.Load(in from, end));
        for (nint c = 0; c < end; c += V.Count)
            StoredMemory.Store<V, T, S>(wide.Times(V.Load(in from, c)), ref to, c);
        StoredMemory.Store<V, T, S>(last, ref to, end);
    }

    /// <summary>The slope of a linear φ is the same everywhere; the logits may be gone by now.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void AddTerms<V>(ReadOnlySpan<T> targets, Span<T> slopes, in SoftmaxRow<T> row)
        where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> powers = slopes;
        NormalFactor<V, T> factor = new(V.Broadcast(row.PowerFactor));
        V scale = V.Broadcast(row.Scale) * work.Loss.Slope(V.Of(0));
        int end = slopes.Length - V.Count;
        V last = Slope(factor.Times(V.Load(powers, end)), work.ClassTarget<V>(targets, end), scale);
        for (int c = 0; c < end; c += V.Count)
            V.Store(Slope(factor.Times(V.Load(powers, c)), work.ClassTarget<V>(targets, c), scale), slopes, c);
        V.Store(last, slopes, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Slope<V>(V power, V target, V scale) where V : struct, ILanes<V, T>
        => NormalPowers.Normal<V, T>(V.MulAdd(target, scale, power));
}
