using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Copies one row to another, which may be stored otherwise: see <see cref="StoredMemory"/>.</summary>
/// <typeparam name="S">What the row is stored as.</typeparam>
/// <typeparam name="D">What the places are.</typeparam>
/// <typeparam name="T">What the registers hold: the wider of the two.</typeparam>
internal readonly ref struct CopyRow<S, D, T>(ReadOnlySpan<S> row, Span<D> places) : IKernel<T, int>
    where S : unmanaged where D : unmanaged where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<S> row = row;
    private readonly Span<D> places = places[..row.Length];

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        ref readonly S from = ref Refs.Start(row);
        ref D to = ref Refs.Start(places);
        nint length = row.Length, end = length - V.Count;
        if (end < 0)
        {
            for (nint i = 0; i < length; i++)
                Move<Lane1<T>>(in from, ref to, i);
            return row.Length;
        }
        // The last register may overlap the one before it.
        for (nint i = 0; i < end; i += V.Count)
            Move<V>(in from, ref to, i);
        Move<V>(in from, ref to, end);
        return row.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move<V>(ref readonly S from, ref D to, nint at) where V : struct, ILanes<V, T>
        => StoredMemory.Store<V, T, D>(StoredMemory.Load<V, T, S>(in from, at), ref to, at);
}
