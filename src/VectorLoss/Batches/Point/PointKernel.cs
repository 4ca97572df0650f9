using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The loss of every (prediction, target), in one pass: summed, stored, differentiated, or several at once.
/// </summary>
internal readonly ref struct PointKernel<TLoss, T, TOutput>(
    TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
    : IKernel<T, double>
    where TLoss : IPointLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOutput : struct, IPointOutput
{
    private readonly TLoss loss = loss;
    private readonly ReadOnlySpan<T> predictions = predictions;
    private readonly ReadOnlySpan<T> targets = targets;

    /// <summary>One weight an element, or empty.</summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>True where an element counts, or empty.</summary>
    public ReadOnlySpan<bool> Mask { get; init; }

    /// <summary>Receives the weighted values.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Receives the weighted slopes times <see cref="Scale"/>; may be the predictions themselves.</summary>
    public Span<T> Slopes { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public T Scale { get; init; }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
        => (Weights.IsEmpty, Mask.IsEmpty) switch
        {
            (true, true) => Sweep<V, PointFilters<T>.Plain>(),
            (false, true) => Sweep<V, PointFilters<T>.Weighted>(),
            (true, false) => Sweep<V, PointFilters<T>.Masked>(),
            _ => Sweep<V, PointFilters<T>.MaskedAndWeighted>(),
        };

    // One block of a light loss is done before the stack would have moved.
    [MethodImpl(Compiled.AtOnce)]
    private double Sweep<V, TFilter>() where V : struct, ILanes<V, T> where TFilter : struct, IPointFilter<T>
        => predictions.Length > OrderedSum<T>.Block ? OnLine<V, TFilter>() : Blocks<V, TFilter>();

    [MethodImpl(Compiled.AtOnce)]
    private double OnLine<V, TFilter>() where V : struct, ILanes<V, T> where TFilter : struct, IPointFilter<T>
    {
        Span<byte> gap = stackalloc byte[StackLine.Gap()];
        return Blocks<V, TFilter>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Blocks<V, TFilter>() where V : struct, ILanes<V, T> where TFilter : struct, IPointFilter<T>
    {
        // Not on the stack, where registers of 64 bytes lie across two lines.
        Span<T> sums = Scratch<T>.Borrow(Logical.Lanes<T>());
        OrderedSum<T> sum = OrderedSum<T>.In<V>(sums);
        for (int start = 0; start < predictions.Length; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, predictions.Length);
            int at = end - start < V.Count ? start
                : Logical.Lanes<T>() == 2 * V.Count ? Pairs<V, TFilter>(start, end, sums)
                : Registers<V, TFilter>(start, end, sums);
            if (at < end)
                Last<V, TFilter>(at, end, sums);
            sum.Fold<V>();
        }
        return sum.Total;
    }

    /// <summary>Does all full registers of a block; gives where they end.</summary>
    /// <remarks>
    /// The sums go through memory, so that the formula stands in the loop once: the compiler inlines only so much.
    /// </remarks>
    [MethodImpl(Compiled.AtOnce)]
    private int Registers<V, TFilter>(int at, int end, Span<T> sums)
        where V : struct, ILanes<V, T> where TFilter : struct, IPointFilter<T>
    {
        PointKernel<TLoss, T, TOutput> self = this;
        Span<T> marks = TFilter.IsMasked ? stackalloc T[sums.Length] : default;
        for (; at <= end - V.Count; at += V.Count)
        {
            int lane = at & (sums.Length - 1);
            if (TFilter.IsMasked && lane == 0)
                MaskLanes.Widen(self.Mask[at..Math.Min(at + sums.Length, end)], marks);
            // Read before the step: what comes after a long formula may be too late to be inlined.
            V sum = V.Load(sums, lane), mark = TFilter.IsMasked ? V.Load(marks, lane) : default;
            V.Store(sum + self.Step<V, TFilter>(at, mark), sums, lane);
        }
        return at;
    }

    /// <summary>
    /// The same where two registers hold all sums. They change places in each step: so the formula stands in the loop
    /// once, and no light loss waits for a sum that was stored two steps before.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private int Pairs<V, TFilter>(int at, int end, Span<T> sums)
        where V : struct, ILanes<V, T> where TFilter : struct, IPointFilter<T>
    {
        PointKernel<TLoss, T, TOutput> self = this;
        Span<T> marks = TFilter.IsMasked ? stackalloc T[sums.Length] : default;
        V sum = V.Load(sums, 0), other = V.Load(sums, V.Count);
        for (; at <= end - V.Count; at += V.Count)
        {
            int lane = at & V.Count;
            if (TFilter.IsMasked && lane == 0)
                MaskLanes.Widen(self.Mask[at..Math.Min(at + sums.Length, end)], marks);
            V next = sum + self.Step<V, TFilter>(at, TFilter.IsMasked ? V.Load(marks, lane) : default);
            sum = other;
            other = next;
        }
        V.Store(sum, sums, at & V.Count);
        V.Store(other, sums, (at & V.Count) ^ V.Count);
        return at;
    }

    /// <summary>Does one register of elements and gives what they add to the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Step<V, TFilter>(int at, V mark) where V : struct, ILanes<V, T> where TFilter : struct, IPointFilter<T>
    {
        Dual<V> both = TOutput.Of(loss, V.Load(predictions, at), V.Load(targets, at));
        V weight = TFilter.IsWeighted ? V.Load(Weights, at) : default, value = TFilter.Kept(both.Value, weight, mark);
        if (TOutput.Values)
            V.Store(value, Values, at);
        if (TOutput.Slopes)
            V.Store(TFilter.Kept(both.Slope * V.Broadcast(Scale), weight, mark), Slopes, at);
        return value;
    }

    /// <summary>The elements that fill no register, under a mask; the other lanes are computed from zeros.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Last<V, TFilter>(int at, int end, Span<T> sums)
        where V : struct, ILanes<V, T> where TFilter : struct, IPointFilter<T>
    {
        Span<T> marks = TFilter.IsMasked ? stackalloc T[V.Count] : default;
        if (TFilter.IsMasked)
            MaskLanes.Widen(Mask[at..end], marks);
        int lane = at & (sums.Length - 1);
        // Read before the formula, as above.
        V sum = V.Load(sums, lane), here = V.FirstLanes(end - at);
        V mark = TFilter.IsMasked ? V.Load(marks, 0) : default;
        V weight = TFilter.IsWeighted ? V.Load(in Refs.Start(Weights), at, here) : default;
        Dual<V> both = TOutput.Of(
            loss, V.Load(in Refs.Start(predictions), at, here), V.Load(in Refs.Start(targets), at, here));
        V value = TFilter.Kept(both.Value, weight, mark);
        if (TOutput.Values)
            V.Store(value, ref Refs.Start(Values), at, here);
        V slope = TOutput.Slopes ? TFilter.Kept(both.Slope * V.Broadcast(Scale), weight, mark) : default;
        if (TOutput.Slopes)
            V.Store(slope, ref Refs.Start(Slopes), at, here);
        // A sum that began at 0 is never −0, so adding 0 changes none.
        V.Store(sum + V.And(here, value), sums, lane);
    }
}
