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
    /// <param name="lanes">Room for twice the lanes of a sum.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static T Of<V, T>(ReadOnlySpan<T> row, T max, Span<T> lanes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T threshold = -T.One;
        double last = double.PositiveInfinity;
        while (true)
        {
            (double excess, double count) = Excess<V, T>(row, max, threshold, lanes);
            if (!(count < last))
                return double.IsNaN(excess) ? T.NaN : threshold;
            threshold += T.CreateTruncating((excess - 1) / count);
            last = count;
        }
    }

    /// <summary>Σ max(x − max − τ, 0), and how many of the numbers x − max are above τ.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static (double Excess, double Count) Excess<V, T>(ReadOnlySpan<T> row, T max, T threshold, Span<T> lanes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = Logical.Lanes<T>();
        double excess = 0, count = 0;
        for (int start = 0; start < row.Length; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, row.Length), whole = end & -V.Count;
            Stores.Zero<V, T>(lanes);
            if (start < whole)
                Add<V, T, Whole>(row, max, threshold, start, whole, ref Refs.Start(lanes));
            if (whole < end)
                Add<V, T, Masked>(row, max, threshold, whole, end, ref Refs.Start(lanes[(whole & (width - 1))..]));
            excess += double.CreateTruncating(OrderedSum<T>.Of(lanes[..width]).Folded<V>(lanes[..width]));
            count += double.CreateTruncating(OrderedSum<T>.Of(lanes[width..]).Folded<V>(lanes[width..]));
        }
        return (excess, count);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Add<V, T, TPart>(ReadOnlySpan<T> row, T max, T threshold, int from, int end, ref T lanes)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPart : struct, IRowPart
    {
        int width = Logical.Lanes<T>(), used = Math.Min(width, end - from);
        V wideMax = V.Broadcast(max), wideThreshold = V.Broadcast(threshold), zero = V.Of(0), one = V.Of(1);
        V mask = TPart.Mask<V, T>(end - from);
        for (int lane = 0; lane < used; lane += V.Count)
        {
            V excess = V.Load(in lanes, lane), count = V.Load(in lanes, lane + width);
            for (int at = from + lane; at < end; at += width)
            {
                V above = TPart.Load(row, at, mask) - wideMax - wideThreshold;
                excess += TPart.Keep<V, T>(mask, V.Max(above, zero));
                count += TPart.Keep<V, T>(mask, V.WhereLess(zero, above, one, zero));
            }
            V.Store(excess, ref lanes, lane);
            V.Store(count, ref lanes, lane + width);
        }
    }
}
