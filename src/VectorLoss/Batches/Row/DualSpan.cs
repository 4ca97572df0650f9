using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// Numbers and their tangents as dual numbers in double. Left out, the numbers are 1 and the tangents 0.
/// </summary>
internal readonly ref struct DualSpan<T>(ReadOnlySpan<T> values, ReadOnlySpan<T> tangents)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> values = values;
    private readonly ReadOnlySpan<T> tangents = tangents;

    public Dual<Lane1<double>> this[int at] => new(
        new(values.IsEmpty ? 1 : double.CreateTruncating(values[at])),
        new(tangents.IsEmpty ? 0 : double.CreateTruncating(tangents[at])));

    /// <summary>The same over another number system.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual<R> Over<R>(int at) where R : struct, IReal<R>
        => new(R.Of(this[at].Value.Number), R.Of(this[at].Slope.Number));

    /// <summary>Some side by side, from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual<V> Load<V>(int at) where V : struct, ILanes<V, double> => new(
        values.IsEmpty ? V.Of(1) : DoubleMemory.Load<V, T>(in Refs.Start(values.Slice(at, V.Count)), 0),
        tangents.IsEmpty ? V.Of(0) : DoubleMemory.Load<V, T>(in Refs.Start(tangents.Slice(at, V.Count)), 0));
}
