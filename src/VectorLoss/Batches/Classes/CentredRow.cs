using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A long row of a loss of distances from a centre, as its loops take it.</summary>
/// <param name="numbers">The numbers.</param>
/// <param name="targets">The targets; none where there is a label.</param>
/// <param name="label">The label, or −1.</param>
/// <param name="shift">The centre's first part.</param>
/// <param name="centre">The centre's second part.</param>
internal readonly ref struct CentredRow<T>(
    ReadOnlySpan<T> numbers, ReadOnlySpan<T> targets, int label, T shift, T centre)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly ReadOnlySpan<T> Numbers = numbers;
    public readonly ReadOnlySpan<T> Targets = targets;
    public readonly int LabelAt = label;
    public readonly T Shift = shift;
    public readonly T Centre = centre;

    /// <summary>The places of a register's classes in their block; a float tells all of them apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Place<V>(int first) where V : struct, ILanes<V, T>
        => V.Load(LaneNumbers<T>.All, 0) + V.Broadcast(T.CreateTruncating(first));

    /// <summary>The label's place in a block; −1 where it is in another one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Label<V>(int block) where V : struct, ILanes<V, T>
    {
        int place = LabelAt - block;
        return V.Broadcast(T.CreateTruncating((uint)place < (uint)OrderedSum<T>.Block ? place : -1));
    }
}
