using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>The tiles down a panel: some columns of C, no wider than a tile, and the rows of a strip.</summary>
internal static class MatrixPanels<V, E, T>
    where V : struct, ILanes<V, T>
    where E : struct, ILanes<E, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // C is asked for ahead of its tile when it does not stay in the first cache; a short tile is over before it comes.
    private const int NearBytes = 32 * 1024;

    /// <summary>Some columns of the result, no wider than a tile: the rows of a strip pass them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static unsafe void Run<TColumns>(
        scoped in Product<T> p, scoped in Packed<T> packed, int row, int rows, int column, int width, int most)
        where TColumns : unmanaged, ISize
    {
        bool packedA = !packed.A.IsEmpty, packedB = !packed.B.IsEmpty;
        bool far = !MatrixTiles<V, E, T>.IsShort(p.K) && (long)p.M * p.Stride * sizeof(T) > NearBytes;
        Tile<T> t = new()
        {
            K = p.K, ARow = packedA ? 1 : p.A.RowStep, AStep = p.A.ColumnStep,
            A = ref packedA ? ref Refs.Start((ReadOnlySpan<T>)packed.A)
                : ref Refs.From(in Refs.Start(p.A.Values), p.A.At(row, 0)),
            BStep = packedB ? Math.Max(width, V.Count) : p.B.RowStep,
            B = ref packedB ? ref Refs.From(in Refs.Start((ReadOnlySpan<T>)packed.B), column * p.K)
                : ref Refs.From(in Refs.Start(p.B.Values), column),
            C = ref Refs.On(ref Refs.Start(p.C), (nint)row * p.Stride + column), CRow = p.Stride,
            Right = sizeof(TColumns) > 2 ? V.Count : width - V.Count, Edge = width - E.Count, Width = width,
            Alpha = p.Alpha, Adds = p.Adds,
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

            MatrixTiles<V, E, T>.Run<TColumns>(height, t);
            t.A = ref Refs.From(in t.A, height * (packedA ? t.K : t.ARow));
            t.C = ref Refs.On(ref t.C, height * t.CRow);
        }

        if (p.HasEpilogue)
        {
            Epilogue.Apply<V, T>(p.Activation, rows, width, p.Bias.IsEmpty ? p.Bias : p.Bias[column..],
                p.C[(row * p.Stride + column)..], p.Stride);
        }
    }

    /// <summary>Asks for the rows of C that a tile will write when it is done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(scoped in Tile<T> t, int rows, int columns)
    {
        ref readonly T row = ref t.C;
        for (; rows > 0; rows--)
        {
            Refs.Fetch(in row);
            Refs.Fetch(in Refs.From(in row, columns / 2));
            Refs.Fetch(in Refs.From(in row, columns - 1));
            row = ref Refs.From(in row, t.CRow);
        }
    }

    /// <summary>How high the next strip is: the last two share what is left, for a strip of one row is slow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Height(int rows, int most) => rows >= 2 * most ? most : rows > most ? (rows + 1) / 2 : rows;
}
