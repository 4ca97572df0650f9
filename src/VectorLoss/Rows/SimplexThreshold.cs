using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// The threshold of a projection on the simplex, by Newton's method from below: the function is convex and piecewise
/// linear, so the steps never overshoot and end after as many as there are pieces at most.
/// (C. Michelot 1986, doi:10.1007/BF00938486; L. Condat 2016, doi:10.1007/s10107-015-0946-6.)
/// </summary>
internal static class SimplexThreshold
{
    /// <summary>τ with Σ max(x − max − τ, 0) = 1, in [−1, 0]; NaN of a row with NaN or +∞, or of −∞ only.</summary>
    public static T Of<V, T>(ReadOnlySpan<T> row, T max, Span<T> lanes, Span<T> stretch)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T threshold = -T.One;
        double last = double.PositiveInfinity;
        while (true)
        {
            (double excess, double count) = Excess<V, T>(row, max, threshold, lanes, stretch);
            if (!(count < last))
                return double.IsNaN(excess) ? T.NaN : threshold;
            threshold += T.CreateTruncating((excess - 1) / count);
            last = count;
        }
    }

    /// <summary>Σ max(x − max − τ, 0), and how many numbers lie above.</summary>
    private static (double Excess, double Count) Excess<V, T>(ReadOnlySpan<T> row, T max, T threshold, Span<T> lanes,
        Span<T> stretch)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OrderedSum<T> excess = new(lanes[..stretch.Length]), count = new(lanes[stretch.Length..]);
        for (int c = 0; c < row.Length; c += stretch.Length)
        {
            int length = Math.Min(stretch.Length, row.Length - c);
            row.Slice(c, length).CopyTo(stretch);
            stretch[length..].Fill(T.NegativeInfinity);
            Add<V, T>(stretch, max, threshold, excess, count);
            if ((c + stretch.Length) % OrderedSum<T>.Block == 0 || c + stretch.Length >= row.Length)
            {
                excess.Fold<V>();
                count.Fold<V>();
            }
        }
        return (excess.Total, count.Total);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Add<V, T>(
        ReadOnlySpan<T> stretch, T max, T threshold, OrderedSum<T> excess, OrderedSum<T> count)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V wideMax = V.Broadcast(max), wideThreshold = V.Broadcast(threshold), zero = V.Of(0), one = V.Of(1);
        for (int i = 0; i < stretch.Length; i += V.Count)
        {
            V above = V.Load(stretch, i) - wideMax - wideThreshold;
            excess.Add(V.Max(above, zero), i);
            count.Add(V.WhereLess(zero, above, one, zero), i);
        }
    }
}
