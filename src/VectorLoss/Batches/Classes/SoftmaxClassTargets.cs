using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The part of <see cref="SoftmaxInterleaved{TLoss, T, TPlan}"/> for targets that are spread over all classes.
/// </summary>
internal static class SoftmaxClassTargets
{
    /// <summary>Fills in the target weights that are spread over the classes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Fill<V, TLoss, T>(
        in SoftmaxWork<TLoss, T> work, ReadOnlySpan<int> rows, in SoftmaxColumns<T> columns)
        where V : struct, ILanes<V, T>
        where TLoss : struct, ILabelLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = work.Batch.Classes;
        if (work.Batch.Targets.IsEmpty)
            Stores.Zero<V, T>(columns.Targets);
        else
            InterleavedRows.Pack<V, T>(work.Batch.Targets, work.Batch.Places, rows, columns.Width, columns.Targets);
        for (int c = 0; c < classes; c++)
            Weigh<V, TLoss, T>(work, columns.Targets.Slice(c * columns.Width, columns.Width),
                work.Batch.ClassWeight(c));
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Weigh<V, TLoss, T>(in SoftmaxWork<TLoss, T> work, Span<T> targets, T classWeight)
        where V : struct, ILanes<V, T>
        where TLoss : struct, ILabelLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < targets.Length; lane += V.Count)
            V.Store(work.ClassTarget(V.Load(targets, lane), V.Broadcast(classWeight)), targets, lane);
    }

    /// <summary>Adds Σ a·φ over the classes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Values<V, TLoss, T>(in SoftmaxWork<TLoss, T> work, in SoftmaxColumns<T> columns)
        where V : struct, ILanes<V, T>
        where TLoss : struct, ILabelLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V max = V.Load(columns.Max, lane), logSum = V.Load(columns.LogSum, lane);
            for (int at = lane; at < columns.Logits.Length; at += columns.Width)
                V.Store(work.TermValue(V.Load(columns.Targets, at), V.Load(columns.Logits, at) - max - logSum),
                    columns.Terms, at);
        }
        InterleavedSums.Sum<V, T>(columns.Terms, columns.ClassSum, columns.Scratch);
        for (int lane = 0; lane < columns.Width; lane += V.Count)
            V.Store(V.Load(columns.Value, lane) + V.Load(columns.ClassSum, lane), columns.Value, lane);
    }

    /// <summary>
    /// Turns the target weights into a·φ', and adds their sum: that of the class of p above a half apart.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Slopes<V, TLoss, T>(in SoftmaxWork<TLoss, T> work, in SoftmaxColumns<T> columns)
        where V : struct, ILanes<V, T>
        where TLoss : struct, ILabelLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = V.Of(0);
        // Spans to read from, before the formula: see AddSlopes.
        ReadOnlySpan<T> targets = columns.Targets, logits = columns.Logits, powers = columns.Powers;
        for (int lane = 0; lane < columns.Width; lane += V.Count)
        {
            V max = V.Load(columns.Max, lane), logSum = V.Load(columns.LogSum, lane), largest = zero;
            V mark = NormalPowers.Mark<V, T>(V.Load(columns.Others, lane));
            for (int at = lane; at < logits.Length; at += columns.Width)
            {
                V slope = work.TermSlope(V.Load(targets, at), V.Load(logits, at) - max - logSum);
                V.Store(slope, columns.Targets, at);
                V power = V.Load(powers, at);
                V.Store(V.WhereEqual(power, mark, zero, slope), columns.Terms, at);
                largest += V.WhereEqual(power, mark, slope, zero);
            }
            V.Store(largest, columns.LargestSlope, lane);
        }
        AddSlopes<V, T>(columns);
    }

    // On its own: what comes after a long formula may be too late to be inlined.
    [MethodImpl(Compiled.AtOnce)]
    private static void AddSlopes<V, T>(in SoftmaxColumns<T> columns)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InterleavedSums.Sum<V, T>(columns.Terms, columns.OtherSlopes, columns.Scratch);
        for (int lane = 0; lane < columns.Width; lane += V.Count)
            V.Store(V.Load(columns.SlopeSum, lane)
                + (V.Load(columns.OtherSlopes, lane) + V.Load(columns.LargestSlope, lane)), columns.SlopeSum, lane);
    }
}
