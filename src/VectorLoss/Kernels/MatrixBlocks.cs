using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>
/// The loops around the tiles. A block of rows is multiplied by one panel of B after the other: a panel is as wide as
/// a tile and lies packed in the first cache while all rows pass it. The first tile of a panel packs it as it reads.
/// </summary>
internal static class MatrixBlocks<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A block of A is 96 × 512 floats: 192 KB, well inside the second cache; 96 holds whole tiles of 6 and 12 rows.
    private const int BlockRows = 96;

    // The packed part of B is at most 512 × 1024 numbers, so that it stays in the third cache.
    private const int BlockColumns = 1024;

    // A panel is packed when its rows are spread over more than the first cache and enough tiles use it again.
    private const int ScatteredBytes = 32 * 1024;
    private const int PackingRows = 18;

    private static int Wide => 2 * V.Count;
    private static int TileSize => MatrixTiles<V, T>.NarrowRows * Wide;

    public static void Run(Product<T> p)
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

    private static unsafe void Block(scoped in Product<T> p)
    {
        // A panel that serves one block of rows is used up at once; one that serves more is kept.
        bool keep = p.M > BlockRows;
        int panelSize = Wide * p.K;
        int panels = keep ? (p.N + Wide - 1) / Wide : 1;
        bool packs = p.B.ColumnStep != 1 || (p.M >= PackingRows && (long)p.K * p.B.RowStep * sizeof(T) > ScatteredBytes);
        bool ragged = p.N % V.Count != 0;
        Span<T> scratch = packs || ragged ? Scratch<T>.Borrow(TileSize + panels * panelSize) : default;
        for (int row = 0; row < p.M; row += BlockRows)
        {
            Product<T> rows = p.Rows(row, Math.Min(BlockRows, p.M - row));
            for (int column = 0, panel = 0; column < p.N; column += Wide, panel++)
            {
                Product<T> part = rows.Columns(column, Math.Min(Wide, p.N - column));
                Span<T> packed = scratch.IsEmpty ? default : scratch.Slice(TileSize + (keep ? panel * panelSize : 0), panelSize);
                if (part.N <= V.Count)
                {
                    Strips<Size1>(part, packs, row == 0, packed, scratch);
                }
                else
                {
                    Strips<Size2>(part, packs, row == 0, packed, scratch);
                }
            }

            Epilogue.Apply<V, T>(rows.Activation, rows.M, rows.N, rows.Bias, rows.C, rows.Stride);
        }
    }

    private static void Strips<TColumns>(scoped in Product<T> p, bool packs, bool first, Span<T> packed, Span<T> spare)
        where TColumns : struct, ISize
    {
        int width = TColumns.Count * V.Count, most = TColumns.Count == 1 ? MatrixTiles<V, T>.NarrowRows : MatrixTiles<V, T>.Rows;
        bool whole = p.N == width, direct = whole && p.B.ColumnStep == 1;
        Tile<T> t = new()
        {
            A = ref Walk.Start(p.A.Values), ARow = p.A.RowStep, AStep = p.A.ColumnStep, K = p.K,
            B = ref Walk.Start(p.B.Values), BStep = p.B.RowStep,
            C = ref Walk.Start(p.C), CRow = p.Stride, Alpha = p.Alpha, Beta = p.Beta,
        };
        if (first && !direct)
        {
            Pack(p.B, p.K, p.N, width, packed);
        }

        bool copies = packs && first && direct;
        if (!direct || (packs && !first))
        {
            t.B = ref Walk.Start((ReadOnlySpan<T>)packed);
            t.BStep = width;
        }

        for (int left = p.M, height; left > 0; left -= height)
        {
            height = Height(left, most);
            if (copies)
            {
                t.Copy = ref Walk.Start(packed);
                MatrixTiles<V, T>.Run<TColumns, Size1>(height, t);
                t.B = ref Walk.Start((ReadOnlySpan<T>)packed);
                t.BStep = width;
                copies = false;
            }
            else if (whole)
            {
                MatrixTiles<V, T>.Run<TColumns, Size0>(height, t);
            }
            else
            {
                Ragged<TColumns>(height, p.N, t, ref Walk.Start(spare));
            }

            t.A = ref Walk.From(in t.A, height * t.ARow);
            t.C = ref Walk.On(ref t.C, height * t.CRow);
        }
    }

    /// <summary>A tile that reaches beyond the last column: computed in spare memory, then its columns moved to C.</summary>
    private static void Ragged<TColumns>(int rows, int columns, scoped Tile<T> t, ref T spare) where TColumns : struct, ISize
    {
        int width = TColumns.Count * V.Count;
        ref T c = ref t.C;
        nint cRow = t.CRow;
        if (t.Beta != T.Zero)
        {
            Move(rows, columns, in c, cRow, ref spare, width);
        }

        t.C = ref spare;
        t.CRow = width;
        MatrixTiles<V, T>.Run<TColumns, Size0>(rows, t);
        Move(rows, columns, in spare, width, ref c, cRow);
    }

    private static void Move(int rows, int columns, ref readonly T from, nint fromRow, ref T to, nint toRow)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Walk.On(ref to, row * toRow + column) = Walk.From(in from, row * fromRow + column);
            }
        }
    }

    /// <summary>How high the next strip is: the last two share what is left, for a strip of one row is slow.</summary>
    private static int Height(int rows, int most) => rows >= 2 * most ? most : rows > most ? (rows + 1) / 2 : rows;

    private static void Pack(Operand<T> b, int depth, int width, int padded, Span<T> packed)
    {
        ref readonly T from = ref Walk.Start(b.Values);
        ref T to = ref Walk.Start(packed);
        int k = 0;
        if (b.ColumnStep == 1)
        {
            // What lies beyond the row is read too where there is memory; its lanes are never stored.
            for (; k < depth && b.At(k, padded) <= b.Values.Length; k++)
            {
                for (int column = 0; column < padded; column += V.Count)
                {
                    V.Store(V.Load(in from, b.At(k, column)), ref to, k * padded + column);
                }
            }
        }

        for (int rest = k, column = 0; column < padded; column++)
        {
            for (k = rest; k < depth; k++)
            {
                Walk.On(ref to, k * padded + column) = column < width ? Walk.From(in from, b.At(k, column)) : T.Zero;
            }
        }
    }
}
