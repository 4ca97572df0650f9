using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>A register seen as one of half its width.</summary>
internal static class Halves
{
    /// <summary>
    /// The lower half of the lanes, where <typeparamref name="E"/> is half as wide as <typeparamref name="V"/>; the
    /// register itself where the two types are the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static E LowerHalf<V, E, T>(V x)
        where V : struct, ILanes<V, T>
        where E : struct, ILanes<E, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(V) == typeof(E) ? Unsafe.BitCast<V, E>(x)
            : Unsafe.BitCast<Vector<T>, E>(Vector512.GetLower(Unsafe.BitCast<V, Vector512<T>>(x)).AsVector());
}
