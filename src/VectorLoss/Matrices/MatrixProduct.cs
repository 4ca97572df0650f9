using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Matrices;

/// <summary>
/// Products of dense row-major matrices in float and double. Every element of C is computed by the same operations in
/// the same order whatever the register width, the number of threads and the place of the element, so results agree
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
/// </remarks>
public static class MatrixProduct
{
    /// <summary>The longest chain of additions along k; see the remarks of the class.</summary>
    public const int BlockLength = 512;

    /// <summary>C = α·op(A)·op(B) + β·C, where op transposes or not. β = 0 writes C without reading it.</summary>
    /// <param name="transposeA">False: A is stored m×k. True: A is stored k×m.</param>
    /// <param name="transposeB">False: B is stored k×n. True: B is stored n×k.</param>
    /// <param name="m">Rows of C. Zero is legal, as for n and k.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The length that is summed over; 0 gives C = β·C.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A, row-major.</param>
    /// <param name="lda">Distance from one stored row of A to the next, at least the width of a stored row.</param>
    /// <param name="b">B, row-major.</param>
    /// <param name="ldb">Distance from one stored row of B to the next, at least the width of a stored row.</param>
    /// <param name="beta">Factor of what C holds before.</param>
    /// <param name="c">C, m×n row-major; what lies between the rows is left alone.</param>
    /// <param name="ldc">Distance from one row of C to the next, at least n.</param>
    /// <param name="threads">How many threads may work, the caller included.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, a leading dimension shorter than a stored row,
    /// or <paramref name="threads"/> below 1.</exception>
    /// <exception cref="ArgumentException">A span is too short for its shape, or C shares memory with A or B.
    /// </exception>
    [MethodImpl(Compiled.AtOnce)]
    public static void Multiply<T>(
        bool transposeA, bool transposeB, int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda,
        ReadOnlySpan<T> b, int ldb, T beta, Span<T> c, int ldc, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operand<T> left = Check(transposeA, m, k, a, lda, nameof(a), nameof(lda), nameof(m), nameof(k));
        Operand<T> right = Check(transposeB, k, n, b, ldb, nameof(b), nameof(ldb), nameof(k), nameof(n));
        CheckResult(m, n, a, b, c, ldc, threads);
        Run<T>(new(m, n, k, alpha, left, right, beta, c, ldc, default, Activation.None), threads);
    }

    /// <summary>C = op(A)·op(B) of matrices without gaps between their rows.</summary>
    /// <param name="transposeA">False: A is stored m×k. True: A is stored k×m.</param>
    /// <param name="transposeB">False: B is stored k×n. True: B is stored n×k.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The length that is summed over.</param>
    /// <param name="a">A: m·k numbers.</param>
    /// <param name="b">B: k·n numbers.</param>
    /// <param name="c">C: m·n numbers; written without being read.</param>
    /// <param name="threads">How many threads may work, the caller included.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or <paramref name="threads"/> is below 1.
    /// </exception>
    /// <exception cref="ArgumentException">A span is too short for its shape, or C shares memory with A or B.
    /// </exception>
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
    /// A layer of a network: C = activation(op(A)·op(B) + bias), the bias added to every row, the activation applied
    /// while the rows are still in the cache.
    /// </summary>
    /// <param name="transposeA">False: A is stored m×k. True: A is stored k×m.</param>
    /// <param name="transposeB">False: B is stored k×n. True: B is stored n×k.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The length that is summed over; 0 gives activation(bias).</param>
    /// <param name="a">A, row-major.</param>
    /// <param name="lda">Distance from one stored row of A to the next.</param>
    /// <param name="b">B, row-major.</param>
    /// <param name="ldb">Distance from one stored row of B to the next.</param>
    /// <param name="bias">n numbers, or none for no bias.</param>
    /// <param name="activation">What is applied to every element.</param>
    /// <param name="c">C, m×n row-major; written without being read.</param>
    /// <param name="ldc">Distance from one row of C to the next, at least n.</param>
    /// <param name="threads">How many threads may work, the caller included.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, a leading dimension shorter than a stored row,
    /// the activation is unknown, or <paramref name="threads"/> below 1.</exception>
    /// <exception cref="ArgumentException">A span is too short for its shape, the bias neither empty nor n long,
    /// or C shares memory with A, B or the bias.</exception>
    [MethodImpl(Compiled.AtOnce)]
    public static void Linear<T>(
        bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb,
        ReadOnlySpan<T> bias, Activation activation, Span<T> c, int ldc, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operand<T> left = Check(transposeA, m, k, a, lda, nameof(a), nameof(lda), nameof(m), nameof(k));
        Operand<T> right = Check(transposeB, k, n, b, ldb, nameof(b), nameof(ldb), nameof(k), nameof(n));
        CheckResult(m, n, a, b, c, ldc, threads);
        CheckBias(n, bias, activation, c);
        Run<T>(new(m, n, k, T.One, left, right, T.Zero, c, ldc, bias, activation), threads);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<T>(scoped in Product<T> product, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Operand<T> Check<T>(
        bool transposed, int rows, int columns, ReadOnlySpan<T> values, int stride, string name, string strideName,
        string rowsName, string columnsName)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows, rowsName);
        ArgumentOutOfRangeException.ThrowIfNegative(columns, columnsName);
        (int height, int width) = transposed ? (columns, rows) : (rows, columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width, strideName);
        CheckLength(height, width, values.Length, stride, name);
        return transposed ? new(values, 1, stride) : new(values, stride, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckLength(int height, int width, int length, int stride, string name)
    {
        long needed = height == 0 || width == 0 ? 0 : (height - 1L) * stride + width;
        if (length < needed)
        {
            TooShort(height, width, stride, needed, length, name);
        }
    }

    [DoesNotReturn]
    private static void TooShort(int height, int width, int stride, long needed, int length, string name)
        => throw new ArgumentException(
            $"A {height}×{width} matrix with rows {stride} apart needs {needed} numbers; the span has {length}.", name);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckResult<T>(
        int m, int n, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int ldc, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ldc, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        CheckLength(m, n, c.Length, ldc, nameof(c));
        if (c.Overlaps(a) || c.Overlaps(b))
        {
            throw new ArgumentException("The result shares memory with a factor.", nameof(c));
        }
    }

    private static void CheckBias<T>(int n, ReadOnlySpan<T> bias, Activation activation, Span<T> c)
    {
        if (bias.Length != 0 && bias.Length != n)
        {
            throw new ArgumentException(
                $"A bias for {n} columns has {n} numbers or none; it has {bias.Length}.", nameof(bias));
        }

        if (c.Overlaps(bias))
        {
            throw new ArgumentException("The result shares memory with the bias.", nameof(c));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)activation, (uint)Activation.Tanh, nameof(activation));
    }
}
