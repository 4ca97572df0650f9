using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>Decides which factors of a product are packed, and packs them.</summary>
internal static unsafe class FactorPacking<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // B is packed when a block of it fills a quarter of the second-level cache and enough tiles read it again. Below
    // that it is as fast in place: from 150 to 250 KB, packing took 3 to 6 % of the time for 100 and more rows, and 13
    // % for 36 rows.
    private const int ScatteredBytes = 256 * 1024;
    private const int PackingRows = 18;

    // From this many columns on, packing A pays. With fewer columns, too few panels read A again, or A stays in a near
    // cache as it is.
    private const int PackingColumns = 768;
    private const int LargeStripBytes = 128 * 1024;

    // Rows that are whole pages apart lie in the same few lines of the first-level cache and evict each other.
    private const int Page = 4096, PackingAliases = 192;

    // The rows of B that are packed at a time: their pages fit the first-level table of pages.
    private const int PackedDepth = 64;

    /// <summary>Whether to pack the strips of A, which have this many rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool PacksA(scoped in Product<T> p, int rows)
    {
        int least = (long)p.A.RowStep * sizeof(T) % Page == 0 ? PackingAliases : PackingColumns;
        return p.N >= least && (long)p.K * rows * sizeof(T) > LargeStripBytes;
    }

    /// <summary>Whether to pack the block of B.</summary>
    // A result that is narrower than a register reads whole registers of B all the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool PacksB(scoped in Product<T> p)
        => p.B.ColumnStep != 1 || p.N < PanelShape<V, T>.Least(p)
            || (p.M >= PackingRows && (long)p.K * p.B.RowStep * sizeof(T) > ScatteredBytes);

    /// <summary>
    /// Packs a group of panels of B, from a column on. The columns between the last one of a panel and the end of its
    /// register hold anything.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void PackB(scoped in Product<T> p, int from, scoped in PackedFactors<T> packed)
    {
        int end = Math.Min(p.N, from + packed.GroupColumns);
        for (int k = 0, depth; k < p.K; k += depth)
        {
            depth = Math.Min(PackedDepth, p.K - k);
            for (int column = from, width; column < end; column += width)
            {
                // B[k..k+depth, column..column+width], a part of one panel.
                width = PanelShape<V, T>.Width(p, p.N - column, packed.HasA);
                int padded = Math.Max(width, PanelShape<V, T>.Least(p));
                Operand<T> part = p.B.From(k, column);
                Span<T> place = packed.B[(packed.Place(column, p.K) + k * padded)..];
                if (padded >= V.Count)
                {
                    MatrixPacking.Panel<V, T>(part, depth, width, padded, place);
                }
                else
                {
                    MatrixPacking.Panel<LanesN<T>, T>(part, depth, width, padded, place);
                }
            }
        }
    }

    /// <summary>
    /// Packs the strip A[row..row+rows, all k]: the rows of each tile side by side, in the order of k.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void PackA(scoped in Product<T> p, int row, int rows, scoped in PackedFactors<T> packed)
    {
        for (int left = rows, height; left > 0; left -= height)
        {
            // A[row + rows − left.., all k], height rows: one tile.
            height = TileShape<V, T>.Height(left, packed.TileRows);
            Operand<T> tile = p.A.From(row + rows - left, 0);
            MatrixPacking.Panel<LanesN<T>, T>(
                tile.AsTranspose(), p.K, height, height, packed.A[((rows - left) * p.K)..]);
        }
    }
}
