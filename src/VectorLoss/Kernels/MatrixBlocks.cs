using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>
/// The loops around the tiles (K. Goto and R. van de Geijn, Anatomy of high-performance matrix multiplication, ACM
/// Trans. Math. Softw. 34(3), 2008): blocks of columns and of k, for which B is packed; strips of rows, for which A is
/// packed; panels of B as wide as a tile; and down each panel the tiles.
/// </summary>
internal static class MatrixBlocks<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A block of B is 2 MB of floats, in the third cache; a strip of A half of a megabyte, in the second.
    private const int BlockColumns = 1024, StripRows = 264;

    // B is packed when the rows of a panel are spread over several first caches and enough tiles use it again: for 100
    // columns of 100 rows, 40 KB, packing took 4 % and won nothing.
    private const int ScatteredBytes = 128 * 1024;
    private const int PackingRows = 18;

    // Packing A pays from here: below it too few panels read it again.
    private const int PackingColumns = 384;

    // So many rows of B are packed at a time: their pages fit the first table of pages.
    private const int PackedDepth = 64;

    // The panel at the right edge, where it is no wider, is computed in half registers: half of the work.
    private static int Narrow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Math.Min(V.Count, LanesN<T>.Count);
    }

    private static int Wide => 2 * V.Count;

    private static int Grain => MatrixTiles<V, T>.Rows;

    [MethodImpl(Compiled.AtOnce)]
    public static void Run(scoped in Product<T> p)
    {
        if (p.N <= BlockColumns && p.K <= MatrixProduct.BlockLength)
        {
            // Small products are over in less time than the cutting takes.
            Block(p);
            return;
        }

        int blocks = Math.Max(1, (p.K + MatrixProduct.BlockLength - 1) / MatrixProduct.BlockLength);
        int length = (p.K + blocks - 1) / blocks;
        for (int column = 0; column < p.N; column += BlockColumns)
        {
            Product<T> columns = p.Columns(column, Math.Min(BlockColumns, p.N - column));
            for (int block = 0; block < blocks; block++)
            {
                Block(columns.Depth(block * length, Math.Min(length, p.K - block * length)));
            }
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static unsafe void Block(scoped in Product<T> p)
    {
        int strips = (p.M + StripRows - 1) / StripRows;
        int rows = strips <= 1 ? p.M : ((p.M + strips - 1) / strips + Grain - 1) / Grain * Grain;
        bool packsA = p.N >= PackingColumns && (long)p.K * rows * sizeof(T) > ScatteredBytes;
        bool packsB = p.B.ColumnStep != 1
            || (p.M >= PackingRows && (long)p.K * p.B.RowStep * sizeof(T) > ScatteredBytes);
        Packed<T> packed = default;
        int last = p.N % Wide, sizeB = (p.N - last + Padded(last)) * p.K;
        if (packsA || packsB || Padded(last) != last)
        {
            packed = new(MatrixPanels<V, T>.SpareSize, sizeB, packsA ? rows * p.K : 0, packsB);
            PackB(p, packed);
        }

        for (int row = 0; row < p.M; row += rows)
        {
            Strip(p, row, Math.Min(rows, p.M - row), packed);
        }
    }

    /// <summary>Packs all panels, or only the last, if that is no whole number of registers.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void PackB(scoped in Product<T> p, scoped in Packed<T> packed)
    {
        int first = packed.AllOfB ? 0 : p.N / Wide * Wide;
        for (int k = 0, depth; k < p.K; k += depth)
        {
            depth = Math.Min(PackedDepth, p.K - k);
            for (int column = first, width; column < p.N; column += width)
            {
                width = Math.Min(Wide, p.N - column);
                int padded = Padded(width);
                Operand<T> part = p.B.From(k, column);
                Span<T> place = packed.B[(column * p.K + k * padded)..];
                if (padded % V.Count == 0)
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

    /// <summary>How many columns a panel computes whose own are so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Padded(int width) => width > V.Count ? Wide : width > Narrow ? V.Count : width > 0 ? Narrow : 0;

    [MethodImpl(Compiled.AtOnce)]
    private static void Strip(scoped in Product<T> p, int row, int rows, scoped in Packed<T> packed)
    {
        if (!packed.A.IsEmpty)
        {
            PackA(p, row, rows, packed.A);
        }

        for (int column = 0; column < p.N; column += Wide)
        {
            int width = p.N - column;
            if (width > V.Count)
            {
                MatrixPanels<V, T>.Run<V, Size2>(p, row, rows, column, Math.Min(width, Wide), packed);
            }
            else if (width > Narrow || V.Count == Narrow)
            {
                MatrixPanels<V, T>.Run<V, Size1>(p, row, rows, column, width, packed);
            }
            else
            {
                MatrixPanels<V, T>.Run<LanesN<T>, Size1>(p, row, rows, column, width, packed);
            }
        }
    }

    /// <summary>Lays the rows of each tile side by side, in the order in which it reads them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void PackA(scoped in Product<T> p, int row, int rows, Span<T> packed)
    {
        for (int left = rows, height; left > 0; left -= height)
        {
            height = MatrixPanels<V, T>.Height(left, Grain);
            Operand<T> strip = p.A.From(row + rows - left, 0);
            MatrixPacking.Panel<LanesN<T>, T>(new(strip.Values, strip.ColumnStep, strip.RowStep), p.K, height, height,
                packed[((rows - left) * p.K)..]);
        }
    }
}
