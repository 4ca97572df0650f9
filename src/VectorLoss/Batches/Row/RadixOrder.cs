using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The order of many numbers by their bits, eleven at a time from the lowest: a pass keeps the order of what is equal
/// to it, and one in which all numbers agree is left out. A key of 32 bits and a place are one whole number, so a pass
/// moves eight bytes. Doubles are sorted by the upper half of their bits, and then what that half does not tell apart.
/// </summary>
internal static class RadixOrder<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int KeyBits = 32, Digit = 11, Buckets = 1 << Digit, Passes = 3;

    private static int Lower => typeof(T) == typeof(float) ? 0 : KeyBits;

    // Of more numbers that the upper half does not tell apart, passes are faster than insertion.
    private const int Few = 32;

    /// <summary>Writes the places, the largest first; equal ones as they stand, NaN in front.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Of(ReadOnlySpan<T> numbers, Span<int> order)
    {
        int count = numbers.Length;
        Span<ulong> items = Scratch<ulong>.Borrow(2 * count), other = items.Slice(count, count);
        Span<int> starts = Scratch<int>.Borrow(Passes * Buckets)[..(Passes * Buckets)];
        items = items[..count];
        for (int i = 0; i < count; i++)
            items[i] = Item(Key(numbers[i]) >> Lower, i);
        ReadOnlySpan<ulong> sorted = Sorted(items, other, starts);
        for (int i = 0; i < count; i++)
            order[i] = (int)sorted[i];
        if (typeof(T) == typeof(float))
            return;
        for (int start = 0, end; start < count; start = end)
        {
            ulong key = sorted[start] >> KeyBits;
            for (end = start + 1; end < count && sorted[end] >> KeyBits == key; end++)
            {
            }
            if (end > start + 1)
                ByLowerHalf(numbers, order[start..end], items[start..end], other[start..end], starts);
        }
    }

    // Keys that agree in their upper half. What lies in the room is needed no more.
    [MethodImpl(Compiled.AtOnce)]
    private static void ByLowerHalf(
        ReadOnlySpan<T> numbers, Span<int> order, Span<ulong> items, Span<ulong> other, Span<int> starts)
    {
        if (order.Length > Few)
        {
            for (int i = 0; i < order.Length; i++)
                items[i] = Item((uint)Key(numbers[order[i]]), order[i]);
            ReadOnlySpan<ulong> sorted = Sorted(items, other, starts);
            for (int i = 0; i < order.Length; i++)
                order[i] = (int)sorted[i];
            return;
        }
        for (int i = 1; i < order.Length; i++)
        {
            int place = order[i], to = i;
            for (; to > 0 && numbers[order[to - 1]] < numbers[place]; to--)
                order[to] = order[to - 1];
            order[to] = place;
        }
    }

    // In one of the two rooms.
    [MethodImpl(Compiled.AtOnce)]
    private static Span<ulong> Sorted(Span<ulong> from, Span<ulong> to, Span<int> starts)
    {
        foreach (ref int start in starts)
            start = 0;
        Span<int> low = starts[..Buckets], middle = starts.Slice(Buckets, Buckets), high = starts[(2 * Buckets)..];
        foreach (ulong item in from)
        {
            low[Bucket(item, 0)]++;
            middle[Bucket(item, 1)]++;
            high[Bucket(item, 2)]++;
        }
        for (int pass = 0; pass < Passes; pass++)
        {
            Span<int> own = starts.Slice(pass * Buckets, Buckets);
            if (from.Length == 0 || own[Bucket(from[0], pass)] == from.Length)
                continue;
            Sum(own);
            foreach (ulong item in from)
                to[own[Bucket(item, pass)]++] = item;
            Span<ulong> moved = to;
            to = from;
            from = moved;
        }
        return from;
    }

    // Where each bucket starts, from how many it holds.
    private static void Sum(Span<int> buckets)
    {
        int sum = 0;
        foreach (ref int bucket in buckets)
            (bucket, sum) = (sum, sum + bucket);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Item(ulong key, int place) => key << KeyBits | (uint)place;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bucket(ulong item, int pass) => (int)(item >> (KeyBits + pass * Digit)) & (Buckets - 1);

    // A whole number that falls where the number rises; 0 for NaN. 0 − x is 0 for both zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(T number)
    {
        if (T.IsNaN(number))
            return 0;
        long bits = new Lane1<T>(T.Zero - number).Bits();
        ulong key = (ulong)(bits < 0 ? ~bits : bits ^ long.MinValue);
        return typeof(T) == typeof(float) ? (uint)(bits < 0 ? ~bits : bits ^ 0x8000_0000) : key;
    }
}
