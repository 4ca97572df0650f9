using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>Sums of rows of few classes that lie side by side: see <see cref="InterleavedRows"/>.</summary>
internal static class InterleavedSums
{
    /// <summary>
    /// S = Σ e and S − 1 of every row, where e are its powers: what is below 1 is summed alone, and then the count of
    /// those that are 1 is added, see <see cref="PowerSum{T}"/>. Eight classes at a time are added in halves, and those
    /// that are left over on their own, so a sum of n powers carries max(⌊n/8⌋ + 3, n mod 8) + 2 roundings.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Powers<V, T>(scoped in SoftmaxColumns<T> block)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> powers = block.Powers;
        int width = block.Width;
        V one = V.Of(1);
        for (int lane = 0; lane < width; lane += V.Count)
        {
            V below = V.Of(0), ones = below, left = below;
            int at = lane;
            for (; at + 7 * width < powers.Length; at += 8 * width)
            {
                Quarter<V, T>(powers, at, width, out V first, out V firstOnes);
                Quarter<V, T>(powers, at + 4 * width, width, out V second, out V secondOnes);
                below += first + second;
                ones += firstOnes + secondOnes;
            }
            for (; at < powers.Length; at += width)
            {
                V power = V.Load(powers, at);
                Split<V, T>(power, out V small, out V whole);
                left += small;
                ones += whole;
            }
            below += left;
            V.Store(below + ones, block.Sum, lane);
            V.Store(below + (ones - one), block.Others, lane);
        }
    }

    /// <summary>Four classes; the count is exact in any order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter<V, T>(ReadOnlySpan<T> powers, int at, int width, out V below, out V ones)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Split<V, T>(V.Load(powers, at), out V a, out V oneA);
        Split<V, T>(V.Load(powers, at + width), out V b, out V oneB);
        Split<V, T>(V.Load(powers, at + 2 * width), out V c, out V oneC);
        Split<V, T>(V.Load(powers, at + 3 * width), out V d, out V oneD);
        below = a + b + (c + d);
        ones = oneA + oneB + (oneC + oneD);
    }

    /// <summary>A power as what is below 1 and what is not; one of the two is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split<V, T>(V power, out V below, out V ones)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Of(1), zero = V.Of(0);
        below = V.WhereLess(power, one, power, zero);
        ones = V.WhereLess(power, one, zero, power);
    }

    /// <summary>log S of the rows, from S − 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Log<V, T>(scoped in SoftmaxColumns<T> block)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < block.Width; lane += V.Count)
            V.Store(V.Log1p(V.Load(block.Others, lane)), block.LogSum, lane);
    }

    /// <summary>
    /// The sum over the n classes of every row, added in halves: class i and class i + ⌈n/2⌉, then the sums in the same
    /// way, so that a sum carries ⌈log₂ n⌉ roundings. All rows are halved together, and no addition waits for a number
    /// that was just stored.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Sum<V, T>(ReadOnlySpan<T> columns, Span<T> sums, Span<T> scratch)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = sums.Length, left = columns.Length / width;
        for (; left > 1; columns = scratch)
        {
            int half = (left + 1) / 2;
            Add<V, T>(columns[..(half * width)], columns[(half * width)..(left * width)], scratch);
            left = half;
        }
        for (int lane = 0; lane < width; lane += V.Count)
            V.Store(V.Load(columns, lane), sums, lane);
    }

    /// <summary>
    /// Log-sum-exps, NaN where a row of −∞ has a NaN too, which its maximum did not see.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V WithNaN<V, T>(scoped in SoftmaxColumns<T> columns, int lane, V sums)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.MaxAcross(V.WhereEqual(sums, V.Of(double.NegativeInfinity), V.Of(1), V.Of(0))) == T.Zero ? sums
            : FindNaN<V, T>(columns, lane, sums);

    [MethodImpl(Compiled.AtOnce)]
    private static V FindNaN<V, T>(scoped in SoftmaxColumns<T> columns, int lane, V sums)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = lane; at < columns.Logits.Length; at += columns.Width)
        {
            V logit = V.Load(columns.Logits, at);
            sums = V.WhereNumber(logit, sums, logit);
        }
        return sums;
    }

    /// <summary>
    /// The sum over the classes of every row in the order of <see cref="OrderedSum{T}"/>: class i in lane i mod its
    /// lanes, then the lanes in halves. Lanes without a class are left out: 0 + x is x, but for the sign of a sum that
    /// is 0.
    /// </summary>
    /// <param name="columns">At most as many classes as a block of the sum.</param>
    /// <param name="sums">Receives one number a row.</param>
    /// <param name="scratch">Room for as many numbers; may be the columns.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Ordered<V, T>(ReadOnlySpan<T> columns, Span<T> sums, Span<T> scratch)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = sums.Length, lanes = Logical.Lanes<T>(), left = Math.Min(columns.Length / width, lanes);
        ReadOnlySpan<T> from = columns[..(left * width)];
        for (int at = lanes * width; at < columns.Length; at += lanes * width, from = scratch[..(left * width)])
            Add<V, T>(from, columns[at..Math.Min(at + lanes * width, columns.Length)], scratch);
        for (int half = (int)BitOperations.RoundUpToPowerOf2((uint)left) / 2; half > 0; half /= 2)
        {
            Add<V, T>(from[..(half * width)], from[(half * width)..(left * width)], scratch);
            left = half;
            from = scratch;
        }
        V zero = V.Of(0);
        for (int lane = 0; lane < width; lane += V.Count)
            V.Store(zero + V.Load(from, lane), sums, lane);
    }

    /// <summary>The first numbers plus the second ones, of which there may be fewer.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Add<V, T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> sums)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int at = 0;
        for (; at < second.Length; at += V.Count)
            V.Store(V.Load(first, at) + V.Load(second, at), sums, at);
        for (; at < first.Length; at += V.Count)
            V.Store(V.Load(first, at), sums, at);
    }
}
