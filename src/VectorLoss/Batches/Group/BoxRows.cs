using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>The losses of rows of boxes, one row in each lane.</summary>
internal static class BoxRows<V> where V : struct, ILanes<V, double>
{
    /// <summary>The means over the boxes of each row; the slopes are set.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V Run(in GroupPlaces places, GroupRule rule)
    {
        int step = 4 * V.Count;
        V sum = V.Of(0), boxes = V.Of(places.First.Length / step);
        for (int at = 0; at < places.First.Length; at += step)
        {
            BoxTerms<V> terms = new(rule, BoxAt(places.First, at), BoxAt(places.Second, at));
            sum += terms.Value;
            terms.Slopes(out Box<V> slopes, out Box<V> others);
            Set(places.FirstSlopes, at, slopes, boxes);
            Set(places.SecondSlopes, at, others, boxes);
        }
        return sum / boxes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Box<V> BoxAt(Span<double> from, int at) => new(V.Load(from, at), V.Load(from, at + V.Count),
        V.Load(from, at + 2 * V.Count), V.Load(from, at + 3 * V.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(Span<double> to, int at, Box<V> slopes, V boxes)
    {
        V.Store(slopes.X1 / boxes, to, at);
        V.Store(slopes.Y1 / boxes, to, at + V.Count);
        V.Store(slopes.X2 / boxes, to, at + 2 * V.Count);
        V.Store(slopes.Y2 / boxes, to, at + 3 * V.Count);
    }
}
