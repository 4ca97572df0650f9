using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The lanes of the sums of one row, in the order of <see cref="OrderedSum{T}"/>.</summary>
internal static class RowLanes<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What the terms of a row that one register holds add up to.</summary>
    /// <remarks>0 + x, as in the lanes of a longer row, so that a sum of −0 is 0 on every width.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<V>(V terms, V mask) where V : struct, ILanes<V, T>
        => double.CreateTruncating(V.SumAcross(V.Of(0) + V.And(mask, terms)));

    /// <summary>What the lanes add up to, in halves; they are used up.</summary>
    /// <param name="lanes">All lanes of one sum.</param>
    /// <param name="elements">How many elements were added: lanes from there on are 0.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static double Fold<V>(Span<T> lanes, int elements) where V : struct, ILanes<V, T>
    {
        // Where four registers hold all lanes, no half goes through memory.
        if (lanes.Length == 4 * V.Count)
            return double.CreateTruncating(OrderedSum<T>.Of(lanes).Folded<V>(lanes));
        ref T first = ref Refs.Start(lanes);
        for (int half = lanes.Length / 2; half >= V.Count; half /= 2)
            for (int i = 0; i < half && half < elements; i += V.Count)
                V.Store(V.Load(in first, i) + V.Load(in first, i + half), ref first, i);
        return double.CreateTruncating(V.SumAcross(V.Load(in first, 0)));
    }
}
