using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Matrices;

/// <summary>
/// Products of dense row-major matrices in float and double. Every element of C is computed by the same operations in
/// the same order, whatever the register width, the number of threads and the place of the element, so results agree
/// bit for bit everywhere.
/// </summary>
/// <remarks>
/// <para>
/// The order, for one element: k is cut into ⌈k / <see cref="BlockLength"/>⌉ blocks of equal length (the last may be
/// shorter); each block sum s is one chain of fused multiply-adds from 0 in the order of k; the first block gives
/// α·s when β = 0 and fma(α, s, β·C) otherwise, each later block gives fma(α, s, C); then the bias is added, then the
/// activation applied.
/// </para>
/// <para>
/// Error: with u the unit roundoff (2⁻²⁴ float, 2⁻⁵³ double) and N = min(k, BlockLength) + ⌈k / BlockLength⌉ + 2,
/// |computed − exact| ≤ N·u/(1 − N·u) · (|α| Σ|a||b| + |β C|) before bias and activation, barring underflow
/// (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. 2002, §3.1).
/// </para>
/// <para>NaN and infinity travel as in the scalar formula; α = 0 does not skip the product.</para>
/// <para>
/// A side of 0 is legal: with m or n of 0 there is nothing to compute. The sides of other products are at most
/// int.MaxValue − 2048.
/// </para>
/// </remarks>
public static class MatrixProduct
{
    /// <summary>The longest chain of additions along k; see the remarks of the class.</summary>
    public const int BlockLength = BlockShape.Depth;

    /// <summary>C = α·op(A)·op(B) + β·C, where op transposes or not. β = 0 writes C without reading it.</summary>
    /// <param name="transposeA">False: A is stored m×k. True: A is stored k×m.</param>
    /// <param name="transposeB">False: B is stored k×n. True: B is stored n×k.</param>
    /// <param name="m">Rows of C, at least 0.</param>
    /// <param name="n">Columns of C, at least 0.</param>
    /// <param name="k">The length that is summed over, at least 0; 0 gives C = β·C.</param>
    /// <param name="alpha">Factor of the product, any number.</param>
    /// <param name="a">A, row-major: its rows lie <paramref name="lda"/> apart.</param>
    /// <param name="lda">Numbers from one stored row of A to the next, at least the width of a stored row.</param>
    /// <param name="b">B, row-major: its rows lie <paramref name="ldb"/> apart.</param>
    /// <param name="ldb">Numbers from one stored row of B to the next, at least the width of a stored row.</param>
    /// <param name="beta">Factor of the numbers that C holds before, any number.</param>
    /// <param name="c">C, m×n row-major; must not overlap A or B. The numbers between its rows stay as they
    /// are.</param>
    /// <param name="ldc">Numbers from one row of C to the next, at least n.</param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, a leading dimension shorter than a stored row,
    /// or <paramref name="threads"/> below 1.</exception>
    /// <exception cref="ArgumentException">A span is too short for its shape, or C shares memory with A or B.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    [MethodImpl(Compiled.AtOnce)]
    public static void Multiply<T>(
        bool transposeA, bool transposeB, int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda,
        ReadOnlySpan<T> b, int ldb, T beta, Span<T> c, int ldc, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ProductCheck.Sides(m, n, k);
        Operand<T> left = ProductCheck.Factor(transposeA, m, k, a, lda, nameof(a), nameof(lda));
        Operand<T> right = ProductCheck.Factor(transposeB, k, n, b, ldb, nameof(b), nameof(ldb));
        ProductCheck.Result(m, n, a, b, c, ldc, threads);
        Run<T>(new(m, n, k, alpha, left, right, beta, c, ldc, default, Activation.None)
        {
            WideUnits = VectorUnits.AreWide((long)m * n * k),
        }, threads);
    }

    /// <summary>C = op(A)·op(B) of matrices without gaps between their rows.</summary>
    /// <param name="transposeA">False: A is stored m×k. True: A is stored k×m.</param>
    /// <param name="transposeB">False: B is stored k×n. True: B is stored n×k.</param>
    /// <param name="m">Rows of C, at least 0.</param>
    /// <param name="n">Columns of C, at least 0.</param>
    /// <param name="k">The length that is summed over, at least 0; 0 gives C = 0.</param>
    /// <param name="a">A: m·k numbers.</param>
    /// <param name="b">B: k·n numbers.</param>
    /// <param name="c">C: m·n numbers, which are written without being read; must not overlap A or B.</param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or <paramref name="threads"/> is below 1.
    /// </exception>
    /// <exception cref="ArgumentException">A span is too short for its shape, or C shares memory with A or B.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(
        bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c,
        int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Multiply(transposeA, transposeB, m, n, k, T.One, a, transposeA ? m : k, b, transposeB ? k : n,
                    T.Zero, c, n, threads);

    /// <summary>C = A·B of matrices without gaps between their rows, A m×k and B k×n.</summary>
    /// <inheritdoc cref="Multiply{T}(bool, bool, int, int, int, ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(
        int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Multiply(false, false, m, n, k, a, b, c, threads);

    /// <summary>
    /// A layer of a network: C = activation(op(A)·op(B) + bias). The bias is added to every row, and the activation is
    /// applied while the rows are still in the cache.
    /// </summary>
    /// <param name="transposeA">False: A is stored m×k. True: A is stored k×m.</param>
    /// <param name="transposeB">False: B is stored k×n. True: B is stored n×k.</param>
    /// <param name="m">Rows of C, at least 0.</param>
    /// <param name="n">Columns of C, at least 0.</param>
    /// <param name="k">The length that is summed over, at least 0; 0 gives activation(bias).</param>
    /// <param name="a">A, row-major: its rows lie <paramref name="lda"/> apart.</param>
    /// <param name="lda">Numbers from one stored row of A to the next, at least the width of a stored row.</param>
    /// <param name="b">B, row-major: its rows lie <paramref name="ldb"/> apart.</param>
    /// <param name="ldb">Numbers from one stored row of B to the next, at least the width of a stored row.</param>
    /// <param name="bias">n numbers, or none for no bias; must not overlap C.</param>
    /// <param name="activation">The function that is applied to every element.</param>
    /// <param name="c">C, m×n row-major; written without being read; must not overlap A, B or the bias.</param>
    /// <param name="ldc">Numbers from one row of C to the next, at least n.</param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, a leading dimension shorter than a stored row,
    /// the activation is unknown, or <paramref name="threads"/> below 1.</exception>
    /// <exception cref="ArgumentException">A span is too short for its shape, the bias neither empty nor n long,
    /// or C shares memory with A, B or the bias.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    [MethodImpl(Compiled.AtOnce)]
    public static void Linear<T>(
        bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb,
        ReadOnlySpan<T> bias, Activation activation, Span<T> c, int ldc, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ProductCheck.Sides(m, n, k);
        Operand<T> left = ProductCheck.Factor(transposeA, m, k, a, lda, nameof(a), nameof(lda));
        Operand<T> right = ProductCheck.Factor(transposeB, k, n, b, ldb, nameof(b), nameof(ldb));
        ProductCheck.Result(m, n, a, b, c, ldc, threads);
        ProductCheck.Layer(n, bias, activation, c);
        Run<T>(new(m, n, k, T.One, left, right, T.Zero, c, ldc, bias, activation)
        {
            WideUnits = VectorUnits.AreWide((long)m * n * k),
        }, threads);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<T>(scoped in Product<T> product, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (product.M == 0 || product.N == 0)
        {
            return;
        }

        if (threads == 1)
        {
            Widest.Run<Product<T>, T, int>(product);
        }
        else
        {
            Share(product, threads);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Share<T>(scoped in Product<T> product, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixPieces<T> pieces = new(product, threads);
        Workers.Run(pieces, pieces.Count, threads);
    }
}
