using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>The tiles down a panel: some columns of C, no wider than a tile, and the rows of a strip.</summary>
internal static class MatrixPanels<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // C is asked for ahead of its tile when it does not stay in the first cache.
    private const int NearBytes = 32 * 1024;

    /// <summary>Room for the largest tile.</summary>
    public static int SpareSize => MatrixTiles<V, T>.NarrowRows * 2 * V.Count;

    /// <summary>Some columns of the result, no wider than a tile: the rows of a strip pass them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static unsafe void Run<W, TColumns>(
        scoped in Product<T> p, int row, int rows, int column, int width, scoped in Packed<T> packed)
        where W : struct, ILanes<W, T>
        where TColumns : struct, ISize
    {
        int padded = TColumns.Count * W.Count, most = TColumns.Count > 1 || !packed.A.IsEmpty ? MatrixTiles<V, T>.Rows
            : MatrixTiles<V, T>.NarrowRows;
        bool ragged = width < padded, readsPacked = ragged || packed.AllOfB, packedA = !packed.A.IsEmpty;
        bool far = (long)p.M * p.Stride * sizeof(T) > NearBytes;
        Tile<T> t = new()
        {
            K = p.K, ARow = packedA ? 1 : p.A.RowStep, AStep = p.A.ColumnStep,
            A = ref packedA ? ref Walk.Start((ReadOnlySpan<T>)packed.A)
                : ref Walk.From(in Walk.Start(p.A.Values), p.A.At(row, 0)),
            BStep = readsPacked ? padded : p.B.RowStep,
            B = ref readsPacked ? ref Walk.From(in Walk.Start((ReadOnlySpan<T>)packed.B), column * p.K)
                : ref Walk.From(in Walk.Start(p.B.Values), column),
            C = ref Walk.On(ref Walk.Start(p.C), (nint)row * p.Stride + column), CRow = p.Stride,
            Alpha = p.Alpha, Beta = p.Beta,
        };
        for (int left = rows, height; left > 0; left -= height)
        {
            height = Height(left, most);
            if (packedA)
            {
                t.AStep = height;
            }

            if (far)
            {
                Fetch(t, height, width);
            }

            if (ragged)
            {
                Ragged<W, TColumns>(height, width, t, ref Walk.Start(packed.Spare));
            }
            else
            {
                MatrixTiles<W, T>.Run<TColumns>(height, t);
            }

            t.A = ref Walk.From(in t.A, height * (packedA ? t.K : t.ARow));
            t.C = ref Walk.On(ref t.C, height * t.CRow);
        }

        Epilogue.Apply<W, T>(p.Activation, rows, width, p.Bias.IsEmpty ? p.Bias : p.Bias[column..],
            p.C[(row * p.Stride + column)..], p.Stride);
    }

    /// <summary>Asks for the rows of C that a tile will write when it is done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(scoped in Tile<T> t, int rows, int columns)
    {
        ref readonly T row = ref t.C;
        for (; rows > 0; rows--)
        {
            Walk.Fetch(in row);
            Walk.Fetch(in Walk.From(in row, columns / 2));
            Walk.Fetch(in Walk.From(in row, columns - 1));
            row = ref Walk.From(in row, t.CRow);
        }
    }

    /// <summary>A tile that reaches beyond the last column: computed in spare memory, then moved to C.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Ragged<W, TColumns>(int rows, int columns, scoped Tile<T> t, ref T spare)
        where W : struct, ILanes<W, T>
        where TColumns : struct, ISize
    {
        ref T c = ref t.C;
        nint cRow = t.CRow;
        if (t.Beta != T.Zero)
        {
            Move<W, TColumns>(rows, columns, ref c, cRow, ref spare, TColumns.Count * W.Count);
        }

        t.C = ref spare;
        t.CRow = TColumns.Count * W.Count;
        MatrixTiles<W, T>.Run<TColumns>(rows, t);
        Move<W, TColumns>(rows, columns, ref spare, t.CRow, ref c, cRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move<W, TColumns>(int rows, int columns, ref T from, nint fromRow, ref T to, nint toRow)
        where W : struct, ILanes<W, T>
        where TColumns : struct, ISize
    {
        int last = (TColumns.Count - 1) * W.Count;
        W mask = W.First(columns - last);
        for (; rows > 0; rows--)
        {
            if (TColumns.Count > 1) W.Store(W.Load(in from, 0), ref to, 0);
            W.Store(W.Load(in from, last, mask), ref to, last, mask);
            from = ref Walk.On(ref from, fromRow);
            to = ref Walk.On(ref to, toRow);
        }
    }

    /// <summary>How high the next strip is: the last two share what is left, for a strip of one row is slow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Height(int rows, int most) => rows >= 2 * most ? most : rows > most ? (rows + 1) / 2 : rows;
}
