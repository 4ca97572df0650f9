using System.Diagnostics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>
/// The loops around <see cref="HeldTiles"/>: strips of rows whose part of A is packed as doubles, panels of four
/// columns of B that are packed beside it, and the tiles down each panel.
/// </summary>
internal static class HeldProduct
{
    private const int Side = HeldTiles.Side;

    // With 512 steps the doubles of a strip take 256 KB of the second-level cache, and packing a panel of B takes a
    // hundredth of the time of its tiles.
    private const int StripRows = 64;

    /// <summary>One block of a product, β·C done: C = A·B or C += α·A·B, then bias and activation.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Run(scoped in Product<float> p)
    {
        Debug.Assert(p.K <= HeldExtremes.Depth);
        int panel = Side * p.K, rows = Math.Min(StripRows, (p.M + Side - 1) / Side * Side);
        Span<double> packed = Scratch<double>.Borrow(panel + rows * p.K);
        for (int row = 0; row < p.M; row += StripRows)
        {
            // C[row..row+64, all columns].
            Strip(p.Rows(row, Math.Min(StripRows, p.M - row)), packed[panel..], packed[..panel]);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Strip(scoped in Product<float> p, Span<double> packedA, Span<double> packedB)
    {
        Span<HeldExtremes> ofA = stackalloc HeldExtremes[StripRows / Side];
        Span<float> sums = stackalloc float[Side * Side];
        for (int row = 0; row < p.M; row += Side)
            ofA[row / Side] = Pack(p.A.From(row, 0), Math.Min(Side, p.M - row), p.K, packedA[(row * p.K)..]);
        for (int column = 0; column < p.N; column += Side)
        {
            // C[rows of the strip, column..column+4].
            int width = Math.Min(Side, p.N - column);
            HeldExtremes ofB = Pack(p.B.From(0, column).AsTranspose(), width, p.K, packedB);
            for (int row = 0; row < p.M; row += Side)
            {
                HeldTiles.Run(p.K, packedA[(row * p.K)..], ofA[row / Side], packedB, ofB, sums);
                Put(p, sums, row, column, width);
            }
        }

        if (p.HasEpilogue)
            Epilogue.Apply<LanesN<float>, float>(p.Activation, p.M, p.N, p.Bias, p.C, p.Stride);
    }

    private static HeldExtremes Pack(scoped in Operand<float> rows, int count, int k, Span<double> packed)
        => HeldMemory.Pack(in Refs.Start(rows.Values), rows.RowStep, rows.ColumnStep, count, k, packed);

    /// <summary>C[row..row+4, column..column+width] = the sums, or += α times the sums.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Put(scoped in Product<float> p, ReadOnlySpan<float> sums, int row, int column, int width)
    {
        LanesN<float> mask = LanesN<float>.FirstLanes(width), alpha = LanesN<float>.Broadcast(p.Alpha);
        int height = Math.Min(Side, p.M - row);
        for (int i = 0; i < height; i++)
        {
            ref float place = ref Refs.Add(ref Refs.Start(p.C), (nint)(row + i) * p.Stride + column);
            LanesN<float> result = LanesN<float>.Load(sums, i * Side);
            if (p.Adds)
                result = LanesN<float>.MulAdd(alpha, result, LanesN<float>.Load(in place, 0, mask));
            if (width == Side)
                LanesN<float>.Store(result, ref place, 0);
            else
                LanesN<float>.Store(result, ref place, 0, mask);
        }
    }
}
