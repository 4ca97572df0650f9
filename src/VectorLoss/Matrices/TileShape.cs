using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>The heights of tiles.</summary>
/// <typeparam name="V">The register of the tile's columns.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static unsafe class TileShape<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Where a register of 512 bits goes through units of 256, the end of a tile of 24 registers takes 75 clocks in
    // which nothing else runs, because 15 stores fill the queue in which they wait. The end of a tile of at most
    // twelve registers takes 4 to 20 clocks. At this depth the sums of a large tile take thirty times as long as its
    // end. Wide units store as fast as they add: there, large tiles are 6 to 12 % faster at every depth.
    private const int LongDepth = 120;

    /// <summary>The most rows of a tile one register wide.</summary>
    public const int NarrowRows = 12;

    /// <summary>
    /// The most rows of a tile two registers wide: 24 sums in the 32 registers of AVX-512, else 12 sums in 16
    /// registers. A packed strip of A lies in tiles of this height.
    /// </summary>
    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V.Count * sizeof(T) == 64 ? 12 : 6;
    }

    /// <summary>
    /// The most rows of a tile two registers wide whose A is not packed. On wide units, 28 sums are 2 to 4 % faster
    /// than 24 from 64³ to 256³. Packed rows lie in twelves, which blocks of eight and four rows fill.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int UnpackedRows(scoped in Product<T> p)
        => V.Count * sizeof(T) == 64 && p.WideUnits ? 14 : IsShort(p) ? Rows / 2 : Rows;

    /// <summary>
    /// Whether the end of a tile takes a noticeable part of its time, so that smaller tiles are faster.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsShort(scoped in Product<T> p) => V.ManyRegisters && !p.WideUnits && p.K <= LongDepth;

    /// <summary>
    /// The height of the next tile where <paramref name="rows"/> are left. The last two tiles share what is left,
    /// because a tile of one row is slow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Height(int rows, int most) => rows >= 2 * most ? most : rows > most ? (rows + 1) / 2 : rows;
}
