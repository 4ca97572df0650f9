using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>The order of numbers, the largest first; of equal ones, that which stands first.</summary>
internal static class RankOrder
{
    /// <summary>Writes the place of the largest number, the next, and so on.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="order">Receives the places.</param>
    /// <param name="scratch">As many numbers; another span.</param>
    public static void Of<T>(ReadOnlySpan<T> numbers, Span<int> order, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < numbers.Length; i++)
            (scratch[i], order[i]) = (-numbers[i], i);
        Sort(scratch, order);
    }

    /// <summary>Sorts numbers, the least first, and places along; equal numbers have their places in order.</summary>
    public static void Sort<T>(Span<T> numbers, Span<int> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        numbers.Sort(places);
        for (int start = 0, end; start < numbers.Length; start = end)
        {
            end = EndOfTie<T>(numbers, start);
            if (end - start > 1)
                places[start..end].Sort();
        }
    }

    /// <summary>Where the numbers end that are equal to the one at the start, of sorted ones.</summary>
    public static int EndOfTie<T>(ReadOnlySpan<T> sorted, int start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start])
            end++;
        return end;
    }

    /// <summary>Writes log 2/log(1 + rank) of every number.</summary>
    /// <inheritdoc cref="Of"/>
    public static void Discounts<T>(ReadOnlySpan<T> numbers, Span<int> order, Span<T> discounts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Of(numbers, order, discounts);
        for (int rank = 1; rank <= order.Length; rank++)
            discounts[order[rank - 1]] = T.CreateTruncating(Discount<Lane1<double>>(rank).Number);
    }

    private static R Discount<R>(int rank) where R : struct, IReal<R> => R.LogTwo / R.Log(R.Of(1 + rank));
}
