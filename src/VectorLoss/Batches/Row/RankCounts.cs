using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The order of few numbers by counting: a number's rank is how many are larger. A register counts for as many numbers
/// as it holds, without a branch that the data decide.
/// </summary>
/// <param name="numbers">The numbers.</param>
/// <param name="order">Receives their places, the largest first; equal ones as they stand.</param>
internal readonly ref struct RankCounts<T>(ReadOnlySpan<T> numbers, Span<int> order) : IKernel<T, bool>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Of more registers the square of the counting is above the time of a sort.
    private const int MostRegisters = 32;

    private readonly ReadOnlySpan<T> numbers = numbers;
    private readonly Span<int> order = order;

    /// <summary>Whether it was done: not for many numbers, and not with a NaN, which has no place.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, T>
    {
        int count = numbers.Length;
        if (count > MostRegisters * V.Count)
            return false;
        Span<T> larger = Scratch<T>.Borrow(count + V.Count);
        for (int i = 0; i < count; i += V.Count)
        {
            V own = V.Load(in Refs.Start(numbers), i, V.FirstLanes(Math.Min(V.Count, count - i)));
            V.Store(Larger(own), larger, i);
        }
        Span<int> taken = Scratch<int>.Borrow(count);
        for (int i = 0; i < count; i++)
            taken[i] = 0;
        for (int i = 0; i < count; i++)
        {
            if (T.IsNaN(numbers[i]))
                return false;
            int rank = (int)new Lane1<T>(larger[i]).Bits();
            order[rank + taken[rank]++] = i;
        }
        return true;
    }

    // Whole numbers in the bits of the lanes: their sums do not wait for one another.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Larger<V>(V own) where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> all = numbers;
        V sum = V.OfBits(0), one = V.OfBits(1), zero = sum;
        foreach (T number in all)
            sum = V.AddBits(sum, V.WhereLess(own, V.Broadcast(number), one, zero));
        return sum;
    }
}
