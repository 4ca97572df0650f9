using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>The widths of panels: the columns of B and C that one column of tiles covers.</summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static class PanelShape<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Whether there are registers of half the width. In the last columns they spare half of the work.
    /// </summary>
    public static bool HasHalves
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V.Count == 2 * LanesN<T>.Count;
    }

    /// <summary>The columns of the narrowest register.</summary>
    public static int Narrow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => HasHalves ? LanesN<T>.Count : V.Count;
    }

    /// <summary>
    /// The columns of the narrowest register that a product is computed in. On wide units half a register takes as long
    /// as a whole one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Least(scoped in Product<T> p) => p.WideUnits ? V.Count : Narrow;

    /// <summary>The columns of two registers.</summary>
    public static int Wide
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * V.Count;
    }

    /// <summary>
    /// The columns of the next panel where <paramref name="left"/> are left: such that the last panel wastes less than
    /// half a register. With a packed strip of A no tile is three registers wide, because such tiles have fewer rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Width(scoped in Product<T> p, int left, bool packedA)
    {
        int most = packedA ? Wide : Wide + Narrow;
        return left <= most ? left
            : TileShape<V, T>.IsShort(p) || (left > Wide + V.Count && left <= most + V.Count) ? V.Count
            : Wide;
    }
}
