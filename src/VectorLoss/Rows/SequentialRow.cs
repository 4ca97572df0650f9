using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>A row too long for <see cref="InterleavedRows"/>: registers run along the classes.</summary>
internal static class SequentialRow
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
    /// <param name="next">The row after, whose maximum is found meanwhile; or the logits.</param>
    /// <param name="powers">Receives exp(z − m), or empty.</param>
    /// <param name="max">m; receives that of the row after.</param>
    /// <param name="lanes">Room for twice the lanes of a sum.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static T Powers<V, T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> next, Span<T> powers, ref T max, Span<T> lanes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = Logical.Lanes<T>(), over = logits.Length % width, whole = logits.Length - over;
        Span<T> sums = lanes[..width], rest = lanes.Slice(width, width);
        OrderedSum<T> sum = new(sums);
        T largest = over == 0 ? T.NegativeInfinity : Max<V, T>(next[^width..]);
        for (int c = 0; c < logits.Length; c += OrderedSum<T>.Block)
        {
            if (over > 0 && c > whole - OrderedSum<T>.Block)
                Rest<V, T>(logits[^width..], rest, max, sums, width - over);
            int length = Math.Min(OrderedSum<T>.Block, whole - c);
            Span<T> here = powers.IsEmpty ? powers : powers.Slice(c, length);
            T found = Turns<V, T>(logits.Slice(c, length), next.Slice(c, length), here, max, sums);
            largest = largest < found ? found : largest;
            sum.Fold<V>();
        }
        if (!powers.IsEmpty)
            rest[^over..].CopyTo(powers[whole..]);
        max = largest;
        return T.CreateTruncating(sum.Total);
    }

    /// <summary>
    /// Whole turns over the lanes of a sum, to which the powers are added. Meanwhile the row after gives its maximum: powers
    /// wait for products, a maximum for loads, and on its own it took a tenth of the time. One register at a time, with its
    /// sum in memory, leaves the constants their registers (with AVX2, four at a time took two thirds more).
    /// </summary>
    /// <param name="logits">z; may be the powers.</param>
    /// <param name="next">As many numbers of the row after.</param>
    /// <param name="powers">Receives exp(z − m), or empty.</param>
    /// <param name="max">m.</param>
    /// <param name="sums">The lanes.</param>
    /// <returns>The largest of the row after.</returns>
    [MethodImpl(Compiled.AtOnce)]
    public static T Turns<V, T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> next, Span<T> powers, T max, Span<T> sums)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(next.Length == logits.Length && (powers.IsEmpty || powers.Length == logits.Length));
        ref readonly T z = ref Refs.Start(logits), after = ref Refs.Start(next);
        ref T power = ref Refs.Start(powers), sum = ref Refs.Start(sums);
        ExpRegisters<V, T> exp = new(falls: true);
        V wideMax = V.Broadcast(max), largest = V.Broadcast(T.NegativeInfinity);
        bool keeps = !powers.IsEmpty;
        nint length = logits.Length, mask = sums.Length - 1;
        for (nint c = 0; c < length; c += V.Count)
        {
            V e = exp.OfNonPositive(V.Load(in z, c) - wideMax);
            V.Store(V.Load(in sum, c & mask) + e, ref sum, c & mask);
            largest = V.MaxNative(largest, V.Load(in after, c));
            Fetch(in after, c);
            if (!keeps)
                continue;
            Fetch(in power, c);
            V.Store(e, ref power, c);
        }
        return V.MaxAcross(largest);
    }

    /// <summary>
    /// Asks for what will be needed: while powers are computed, memory is idle. 16 KB ahead, in the rows to come where this
    /// one is shorter, and into the second cache: the first waits for few lines at a time (64 rows of 50,257 classes took
    /// a quarter more).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<T>(ref readonly T start, nint at) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Refs.FetchToSecond(in Refs.From(in start, at + OrderedSum<T>.Block));

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

    /// <summary>The logarithm of one number; not inlined, see <see cref="InterleavedRows"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static T Log<T>(T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lane1<T>.Log(new(number)).Number;
}
