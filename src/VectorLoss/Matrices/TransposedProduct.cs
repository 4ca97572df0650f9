using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Matrices;

/// <summary>
/// A product of few columns whose A is stored by columns. It is computed as Cᵀ = Bᵀ·Aᵀ, which has many columns and
/// reads them in place. The sums are the same.
/// </summary>
internal static class TransposedProduct<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // From this depth on, two transpositions of C cost less than the lanes that few columns leave empty.
    private const int LeastDepth = 64;
    private const int FewLanes = 8;

    /// <summary>
    /// How many of the last columns are faster so: all of a few, or what is left beside whole registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Columns(scoped in Product<T> p)
    {
        if (p.A.RowStep != 1 || p.K < LeastDepth || p.M < 2 * PanelShape<V, T>.Wide)
        {
            return 0;
        }

        if (p.N <= V.Count)
        {
            return p.N;
        }

        // Wide units take as long for four columns as for sixteen. Eight are too few for two transpositions to pay.
        int left = p.N % V.Count;
        return p.WideUnits && V.Count > FewLanes && left <= V.Count / 4 ? left : 0;
    }

    /// <summary>The product, with bias and activation.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Run(scoped in Product<T> p)
    {
        for (int row = 0, rows; row < p.M; row += rows)
        {
            // C[row..row+rows, all columns]. The last strip takes the rest, because a few rows alone would not fill a
            // register.
            rows = p.M - row < 2 * BlockShape.StripRows<T>() ? p.M - row : BlockShape.StripRows<T>();
            RunStrip(p.Rows(row, rows));
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void RunStrip(scoped in Product<T> p)
    {
        Span<T> transpose = Scratch<T>.Borrow(p.N * p.M);
        if (p.Adds)
        {
            Transposition.Write(
                in Refs.Start((ReadOnlySpan<T>)p.C), p.Stride, p.M, p.N, ref Refs.Start(transpose), p.M);
        }

        MatrixBlocks<V, T>.Strip(p.AsTranspose(transpose), 0, p.N, default);
        Transposition.Write(
            in Refs.Start((ReadOnlySpan<T>)transpose), p.M, p.N, p.M, ref Refs.Start(p.C), p.Stride);
        if (p.HasEpilogue)
        {
            Epilogue.Apply<V, T>(p.Activation, p.M, p.N, p.Bias, p.C, p.Stride);
        }
    }
}
