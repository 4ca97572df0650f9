using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// The threshold of the projection on the simplex, by Newton's method from below. The function is convex and piecewise
/// linear, so a step never overshoots, and there are at most as many steps as pieces.
/// (C. Michelot 1986, doi:10.1007/BF00938486; L. Condat 2016, doi:10.1007/s10107-015-0946-6.)
/// </summary>
internal static class SimplexThreshold
{
    /// <summary>
    /// τ with Σ max(x − max − τ, 0) = 1, in [−1, 0]; NaN where the row has a NaN or +∞, or only −∞.
    /// </summary>
    /// <param name="row">x, any count.</param>
    /// <param name="max">The largest x.</param>
    /// <param name="lanes">Room for twice the numbers of a chunk.</param>
    /// <param name="chunk">Room for one number in each lane of a sum.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static T Of<V, T>(ReadOnlySpan<T> row, T max, Span<T> lanes, Span<T> chunk)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T threshold = -T.One;
        double last = double.PositiveInfinity;
        while (true)
        {
            (double excess, double count) = Excess<V, T>(row, max, threshold, lanes, chunk);
            if (!(count < last))
                return double.IsNaN(excess) ? T.NaN : threshold;
            threshold += T.CreateTruncating((excess - 1) / count);
            last = count;
        }
    }

    /// <summary>Σ max(x − max − τ, 0), and how many of the numbers x − max are above τ.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static (double Excess, double Count) Excess<V, T>(ReadOnlySpan<T> row, T max, T threshold, Span<T> lanes,
        Span<T> chunk)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OrderedSum<T> excess = OrderedSum<T>.In<V>(lanes[..chunk.Length]);
        OrderedSum<T> count = OrderedSum<T>.In<V>(lanes[chunk.Length..]);
        for (int c = 0; c < row.Length; c += chunk.Length)
        {
            int length = Math.Min(chunk.Length, row.Length - c);
            Stores.Copy<V, T>(row.Slice(c, length), chunk);
            Stores.Fill<V, T>(chunk[length..], T.NegativeInfinity);
            Add<V, T>(chunk, max, threshold, excess, count);
            if ((c + chunk.Length) % OrderedSum<T>.Block == 0 || c + chunk.Length >= row.Length)
            {
                excess.Fold<V>();
                count.Fold<V>();
            }
        }
        return (excess.Total, count.Total);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Add<V, T>(
        ReadOnlySpan<T> chunk, T max, T threshold, OrderedSum<T> excess, OrderedSum<T> count)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V wideMax = V.Broadcast(max), wideThreshold = V.Broadcast(threshold), zero = V.Of(0), one = V.Of(1);
        for (int i = 0; i < chunk.Length; i += V.Count)
        {
            V above = V.Load(chunk, i) - wideMax - wideThreshold;
            excess.Add(V.Max(above, zero), i);
            count.Add(V.WhereLess(zero, above, one, zero), i);
        }
    }
}
