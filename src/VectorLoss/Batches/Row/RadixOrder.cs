using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The order of many numbers by their bits, eight at a time from the lowest: a pass keeps the order of what is equal to
/// it, and one in which all numbers agree is left out, as those of the low bits of doubles that were floats.
/// </summary>
internal static class RadixOrder<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Digit = 8, Buckets = 1 << Digit;

    private static int Passes => (typeof(T) == typeof(float) ? 32 : 64) / Digit;

    /// <summary>Writes the places, the largest first; equal ones as they stand, NaN in front.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Of(ReadOnlySpan<T> numbers, Span<int> order)
    {
        int count = numbers.Length;
        Span<ulong> keys = Scratch<ulong>.Borrow(2 * count), from = keys[..count], to = keys[count..(2 * count)];
        Span<int> whole = Scratch<int>.Borrow(2 * count + Passes * Buckets), starts = whole[(2 * count)..];
        Span<int> places = whole[..count], moved = whole.Slice(count, count);
        for (int i = 0; i < Passes * Buckets; i++)
            starts[i] = 0;
        for (int i = 0; i < count; i++)
        {
            ulong key = Key(numbers[i]);
            (from[i], places[i]) = (key, i);
            for (int pass = 0; pass < Passes; pass++)
                starts[pass * Buckets + Bucket(key, pass)]++;
        }
        for (int pass = 0; pass < Passes; pass++)
        {
            Span<int> own = starts.Slice(pass * Buckets, Buckets);
            if (count == 0 || own[Bucket(from[0], pass)] == count)
                continue;
            Sum(own);
            for (int i = 0; i < count; i++)
            {
                int at = own[Bucket(from[i], pass)]++;
                (to[at], moved[at]) = (from[i], places[i]);
            }
            Span<ulong> keysNow = to;
            to = from;
            from = keysNow;
            Span<int> placesNow = moved;
            moved = places;
            places = placesNow;
        }
        for (int i = 0; i < count; i++)
            order[i] = places[i];
    }

    // Where each bucket starts, from how many it holds.
    private static void Sum(Span<int> buckets)
    {
        int sum = 0;
        foreach (ref int bucket in buckets)
            (bucket, sum) = (sum, sum + bucket);
    }

    private static int Bucket(ulong key, int pass) => (int)(key >> (pass * Digit)) & (Buckets - 1);

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
