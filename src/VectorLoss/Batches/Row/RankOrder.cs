using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>The order of numbers, the largest first; of equal ones, that which stands first. NaN leads.</summary>
internal static class RankOrder
{
    /// <summary>Writes the place of the largest number, the next, and so on.</summary>
    [MethodImpl(Compiled.Early)]
    public static void Of<T>(ReadOnlySpan<T> numbers, Span<int> order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Few are counted, many are sorted: the order is the same.
        if (!Widest.Run<RankCounts<T>, T, bool>(new(numbers, order)))
            RadixOrder<T>.Of(numbers, order);
    }

    /// <summary>Where the numbers end, in order, that are equal to the one at the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EndOfTie<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<int> order, int start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int end = start + 1;
        while (end < order.Length && numbers[order[end]] == numbers[order[start]])
            end++;
        return end;
    }

    /// <summary>Where the numbers begin, in order, that are equal to the one before the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StartOfTie<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<int> order, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = end - 1;
        while (start > 0 && numbers[order[start - 1]] == numbers[order[end - 1]])
            start--;
        return start;
    }

    /// <summary>Writes log 2/log(1 + rank) of every number.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="order">Receives their order.</param>
    /// <param name="discounts">Receives the discounts.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Discounts<T>(ReadOnlySpan<T> numbers, Span<int> order, Span<T> discounts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Of(numbers, order);
        for (int rank = 1; rank <= order.Length; rank++)
            discounts[order[rank - 1]] = T.CreateTruncating(Discount<Lane1<double>>(rank).Number);
    }

    [MethodImpl(Compiled.Early)]
    private static R Discount<R>(int rank) where R : struct, IReal<R> => R.LogTwo / R.Log(R.Of(1 + rank));
}
