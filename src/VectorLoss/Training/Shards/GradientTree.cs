using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Sums in a balanced tree over parts whose number is a power of two: whoever holds an aligned part of the tree can add
/// it up alone, and the rounding of the whole does not tell who did.
/// </summary>
public static class GradientTree
{
    /// <summary>Adds the sums of two neighbours: sum[i] = earlier[i] + later[i].</summary>
    /// <param name="earlier">The sum of the parts with the lower numbers.</param>
    /// <param name="later">As many numbers: that of as many parts which follow.</param>
    /// <param name="sum">As many numbers; it may be either of the two, but may not overlap them otherwise.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void Add<T>(ReadOnlySpan<T> earlier, ReadOnlySpan<T> later, Span<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PairKernel<FormulaOf<AddMap>, T>.Apply(default, earlier, later, sum, nameof(earlier), nameof(later));

    /// <summary>The sum of one number of each part: column <paramref name="at"/> of <paramref name="count"/>
    /// rows. The column is used up.</summary>
    internal static double Sum(Span<double> rows, int count, int at)
    {
        int width = rows.Length / count;
        for (int step = 1; step < count; step *= 2)
        {
            for (int i = 0; i < count; i += 2 * step)
                rows[(i * width) + at] += rows[((i + step) * width) + at];
        }
        return rows[at];
    }

    /// <summary>Refuses a number of shards that is no power of two.</summary>
    internal static void RequireShards(int shards, string name)
    {
        if (shards < 1 || !BitOperations.IsPow2(shards))
            throw new ArgumentOutOfRangeException(name, shards, "The number of shards is a power of two.");
    }
}
