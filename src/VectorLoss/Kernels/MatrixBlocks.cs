using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>
/// The loops around the tiles. All rows of a block pass one panel of B, as wide as a tile, after the other; the panel
/// then lies packed in the first cache. Nothing is packed for its own sake: the first tile of a panel packs B as it
/// reads, and the tiles of the first panel pack A.
/// </summary>
internal static class MatrixBlocks<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Packed, they are 1 MB of floats. From 120 rows, that the second cache holds, to 504 the speed grows by a tenth:
    // A passes in one stream that the hardware foresees, and each panel of B is packed less often.
    private const int BlockRows = 504;

    // A panel is packed when its rows are spread over more than the first cache and enough tiles use it again.
    private const int ScatteredBytes = 32 * 1024;
    private const int PackingRows = 18;

    // Packing A costs the first panel half of its time again: 10 % of 100 columns, where it wins nothing, 2 % of 512,
    // where it wins 3 %, 1 % of 1,000, where it wins 10 %.
    private const int PackingColumns = 384;

    private static int Wide => 2 * V.Count;

    private static int TileSize => MatrixTiles<V, T>.NarrowRows * Wide;

    public static void Run(scoped in Product<T> p)
    {
        if (p.M > 0 && p.M <= BlockRows && p.K <= MatrixProduct.BlockLength)
        {
            // Small products are over in less time than the cutting takes.
            Block(p);
            return;
        }

        int blocks = Math.Max(1, (p.K + MatrixProduct.BlockLength - 1) / MatrixProduct.BlockLength);
        int length = (p.K + blocks - 1) / blocks;
        for (int row = 0; row < p.M; row += BlockRows)
        {
            Product<T> rows = p.Rows(row, Math.Min(BlockRows, p.M - row));
            for (int block = 0; block < blocks; block++)
            {
                Block(rows.Depth(block * length, Math.Min(length, p.K - block * length)));
            }
        }
    }

    private static unsafe void Block(scoped in Product<T> p)
    {
        bool tidy = p.B.ColumnStep == 1;
        bool packsB = tidy && p.M >= PackingRows && (long)p.K * p.B.RowStep * sizeof(T) > ScatteredBytes;
        bool packsA = p.N >= PackingColumns && (long)p.K * p.M * sizeof(T) > ScatteredBytes;
        int sizeA = packsA ? p.M * p.K : 0, sizeB = Wide * p.K;
        bool borrows = !tidy || packsA || packsB || p.N % V.Count != 0;
        Span<T> scratch = borrows ? Scratch<T>.Borrow(TileSize + sizeB + sizeA) : default;
        Span<T> b = borrows ? scratch.Slice(TileSize, sizeB) : default;
        Span<T> a = borrows ? scratch.Slice(TileSize + sizeB, sizeA) : default;
        int column = 0;
        for (; p.N - column >= Wide; column += Wide)
        {
            Panel(p.N == Wide ? p : p.Columns(column, Wide), column == 0, a, packsB || !tidy ? b : default);
        }

        if (p.N - column > V.Count)
        {
            Rest<Size2>(p.Columns(column, p.N - column), b, scratch);
        }
        else if (p.N > column)
        {
            Rest<Size1>(p.Columns(column, p.N - column), b, scratch);
        }

        Epilogue.Apply<V, T>(p.Activation, p.M, p.N, p.Bias, p.C, p.Stride);
    }

    /// <summary>One panel of full width: straight from B, packed by its first tile, or turned beforehand.</summary>
    private static void Panel(scoped in Product<T> p, bool first, Span<T> packedA, Span<T> packedB)
    {
        bool copiesA = first && !packedA.IsEmpty, readsA = !first && !packedA.IsEmpty;
        bool turned = p.B.ColumnStep != 1, copiesB = !turned && !packedB.IsEmpty;
        Tile<T> t = turned ? StartPacked(p, Wide, packedB) : Start(p);
        t.CopyB = ref Walk.Start(packedB);
        ref T a = ref Walk.Start(packedA);
        for (int left = p.M, height; left > 0; left -= height)
        {
            height = Height(left, MatrixTiles<V, T>.Rows);
            t.CopyA = ref a;
            if (readsA)
            {
                t.A = ref a;
                t.ARow = 1;
                t.AStep = height;
            }

            Run(height, copiesA, copiesB, t);
            if (copiesB)
            {
                t.B = ref Walk.Start((ReadOnlySpan<T>)packedB);
                t.BStep = Wide;
                copiesB = false;
            }

            a = ref Walk.On(ref a, height * (nint)p.K);
            t.A = ref Walk.From(in t.A, height * t.ARow);
            t.C = ref Walk.On(ref t.C, height * t.CRow);
        }
    }

    private static void Run(int height, bool copiesA, bool copiesB, scoped in Tile<T> t)
    {
        switch (copiesA, copiesB)
        {
            case (false, false): MatrixTiles<V, T>.Run<Size2, CopyNone>(height, t); break;
            case (false, true): MatrixTiles<V, T>.Run<Size2, CopyB>(height, t); break;
            case (true, false): MatrixTiles<V, T>.Run<Size2, CopyA>(height, t); break;
            case (true, true): MatrixTiles<V, T>.Run<Size2, CopyBoth>(height, t); break;
        }
    }

    /// <summary>The last columns, fewer than a panel: packed up to whole registers beforehand.</summary>
    private static void Rest<TColumns>(scoped in Product<T> p, Span<T> packed, Span<T> spare) where TColumns : struct, ISize
    {
        int width = TColumns.Count * V.Count;
        int most = TColumns.Count == 1 ? MatrixTiles<V, T>.NarrowRows : MatrixTiles<V, T>.Rows;
        Tile<T> t = p.N == width && p.B.ColumnStep == 1 ? Start(p) : StartPacked(p, width, packed);
        for (int left = p.M, height; left > 0; left -= height)
        {
            height = Height(left, most);
            if (p.N == width)
            {
                MatrixTiles<V, T>.Run<TColumns, CopyNone>(height, t);
            }
            else
            {
                Ragged<TColumns>(height, p.N, t, ref Walk.Start(spare));
            }

            t.A = ref Walk.From(in t.A, height * t.ARow);
            t.C = ref Walk.On(ref t.C, height * t.CRow);
        }
    }

    private static Tile<T> Start(scoped in Product<T> p) => new()
    {
        A = ref Walk.Start(p.A.Values), ARow = p.A.RowStep, AStep = p.A.ColumnStep, K = p.K,
        B = ref Walk.Start(p.B.Values), BStep = p.B.RowStep,
        C = ref Walk.Start(p.C), CRow = p.Stride, Alpha = p.Alpha, Beta = p.Beta,
    };

    private static Tile<T> StartPacked(scoped in Product<T> p, int width, Span<T> packed)
    {
        MatrixPacking.Panel<V, T>(p.B, p.K, p.N, width, packed);
        return Start(new(p.M, p.N, p.K, p.Alpha, p.A, new(packed, width, 1), p.Beta, p.C, p.Stride, default, default));
    }

    /// <summary>A tile that reaches beyond the last column: computed in spare memory, then moved to C.</summary>
    private static void Ragged<TColumns>(int rows, int columns, scoped Tile<T> t, ref T spare)
        where TColumns : struct, ISize
    {
        int width = TColumns.Count * V.Count;
        ref T c = ref t.C;
        nint cRow = t.CRow;
        if (t.Beta != T.Zero)
        {
            MatrixPacking.Move(rows, columns, in c, cRow, ref spare, width);
        }

        t.C = ref spare;
        t.CRow = width;
        MatrixTiles<V, T>.Run<TColumns, CopyNone>(rows, t);
        MatrixPacking.Move(rows, columns, in spare, width, ref c, cRow);
    }

    /// <summary>How high the next strip is: the last two share what is left, for a strip of one row is slow.</summary>
    private static int Height(int rows, int most) => rows >= 2 * most ? most : rows > most ? (rows + 1) / 2 : rows;
}
