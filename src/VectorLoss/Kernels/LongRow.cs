using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>A row too long for <see cref="RowBlock"/>: registers run along the classes.</summary>
internal static class LongRow
{
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
        Span<T> numbers = stackalloc T[V.Count];
        V.Store(V.MaxNative(V.MaxNative(first, second), V.MaxNative(third, fourth)), numbers, 0);
        return Largest<T>(numbers);
    }

    private static T Largest<T>(ReadOnlySpan<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T max = numbers[0];
        foreach (T number in numbers)
            max = max < number ? number : max;
        return max;
    }

    /// <summary>How a softmax sees a logit.</summary>
    internal interface ISight<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The logit as it is seen.</summary>
        V Of<V>(V logit) where V : struct, ILanes<V, T>;
    }

    /// <summary>The logit itself.</summary>
    internal readonly struct AsIs<T> : ISight<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V logit) where V : struct, ILanes<V, T> => logit;
    }

    /// <summary>Σ exp(z − m), the powers stored unless <paramref name="powers"/> is empty.</summary>
    public static T Powers<V, T, TSight>(
        scoped in TSight sight, ReadOnlySpan<T> logits, Span<T> powers, T max, Span<T> lanes)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSight : struct, ISight<T>, allows ref struct
    {
        lanes = lanes[..Logical.Lanes<T>()];
        OrderedSum<T> sum = new(lanes);
        for (int c = 0; c < logits.Length; c += OrderedSum<T>.Block)
        {
            int length = Math.Min(OrderedSum<T>.Block, logits.Length - c);
            ReadOnlySpan<T> here = logits.Slice(c, length);
            Span<T> result = powers.IsEmpty ? powers : powers.Slice(c, length);
            Rest<V, T, TSight>(sight, here, result, max, lanes,
                Pairs<V, T, TSight>(sight, here, result, max, lanes, lanes));
            sum.Fold<V>();
        }
        return T.CreateTruncating(sum.Total);
    }

    /// <summary>
    /// Adds the powers to the lanes, which are given twice, to be read and to be written; gives where it stopped. Two
    /// registers at a time share the constants of the exponential, which are too many for the registers of AVX2.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Pairs<V, T, TSight>(
        scoped in TSight sight, ReadOnlySpan<T> logits, Span<T> powers, T max, ReadOnlySpan<T> sums, Span<T> lanes)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSight : struct, ISight<T>, allows ref struct
    {
        V wideMax = V.Broadcast(max);
        bool keeps = !powers.IsEmpty;
        int c = 0;
        for (; c <= logits.Length - 2 * V.Count; c += 2 * V.Count)
        {
            V first = LaneMath.ExpOfNonPositive<V, T>(sight.Of(V.Load(logits, c)) - wideMax);
            V second = LaneMath.ExpOfNonPositive<V, T>(sight.Of(V.Load(logits, c + V.Count)) - wideMax);
            int lane = c & (lanes.Length - 1);
            V.Store(V.Load(sums, lane) + first, lanes, lane);
            V.Store(V.Load(sums, lane + V.Count) + second, lanes, lane + V.Count);
            if (keeps)
            {
                V.Store(first, powers, c);
                V.Store(second, powers, c + V.Count);
            }
        }
        return c;
    }

    /// <summary>
    /// The numbers left over. They are filled up with −∞, which adds 0: an exponential of one number costs as much as
    /// of many.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Rest<V, T, TSight>(
        scoped in TSight sight, ReadOnlySpan<T> logits, Span<T> powers, T max, Span<T> lanes, int c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSight : struct, ISight<T>, allows ref struct
    {
        Span<T> rest = stackalloc T[V.Count];
        for (; c < logits.Length; c += V.Count)
        {
            bool whole = c <= logits.Length - V.Count;
            if (!whole)
                for (int i = 0; i < rest.Length; i++)
                    rest[i] = c + i < logits.Length ? logits[c + i] : T.NegativeInfinity;
            V logit = whole ? V.Load(logits, c) : V.Load((ReadOnlySpan<T>)rest, 0);
            V power = LaneMath.ExpOfNonPositive<V, T>(sight.Of(logit) - V.Broadcast(max));
            int lane = c & (lanes.Length - 1);
            V.Store(V.Load((ReadOnlySpan<T>)lanes, lane) + power, lanes, lane);
            if (powers.IsEmpty)
                continue;
            if (whole)
                V.Store(power, powers, c);
            else
                V.Store(power, rest, 0);
        }
        for (int i = logits.Length / V.Count * V.Count; i < powers.Length; i++)
            powers[i] = rest[i % V.Count];
    }

    /// <summary>The logarithm of one number; not inlined, see <see cref="RowBlock"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static T Log<T>(T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lane1<T>.Log(new(number)).Number;
}
