using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>Registers beside those of half their width.</summary>
internal static class Halves
{
    /// <summary>The first lanes of a register as one of half the width; or the register itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static E First<V, E, T>(V x)
        where V : struct, ILanes<V, T>
        where E : struct, ILanes<E, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(V) == typeof(E) ? Unsafe.BitCast<V, E>(x)
            : Unsafe.BitCast<Vector<T>, E>(Vector512.GetLower(Unsafe.BitCast<V, Vector512<T>>(x)).AsVector());
}
