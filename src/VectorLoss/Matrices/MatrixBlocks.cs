using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>
/// The loops around the tiles (K. Goto and R. van de Geijn, Anatomy of high-performance matrix multiplication, ACM
/// Trans. Math. Softw. 34(3), 2008), from the outermost to the innermost: blocks of columns and of k, for which B is
/// packed; strips of rows, for which A is packed; panels of B as wide as a tile; and the tiles down each panel.
/// </summary>
internal static class MatrixBlocks<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The whole product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(scoped in Product<T> p)
    {
        if (p.N <= BlockShape.Columns && p.K <= BlockShape.Depth)
        {
            // A small product takes less time than cutting it.
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
        int blocks = BlockShape.DepthBlocks(p.K);
        int length = BlockShape.DepthLength(p.K);
        for (int column = 0; column < p.N; column += BlockShape.Columns)
        {
            // C[all rows, column..column+1024] by all of A and B[all k, column..column+1024].
            Product<T> columns = p.Columns(column, Math.Min(BlockShape.Columns, p.N - column));
            for (int block = 0; block < blocks; block++)
            {
                // The same part of C += A[all rows, k..k+length]·B[k..k+length, these columns].
                Block(columns.Depth(block * length, Math.Min(length, p.K - block * length)));
            }
        }
    }

    /// <summary>One block: at most 1024 columns and 512 steps of k, all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(scoped in Product<T> p)
    {
        if (p.Scales)
        {
            Epilogue.Scale<V, T>(p.Beta, p.M, p.N, p.C, p.Stride);
        }

        if (typeof(T) == typeof(float) && SoftwareMulAdd.IsUsed)
        {
            HeldProduct.Run(Refs.As<Product<T>, Product<float>>(in p));
            return;
        }

        int across = TransposedProduct<V, T>.Columns(p);
        if (across < p.N)
        {
            Pack(across == 0 ? p : p.Columns(0, p.N - across));
        }

        if (across > 0)
        {
            TransposedProduct<V, T>.Run(across == p.N ? p : p.Columns(p.N - across, across));
        }
    }

    /// <summary>Packs what a block reads badly in place, and computes it by strips.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pack(scoped in Product<T> p)
    {
        int rows = BlockShape.RowsOfStrip<T>(p.M, TileShape<V, T>.Rows);
        bool packsA = FactorPacking<V, T>.PacksA(p, rows);
        bool packsB = packsA || FactorPacking<V, T>.PacksB(p);
        PackedFactors<T> packed = default;
        if (packsA || packsB)
        {
            // The last panel may be narrower than the register that reads it.
            int group = rows < p.M ? BlockShape.Columns : BlockShape.GroupColumns<T>();
            int columns = Math.Min(p.N, group + PanelShape<V, T>.Wide + PanelShape<V, T>.Narrow);
            packed = new(packsB ? (columns + PanelShape<V, T>.Least(p)) * p.K : 0, packsA ? rows * p.K : 0,
                TileShape<V, T>.Rows, group);
        }

        for (int row = 0; row < p.M; row += rows)
        {
            // C[row..row+rows, columns of the block] by A[row..row+rows, k of the block] and the block of B.
            Strip(p, row, Math.Min(rows, p.M - row), packed);
        }
    }

    /// <summary>One strip of rows of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Strip(scoped in Product<T> p, int row, int rows, scoped in PackedFactors<T> packed)
    {
        if (packed.HasA)
        {
            FactorPacking<V, T>.PackA(p, row, rows, packed);
        }

        for (int column = 0, unpacked = 0, width; column < p.N; column += width)
        {
            // C[rows of the strip, column..column+width] by the strip of A and B[k of the block, these columns].
            width = PanelShape<V, T>.Width(p, p.N - column, packed.HasA);
            if (row == 0 && packed.HasB && column >= unpacked)
            {
                FactorPacking<V, T>.PackB(p, column, packed);
                unpacked = column + packed.GroupColumns;
            }

            if (PanelShape<V, T>.HasHalves)
            {
                Panel<LanesN<T>>(p, row, rows, column, width, packed);
            }
            else
            {
                Panel<V>(p, row, rows, column, width, packed);
            }
        }
    }

    /// <summary>One panel of a strip, by tiles of the kind that its width needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Panel<E>(
        scoped in Product<T> p, int row, int rows, int column, int width, scoped in PackedFactors<T> packed)
        where E : struct, ILanes<E, T>
    {
        int full = TileShape<V, T>.Rows;
        int alone = packed.MostRows(TileShape<V, T>.NarrowRows);
        if (width > PanelShape<V, T>.Wide)
        {
            // Three registers in a row of the tile: 24 sums are eight rows.
            MatrixPanels<V, E, T>.Run<TwoAndHalf>(
                p, packed, row, rows, column, width, packed.MostRows(full * 2 / 3));
        }
        else if (width > V.Count)
        {
            MatrixPanels<V, E, T>.Run<TwoRegisters>(p, packed, row, rows, column, width,
                packed.MostRows(TileShape<V, T>.UnpackedRows(p)));
        }
        else if (width == V.Count)
        {
            MatrixPanels<V, E, T>.Run<OneRegister>(p, packed, row, rows, column, width, alone);
        }
        else if (p.WideUnits && packed.HasB)
        {
            // Packed rows have room for a whole register.
            MatrixPanels<V, E, T>.Run<MaskedRegister>(p, packed, row, rows, column, width, alone);
        }
        else if (width > E.Count)
        {
            MatrixPanels<E, E, T>.Run<TwoRegisters>(
                p, packed, row, rows, column, width, packed.MostRows(TileShape<E, T>.Rows));
        }
        else if (width == E.Count)
        {
            MatrixPanels<E, E, T>.Run<OneRegister>(p, packed, row, rows, column, width, alone);
        }
        else
        {
            MatrixPanels<E, E, T>.Run<MaskedRegister>(p, packed, row, rows, column, width, alone);
        }
    }
}
