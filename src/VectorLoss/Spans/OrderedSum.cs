using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// A sum whose order of addition is part of the contract, so that every width gives the same bits. Element i is added
/// in lane i mod <see cref="Logical.Lanes"/>. After each block the lanes are folded in halves and added to a total in
/// double.
/// </summary>
/// <remarks>Error: at most (64 + 6)·u·Σ|x| + N/4096·2⁻⁵³·Σ|x| with u the unit round-off of T, N the count.</remarks>
internal ref struct OrderedSum<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Span<T> lanes;
    private double total;

    /// <summary>Elements between two folds.</summary>
    public static int Block => 64 * Logical.Lanes<T>();

    /// <summary>The sum of all folded blocks.</summary>
    public readonly double Total => total;

    /// <summary>
    /// Adds a register of elements that begin at index <paramref name="at"/>, a multiple of the width.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add<V>(V values, int at) where V : struct, ILanes<V, T> => Set(At<V>(at) + values, at);

    /// <summary>The sums so far in the lanes of such a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly V At<V>(int at) where V : struct, ILanes<V, T> => V.Load(lanes, at & (lanes.Length - 1));

    /// <summary>Replaces the sums in the lanes of such a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Set<V>(V sum, int at) where V : struct, ILanes<V, T>
        => V.Store(sum, lanes, at & (lanes.Length - 1));

    /// <summary>Ends a block: folds the lanes into the total and clears them.</summary>
    public void Fold() => Fold<Lane1<T>>();

    /// <summary>The lanes, which hold the sums of the block so far.</summary>
    public readonly Span<T> Lanes => lanes;

    /// <summary><see cref="Fold()"/> in registers, down to one of them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Fold<V>() where V : struct, ILanes<V, T>
    {
        total += double.CreateTruncating(Folded<V>(lanes));
        Clear<V>();
    }

    /// <summary>A sum of nothing yet, in lanes that are cleared in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OrderedSum<T> In<V>(Span<T> lanes) where V : struct, ILanes<V, T>
    {
        OrderedSum<T> sum = Of(lanes);
        sum.Clear<V>();
        return sum;
    }

    /// <summary>A sum of what the lanes hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OrderedSum<T> Of(Span<T> lanes)
    {
        OrderedSum<T> sum = default;
        sum.lanes = lanes;
        return sum;
    }

    /// <summary>Stores 0 to all lanes.</summary>
    // Own stores: a call of the framework in a loop of rows is slow until the runtime has compiled it again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Clear<V>() where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0);
        for (int i = 0; i < lanes.Length; i += V.Count)
            V.Store(zero, lanes, i);
    }

    /// <summary>What the lanes add up to; they stay.</summary>
    /// <param name="scratch">Room for as many numbers as there are lanes, or the lanes, which are then lost.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Folded<V>(Span<T> scratch) where V : struct, ILanes<V, T>
    {
        // Where four registers hold all lanes, no half goes through memory.
        if (Logical.Lanes<T>() == 4 * V.Count)
            return V.SumAcross(At<V>(0) + At<V>(2 * V.Count) + (At<V>(V.Count) + At<V>(3 * V.Count)));
        ReadOnlySpan<T> from = lanes;
        for (int half = scratch.Length / 2; half >= V.Count; half /= 2, from = scratch)
            for (int i = 0; i < half; i += V.Count)
                V.Store(V.Load(from, i) + V.Load(from, i + half), scratch, i);
        return V.SumAcross(V.Load((ReadOnlySpan<T>)scratch, 0));
    }
}
