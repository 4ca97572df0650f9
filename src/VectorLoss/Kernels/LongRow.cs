using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>A row too long for <see cref="RowBlock"/>: registers run along the classes.</summary>
internal static class LongRow
{
    /// <summary>The largest number. Of a row with a NaN, a NaN or any of its numbers.</summary>
    public static T Max<V, T>(ReadOnlySpan<T> row) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int at = 0;
        Lane1<T> max = new(T.NegativeInfinity);
        if (row.Length >= 4 * V.Count)
        {
            // Four chains hide the latency of a maximum.
            V first = V.Load(row, 0), second = V.Load(row, V.Count);
            V third = V.Load(row, 2 * V.Count), fourth = V.Load(row, 3 * V.Count);
            for (at = 4 * V.Count; at <= row.Length - 4 * V.Count; at += 4 * V.Count)
            {
                first = V.MaxNative(first, V.Load(row, at));
                second = V.MaxNative(second, V.Load(row, at + V.Count));
                third = V.MaxNative(third, V.Load(row, at + 2 * V.Count));
                fourth = V.MaxNative(fourth, V.Load(row, at + 3 * V.Count));
            }
            max = Largest<V, T>(V.MaxNative(V.MaxNative(first, second), V.MaxNative(third, fourth)));
        }
        for (; at < row.Length; at++)
            max = Lane1<T>.Max(max, new(row[at]));
        return max.Number;
    }

    private static Lane1<T> Largest<V, T>(V lanes) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> numbers = stackalloc T[V.Count];
        V.Store(lanes, numbers, 0);
        Lane1<T> max = new(numbers[0]);
        for (int i = 1; i < numbers.Length; i++)
            max = Lane1<T>.Max(max, new(numbers[i]));
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
    public static T Powers<V, T, TSight>(scoped in TSight sight, ReadOnlySpan<T> logits, Span<T> powers, T max, Span<T> lanes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSight : struct, ISight<T>, allows ref struct
    {
        lanes = lanes[..Logical.Lanes<T>()];
        OrderedSum<T> sum = new(lanes);
        for (int c = 0; c < logits.Length; c += OrderedSum<T>.Block)
        {
            int length = Math.Min(OrderedSum<T>.Block, logits.Length - c);
            Powers<V, T, TSight>(sight, logits.Slice(c, length), powers.IsEmpty ? powers : powers.Slice(c, length), max, lanes, lanes);
            sum.Fold<V>();
        }
        return T.CreateTruncating(sum.Total);
    }

    /// <summary>Adds the powers of a stretch to the lanes, which are given twice, to be read and to be written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Powers<V, T, TSight>(scoped in TSight sight, ReadOnlySpan<T> logits, Span<T> powers, T max, ReadOnlySpan<T> sums, Span<T> lanes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSight : struct, ISight<T>, allows ref struct
    {
        // What is left over is filled up with −∞, which adds 0: an exponential of one number costs as much as of many.
        Span<T> rest = stackalloc T[V.Count];
        int whole = logits.Length / V.Count * V.Count;
        rest.Fill(T.NegativeInfinity);
        logits[whole..].CopyTo(rest);
        for (int c = 0; c < logits.Length; c += V.Count)
        {
            V logit = c < whole ? V.Load(logits, c) : V.Load((ReadOnlySpan<T>)rest, 0);
            V power = LaneMath.ExpOfNonPositive<V, T>(sight.Of(logit) - V.Broadcast(max));
            int lane = c & (lanes.Length - 1);
            V.Store(V.Load(sums, lane) + power, lanes, lane);
            if (c == whole)
                V.Store(power, rest, 0);
            else if (!powers.IsEmpty)
                V.Store(power, powers, c);
        }
        if (!powers.IsEmpty)
            rest[..(logits.Length - whole)].CopyTo(powers[whole..]);
    }

    /// <summary>The logarithm of one number; not inlined, see <see cref="RowBlock"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Log<T>(T number) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lane1<T>.Log(new(number)).Number;
}
