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
        scratch.Sort(order);
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && scratch[end] == scratch[start]; end++)
            {
            }
            order[start..end].Sort();
        }
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
