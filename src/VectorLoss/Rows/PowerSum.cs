using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// S = Σ e of the powers e = exp(z − m) of a row, and S − 1, the sum without the 1 of the maximum. Where p is near 1,
/// S − 1 is far below the last digit of S, so it is summed without that 1, and log S is log1p of it.
/// </summary>
/// <param name="Sum">S.</param>
/// <param name="Others">S − 1.</param>
/// <param name="Largest">
/// Where S is below 2: the class whose power is the 1, which is the only one with p above a half; else −1.
/// </param>
internal readonly record struct PowerSum<T>(T Sum, T Others, int Largest);

/// <summary>
/// Adds a long row's powers block by block, as <see cref="OrderedSum{T}"/> does, and once more without the maximum.
/// </summary>
/// <remarks>
/// S ≥ 2 where two powers are 1, and S − 1 has all digits there. Where S is below 2, exactly one power is 1. It lies in
/// the only lane of its block whose sum is not below 1, and only that lane is added again: one register of each round.
/// </remarks>
/// <param name="lanes">Room for three times the lanes of a sum: its own, the caller's, and scratch.</param>
/// <param name="sumOnly">Whether S − 1 is not asked for; it is then not to be used.</param>
internal ref struct PowerSums<T>(Span<T> lanes, bool sumOnly = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> scratch = lanes.Slice(2 * Logical.Lanes<T>(), Logical.Lanes<T>());
    private readonly Span<T> sums = lanes[..Logical.Lanes<T>()];
    private double total = 0;
    private double others = 0;
    private int largest = -1;

    /// <summary>Begins a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Begin<V>() where V : struct, ILanes<V, T> => OrderedSum<T>.Of(sums).Clear<V>();

    /// <summary>The numbers that a caller provides.</summary>
    public static int Room => 3 * Logical.Lanes<T>();

    /// <summary>The sums.</summary>
    public readonly PowerSum<T> Total
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(T.CreateTruncating(total), T.CreateTruncating(total < 2 ? others : total - 1),
            total < 2 ? largest : -1);
    }

    /// <summary>Ends a block, or gives the lane that is to be added again: the block then ends with it.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public int Fold<V>() where V : struct, ILanes<V, T>
    {
        double folded = double.CreateTruncating(OrderedSum<T>.Of(sums).Folded<V>(scratch));
        total += folded;
        if (folded >= 1 && total < 2 && !sumOnly)
            return Largest<V>();
        others += folded;
        Begin<V>();
        return -1;
    }

    /// <summary>The last lane that is not below 1; the first lane of all, if none is.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private readonly int Largest<V>() where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> sums = this.sums, numbers = LaneNumbers<T>.All;
        V found = V.Of(0), one = V.Of(1), none = found;
        for (int at = 0; at < sums.Length; at += V.Count)
            found = V.MaxNative(found, V.WhereLess(V.Load(sums, at), one, none, V.Load(numbers, at)));
        return int.CreateTruncating(V.MaxAcross(found));
    }

    /// <summary>
    /// Ends the block again, without the maximum. One register of each round is added once more, so that the lane needs
    /// no gathering; its other lanes come to the same sums.
    /// </summary>
    /// <param name="lane">The lane of the maximum.</param>
    /// <param name="powers">The powers of the block, in whole rounds.</param>
    /// <param name="rest">What the lanes from <paramref name="from"/> on had before the first round, or empty.</param>
    /// <param name="from">The first of those lanes.</param>
    /// <param name="starts">The classes of lane 0 in the first round, and in the one before it.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void FoldWithout<V>(int lane, scoped ReadOnlySpan<T> powers, scoped ReadOnlySpan<T> rest, int from,
        (int First, int Before) starts)
        where V : struct, ILanes<V, T>
    {
        int at = lane & -V.Count;
        V one = V.Of(1), zero = V.Of(0), round = V.Of(2), e = zero, first = V.Broadcast(T.CreateTruncating(from));
        if (!rest.IsEmpty)
            e = V.WhereLess(V.Load(LaneNumbers<T>.All, at), first, zero, V.Load(rest, at));
        V sum = V.WhereLess(e, one, e, zero), found = V.WhereLess(e, one, zero, one);
        for (int c = at; c < powers.Length; c += sums.Length, round += one)
        {
            e = V.Load(powers, c);
            sum += V.WhereLess(e, one, e, zero);
            found = V.WhereLess(e, one, found, round);
        }
        V.Store(found, scratch, at);
        // 0: no power is 1. 1: that before the first round; then the rounds.
        if (int.CreateTruncating(scratch[lane]) is > 0 and var place)
            largest = lane + (place == 1 ? starts.Before : starts.First + (place - 2) * sums.Length);
        V.Store(sum, sums, at);
        others += double.CreateTruncating(OrderedSum<T>.Of(sums).Folded<V>(scratch));
        Begin<V>();
    }

    /// <summary>Ends the block with what a lane's powers add up to without the maximum.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="powers">What it had before the first round, and then a power of each round.</param>
    /// <param name="start">The class of lane 0 in the first round.</param>
    /// <param name="before">The class that it had before the first round.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void Fold<V>(int lane, scoped ReadOnlySpan<T> powers, int start, int before) where V : struct, ILanes<V, T>
    {
        T found = T.Zero;
        for (int i = 0; i < powers.Length; i++)
            if (powers[i] < T.One)
                found += powers[i];
            else
                largest = i == 0 ? before : start + (i - 1) * sums.Length + lane;
        sums[lane] = found;
        others += double.CreateTruncating(OrderedSum<T>.Of(sums).Folded<V>(scratch));
        Begin<V>();
    }

    /// <summary>exp(z − m) of the numbers of one lane, in place; their count is a multiple of every width.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Powers<V>(Span<T> logits, T max) where V : struct, ILanes<V, T>
    {
        V wideMax = V.Broadcast(max);
        for (int i = 0; i < logits.Length; i += V.Count)
            V.Store(NormalPowers.Exp<V, T>(V.Load((ReadOnlySpan<T>)logits, i) - wideMax), logits, i);
    }
}

/// <summary>The numbers of the lanes of a sum: 0, 1, 2 and so on.</summary>
internal static class LaneNumbers<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T[] Numbers =
        [.. Enumerable.Range(0, Logical.Lanes<T>()).Select(lane => T.CreateTruncating(lane))];

    public static ReadOnlySpan<T> All => Numbers;
}
