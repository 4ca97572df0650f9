using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>A row too long for <see cref="RowBlock"/>: registers run along the classes.</summary>
internal static class LongRow
{
    // Three rows of so many floats fit into a second cache of 1 MB: this one, its powers, and the next.
    private const int Far = 65_536;

    // 4 KB of floats: some hundred clocks ahead of the powers.
    private const int Near = 1_024;

    /// <summary>The largest number. Of a row with a NaN, a NaN or any of its numbers.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static T Max<V, T>(ReadOnlySpan<T> row)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.Length < 4 * V.Count)
            return Largest(row);
        // Four chains hide the latency of a maximum; the last four registers may overlap those before.
        V first = V.Load(row, 0), second = V.Load(row, V.Count);
        V third = V.Load(row, 2 * V.Count), fourth = V.Load(row, 3 * V.Count);
        int end = row.Length - 4 * V.Count;
        for (int at = 4 * V.Count; at < row.Length; at += 4 * V.Count)
        {
            int here = Math.Min(at, end);
            first = V.MaxNative(first, V.Load(row, here));
            second = V.MaxNative(second, V.Load(row, here + V.Count));
            third = V.MaxNative(third, V.Load(row, here + 2 * V.Count));
            fourth = V.MaxNative(fourth, V.Load(row, here + 3 * V.Count));
        }
        return V.MaxAcross(V.MaxNative(V.MaxNative(first, second), V.MaxNative(third, fourth)));
    }

    private static T Largest<T>(ReadOnlySpan<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T max = numbers[0];
        foreach (T number in numbers)
            max = max < number ? number : max;
        return max;
    }

    /// <summary>
    /// Σ exp(z − m), the powers stored unless <paramref name="powers"/> is empty: in the blocks of
    /// <see cref="OrderedSum{T}"/>, except that what is left of the last beyond its whole turns over the lanes comes
    /// first and takes the highest lanes, where the turn that ends with the row has it.
    /// </summary>
    /// <param name="logits">z, at least as many as a sum has lanes; may be the powers.</param>
    /// <param name="powers">Receives exp(z − m), or empty.</param>
    /// <param name="max">m.</param>
    /// <param name="lanes">Room for twice the lanes of a sum.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static T Powers<V, T>(ReadOnlySpan<T> logits, Span<T> powers, T max, Span<T> lanes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = Logical.Lanes<T>(), over = logits.Length % width, whole = logits.Length - over;
        Span<T> sums = lanes[..width], rest = lanes.Slice(width, width);
        OrderedSum<T> sum = new(sums);
        for (int c = 0; c < logits.Length; c += OrderedSum<T>.Block)
        {
            if (over > 0 && c > whole - OrderedSum<T>.Block)
                Rest<V, T>(logits[^width..], rest, max, sums, width - over);
            int length = Math.Min(OrderedSum<T>.Block, whole - c);
            Span<T> here = powers.IsEmpty ? powers : powers.Slice(c, length);
            Turns<V, T>(logits.Slice(c, length), here, max, sums, logits.Length);
            sum.Fold<V>();
        }
        if (!powers.IsEmpty)
            rest[^over..].CopyTo(powers[whole..]);
        return T.CreateTruncating(sum.Total);
    }

    /// <summary>
    /// Whole turns over the lanes of a sum, to which the powers are added. Four sums at a time stay in registers: all
    /// lanes with AVX-512, half of them with AVX2, which takes two walks.
    /// </summary>
    /// <param name="logits">z; may be the powers.</param>
    /// <param name="powers">Receives exp(z − m), or empty.</param>
    /// <param name="max">m.</param>
    /// <param name="sums">The lanes.</param>
    /// <param name="ahead">Numbers from here to the next row, or 0.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Turns<V, T>(
        ReadOnlySpan<T> logits, Span<T> powers, T max, Span<T> sums, int ahead)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V wideMax = V.Broadcast(max);
        bool keeps = !powers.IsEmpty, fetches = ahead is > 0 and <= Far;
        bool isLong = fetches && ahead > OrderedSum<T>.Block;
        for (int stripe = 0; stripe < sums.Length; stripe += 4 * V.Count)
        {
            V first = V.Load(sums, stripe), second = V.Load(sums, stripe + V.Count);
            V third = V.Load(sums, stripe + 2 * V.Count), fourth = V.Load(sums, stripe + 3 * V.Count);
            for (int c = stripe; c < logits.Length; c += sums.Length)
            {
                V a = LaneMath.ExpOfNonPositive<V, T>(V.Load(logits, c) - wideMax);
                V b = LaneMath.ExpOfNonPositive<V, T>(V.Load(logits, c + V.Count) - wideMax);
                V d = LaneMath.ExpOfNonPositive<V, T>(V.Load(logits, c + 2 * V.Count) - wideMax);
                V e = LaneMath.ExpOfNonPositive<V, T>(V.Load(logits, c + 3 * V.Count) - wideMax);
                first += a;
                second += b;
                third += d;
                fourth += e;
                if (fetches)
                    Fetch<V, T>(logits, c + ahead);
                if (!keeps)
                    continue;
                if (isLong)
                    Fetch<V, T>(powers, c + Near);
                V.Store(a, powers, c);
                V.Store(b, powers, c + V.Count);
                V.Store(d, powers, c + 2 * V.Count);
                V.Store(e, powers, c + 3 * V.Count);
            }
            V.Store(first, sums, stripe);
            V.Store(second, sums, stripe + V.Count);
            V.Store(third, sums, stripe + 2 * V.Count);
            V.Store(fourth, sums, stripe + 3 * V.Count);
        }
    }

    /// <summary>
    /// Asks for numbers that will be needed: while powers are computed, memory is idle. The logits are those of the
    /// next row. The place of the powers is asked for in long rows only, where it is not near: of 64 rows of 50,257
    /// classes both saved a sixth; 1,000 classes took an eighth more time with the second.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<V, T>(ReadOnlySpan<T> numbers, nint at)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly T start = ref Walk.Start(numbers);
        Walk.Fetch(in Walk.From(in start, at));
        Walk.Fetch(in Walk.From(in start, at + V.Count));
        Walk.Fetch(in Walk.From(in start, at + 2 * V.Count));
        Walk.Fetch(in Walk.From(in start, at + 3 * V.Count));
    }

    /// <summary>
    /// The powers of the last turn, of which the numbers from <paramref name="start"/> on have not been added yet.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Rest<V, T>(ReadOnlySpan<T> logits, Span<T> powers, T max, Span<T> sums, int start)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V wideMax = V.Broadcast(max);
        for (int c = start / V.Count * V.Count; c < powers.Length; c += V.Count)
        {
            V power = LaneMath.ExpOfNonPositive<V, T>(V.Load(logits, c) - wideMax);
            V.Store(power, powers, c);
            V.Store(power, sums, c);
        }
        sums[..start].Clear();
    }

    /// <summary>The logarithm of one number; not inlined, see <see cref="RowBlock"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static T Log<T>(T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lane1<T>.Log(new(number)).Number;
}
