using System.Numerics;

namespace VectorLoss.Kernels;

/// <summary>The loops around the tiles of a matrix product.</summary>
internal static class MatrixBlocks
{
    public static void Multiply<T>(
        int m, int n, int k, T alpha, Operand<T> a, Operand<T> b, T beta, Span<T> c, int ldc, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < m; row++)
        {
            for (int column = 0; column < n; column++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++)
                {
                    T left = a.Values[row * a.RowStep + p * a.ColumnStep];
                    sum = T.FusedMultiplyAdd(left, b.Values[p * b.RowStep + column * b.ColumnStep], sum);
                }

                ref T target = ref c[row * ldc + column];
                target = beta == T.Zero ? alpha * sum : T.FusedMultiplyAdd(alpha, sum, beta * target);
            }
        }
    }
}
