using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>
/// The loop over the tiles of a panel: a panel is a strip of rows by some columns of C, no wider than a tile.
/// </summary>
internal static class MatrixPanels<V, E, T>
    where V : struct, ILanes<V, T>
    where E : struct, ILanes<E, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // C is prefetched before its tile when it does not stay in the first-level cache. A short tile ends before the
    // prefetched memory arrives.
    private const int NearBytes = 32 * 1024;

    // Wide units end their tiles in half of the time, and the requests keep rows of B waiting: 2 to 3 % slower with
    // them, unless C does not stay in the second-level cache either and the tile is long.
    private const int WideNearBytes = 2 * 1024 * 1024, WideLongDepth = 256;

    /// <summary>C[row..row+rows, column..column+width] by the product of these rows of A and columns of B.</summary>
    /// <param name="p">The product.</param>
    /// <param name="packed">Its packed factors.</param>
    /// <param name="row">The first row of the strip.</param>
    /// <param name="rows">The rows of the strip.</param>
    /// <param name="column">The first column of the panel.</param>
    /// <param name="width">The columns of the panel.</param>
    /// <param name="most">The most rows of a tile; where A is packed, those of its packed tiles.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static unsafe void Run<TColumns>(
        scoped in Product<T> p, scoped in PackedFactors<T> packed, int row, int rows, int column, int width, int most)
        where TColumns : unmanaged, ITileColumns
    {
        bool packedA = packed.HasA, packedB = packed.HasB;
        Debug.Assert(!packedA || most == packed.TileRows);
        bool far = IsFar(p);
        Tile<T> t = new()
        {
            K = p.K,
            ARow = packedA ? 1 : p.A.RowStep,
            AStep = p.A.ColumnStep,
            A = ref packedA ? ref Refs.Start((ReadOnlySpan<T>)packed.A)
                : ref Refs.AddReadOnly(in Refs.Start(p.A.Values), p.A.At(row, 0)),
            BStep = packedB ? Math.Max(width, V.Count) : p.B.RowStep,
            B = ref packedB ? ref Refs.AddReadOnly(in Refs.Start((ReadOnlySpan<T>)packed.B), packed.Place(column, p.K))
                : ref Refs.AddReadOnly(in Refs.Start(p.B.Values), column),
            C = ref Refs.Add(ref Refs.Start(p.C), (nint)row * p.Stride + column),
            CRow = p.Stride,
            Right = sizeof(TColumns) > 2 ? V.Count : width - V.Count,
            Edge = width - E.Count,
            Width = width,
            Alpha = p.Alpha,
            Adds = p.Adds,
        };
        for (int left = rows, height; left > 0; left -= height)
        {
            // One tile: C[row + rows − left.., column..column+width], height rows.
            height = TileShape<V, T>.Height(left, most);
            if (packedA)
            {
                t.AStep = height;
            }

            if (far)
            {
                PrefetchResult(t, height, width);
            }

            MatrixTiles<V, E, T>.Run<TColumns>(height, t);
            t.A = ref Refs.AddReadOnly(in t.A, height * (packedA ? t.K : t.ARow));
            t.C = ref Refs.Add(ref t.C, height * t.CRow);
        }

        if (p.HasEpilogue)
        {
            Epilogue.Apply<V, T>(p.Activation, rows, width, p.Bias.IsEmpty ? p.Bias : p.Bias[column..],
                p.C[(row * p.Stride + column)..], p.Stride);
        }
    }

    /// <summary>Whether the rows of C are asked for before each tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe bool IsFar(scoped in Product<T> p)
    {
        long bytes = (long)p.M * p.Stride * sizeof(T);
        return p.WideUnits ? bytes > WideNearBytes && p.K > WideLongDepth
            : bytes > NearBytes && !TileShape<V, T>.IsShort(p);
    }

    /// <summary>Asks for the rows of C that a tile writes at its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchResult(scoped in Tile<T> t, int rows, int columns)
    {
        ref readonly T row = ref t.C;
        for (; rows > 0; rows--)
        {
            Refs.Prefetch(in row);
            Refs.Prefetch(in Refs.AddReadOnly(in row, columns / 2));
            Refs.Prefetch(in Refs.AddReadOnly(in row, columns - 1));
            row = ref Refs.AddReadOnly(in row, t.CRow);
        }
    }
}
