using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

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

    // B is packed when a block of it fills a quarter of the second cache and enough tiles use it again. Where it lies it
    // is as fast below: from 150 to 250 KB packing took 3 to 6 % of 100 and more rows, and 13 % of 36.
    private const int ScatteredBytes = 256 * 1024;
    private const int PackingRows = 18;

    // Packing A pays from here: below it too few panels read it again, or it stays near as it is.
    private const int PackingColumns = 768;

    // Rows a whole number of pages apart lie in the same few lines of the first cache, and push each other out.
    private const int Page = 4096, PackingAliases = 192;
    private const int LargeStripBytes = 128 * 1024;

    // From here two transpositions of C cost less than the lanes that few columns leave empty.
    private const int TurningDepth = 64;

    // So many rows of B are packed at a time: their pages fit the first table of pages.
    private const int PackedDepth = 64;

    // Half registers, where there are some, spare half of the work in the last columns.
    private static bool HasHalves
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V.Count == 2 * LanesN<T>.Count;
    }

    private static int Narrow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => HasHalves ? LanesN<T>.Count : V.Count;
    }

    private static int Wide
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * V.Count;
    }

    private static int Grain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MatrixTiles<V, V, T>.Rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(scoped in Product<T> p)
    {
        if (p.N <= BlockColumns && p.K <= MatrixProduct.BlockLength)
        {
            // Small products are over in less time than the cutting takes.
            Block(p);
        }
        else
        {
            Cut(p);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Cut(scoped in Product<T> p)
    {
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Block(scoped in Product<T> p)
    {
        if (p.Scales)
        {
            Epilogue.Scale<V, T>(p.Beta, p.M, p.N, p.C, p.Stride);
        }

        if (p.A.RowStep == 1 && p.N <= V.Count && p.K >= TurningDepth && p.M >= 2 * Wide)
        {
            Turn(p);
            return;
        }

        int rows = p.M;
        if (rows > StripRows)
        {
            int strips = (rows + StripRows - 1) / StripRows;
            rows = ((rows + strips - 1) / strips + Grain - 1) / Grain * Grain;
        }

        int least = (long)p.A.RowStep * sizeof(T) % Page == 0 ? PackingAliases : PackingColumns;
        bool packsA = p.N >= least && (long)p.K * rows * sizeof(T) > LargeStripBytes;
        // A result narrower than a register reads whole ones all the same.
        bool packsB = packsA || p.B.ColumnStep != 1 || p.N < Narrow
            || (p.M >= PackingRows && (long)p.K * p.B.RowStep * sizeof(T) > ScatteredBytes);
        Packed<T> packed = default;
        if (packsA || packsB)
        {
            // The last panel may be narrower than the register that reads it.
            packed = new(packsB ? (p.N + Narrow) * p.K : 0, packsA ? rows * p.K : 0);
            if (packsB)
            {
                PackB(p, packed);
            }
        }

        for (int row = 0; row < p.M; row += rows)
        {
            Strip(p, row, Math.Min(rows, p.M - row), packed);
        }
    }

    /// <summary>
    /// Few columns, and the rows of A stored as columns: Cᵀ = Bᵀ·Aᵀ has its many columns across the registers, in place, and
    /// the sums are the same.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Turn(scoped in Product<T> p)
    {
        for (int row = 0, rows; row < p.M; row += rows)
        {
            // The last strip takes the rest, for a few rows alone would not fill a register.
            rows = p.M - row < 2 * StripRows ? p.M - row : StripRows;
            Turned(p.Rows(row, rows));
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Turned(scoped in Product<T> p)
    {
        Span<T> turned = Scratch<T>.Borrow(p.N * p.M);
        if (p.Adds)
        {
            MatrixPacking.Turn(in Refs.Start((ReadOnlySpan<T>)p.C), p.Stride, p.M, p.N, ref Refs.Start(turned), p.M);
        }

        Strip(p.Turned(turned), 0, p.N, default);
        MatrixPacking.Turn(in Refs.Start((ReadOnlySpan<T>)turned), p.M, p.N, p.M, ref Refs.Start(p.C), p.Stride);
        if (p.HasEpilogue)
        {
            Epilogue.Apply<V, T>(p.Activation, p.M, p.N, p.Bias, p.C, p.Stride);
        }
    }

    /// <summary>Packs all panels. In the columns between a panel's last and the end of its register lies anything.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void PackB(scoped in Product<T> p, scoped in Packed<T> packed)
    {
        for (int k = 0, depth; k < p.K; k += depth)
        {
            depth = Math.Min(PackedDepth, p.K - k);
            for (int column = 0, width; column < p.N; column += width)
            {
                width = Width(p.N - column, p.K, packed);
                int padded = Math.Max(width, Narrow);
                Operand<T> part = p.B.From(k, column);
                Span<T> place = packed.B[(column * p.K + k * padded)..];
                if (width >= V.Count)
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
    /// How many of the columns that are left the next panel takes: such that the last one wastes less than a half
    /// register. A packed strip of A fits no tile of three registers, which is less high.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Width(int left, int depth, scoped in Packed<T> packed)
    {
        int most = packed.A.IsEmpty ? Wide + Narrow : Wide;
        return left <= most ? left
            : MatrixTiles<V, V, T>.IsShort(depth) || (left > Wide + V.Count && left <= most + V.Count) ? V.Count
            : Wide;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Strip(scoped in Product<T> p, int row, int rows, scoped in Packed<T> packed)
    {
        if (!packed.A.IsEmpty)
        {
            PackA(p, row, rows, packed.A);
        }

        for (int column = 0, width; column < p.N; column += width)
        {
            width = Width(p.N - column, p.K, packed);
            if (HasHalves)
            {
                Panel<LanesN<T>>(p, row, rows, column, width, packed);
            }
            else
            {
                Panel<V>(p, row, rows, column, width, packed);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Panel<E>(
        scoped in Product<T> p, int row, int rows, int column, int width, scoped in Packed<T> packed)
        where E : struct, ILanes<E, T>
    {
        // The tiles of packed rows are all as high as they were packed.
        bool free = packed.A.IsEmpty;
        int most = MatrixTiles<V, V, T>.IsShort(p.K) ? Grain / 2 : Grain;
        int alone = free ? MatrixTiles<V, V, T>.NarrowRows : Grain;
        if (width > Wide)
        {
            MatrixPanels<V, E, T>.Run<Edged>(p, packed, row, rows, column, width, Grain * 2 / 3);
        }
        else if (width > V.Count)
        {
            MatrixPanels<V, E, T>.Run<Size2>(p, packed, row, rows, column, width, most);
        }
        else if (width == V.Count)
        {
            MatrixPanels<V, E, T>.Run<Size1>(p, packed, row, rows, column, width, alone);
        }
        else if (width > E.Count)
        {
            MatrixPanels<E, E, T>.Run<Size2>(
                p, packed, row, rows, column, width, free ? MatrixTiles<E, E, T>.Rows : Grain);
        }
        else if (width == E.Count)
        {
            MatrixPanels<E, E, T>.Run<Size1>(p, packed, row, rows, column, width, alone);
        }
        else
        {
            MatrixPanels<E, E, T>.Run<Part>(p, packed, row, rows, column, width, alone);
        }
    }

    /// <summary>Lays the rows of each tile side by side, in the order in which it reads them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void PackA(scoped in Product<T> p, int row, int rows, Span<T> packed)
    {
        for (int left = rows, height; left > 0; left -= height)
        {
            height = MatrixPanels<V, V, T>.Height(left, Grain);
            Operand<T> strip = p.A.From(row + rows - left, 0);
            MatrixPacking.Panel<LanesN<T>, T>(new(strip.Values, strip.ColumnStep, strip.RowStep), p.K, height, height,
                packed[((rows - left) * p.K)..]);
        }
    }
}
