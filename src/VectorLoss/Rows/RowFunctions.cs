using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// Softmax, its logarithm and the log-sum-exp of every row of a row-major matrix, with their vector-Jacobian products.
/// Nothing is allocated; the same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// Everywhere: a matrix holds whole rows of <c>classes</c> numbers. Outputs may be the very span of an input of the
/// same length. Up to <c>threads</c> threads work, the caller included; the result does not depend on their number.
/// The maximum that was found is subtracted, so no finite logits overflow. −∞ masks a class. A row of
/// nothing but −∞ has log-sum-exp −∞ and softmax and log-softmax NaN (0/0); a row with +∞ or NaN gives NaN
/// throughout.
/// <para>
/// Error, with u the unit roundoff, n the classes, m the maximum and D the roundings a term meets on its way through
/// the sum, D = ⌈log₂ n⌉ up to 192 classes in float and 96 in double and 70 above: exp(x − m) carries a relative (|x
/// − m| + 2)·u, Σ exp, as Σ p·|x − m| ≤ ln n, a relative (ln n + D + 2)·u. To first order in u, so, log p is off by
/// at most (2·|log p| + 4·ln n + D + 6)·u, p relatively by (|log p| + ln n + D + 8)·u, and the log-sum-exp by
/// (|log-sum-exp| + 3·ln n + D + 4)·u; results below the smallest normal number by no more than that number.
/// </para>
/// </remarks>
public static class RowFunctions
{
    /// <summary>exp(x) / Σ exp(x) of every row.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>classes</c> or <c>threads</c> is below 1.</exception>
    /// <exception cref="ArgumentException">The lengths differ, are no whole rows, or the spans overlap at an
    /// offset.</exception>
    public static void Softmax<T>(ReadOnlySpan<T> logits, int classes, Span<T> probabilities, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(logits, classes, probabilities, nameof(logits), nameof(probabilities), threads);
        Run<RowMaps.Softmax, T>(logits, classes, probabilities, threads);
    }

    /// <summary>x − log Σ exp(x) of every row.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>classes</c> or <c>threads</c> is below 1.</exception>
    /// <exception cref="ArgumentException">The lengths differ, are no whole rows, or the spans overlap at an
    /// offset.</exception>
    public static void LogSoftmax<T>(ReadOnlySpan<T> logits, int classes, Span<T> logProbabilities, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(logits, classes, logProbabilities, nameof(logits), nameof(logProbabilities), threads);
        Run<RowMaps.LogSoftmax, T>(logits, classes, logProbabilities, threads);
    }

    /// <summary>log Σ exp(x) of every row: one number a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>classes</c> or <c>threads</c> is below 1.</exception>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap.</exception>
    public static void LogSumExp<T>(ReadOnlySpan<T> logits, int classes, Span<T> values, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(values.Length, Require.Rows(logits.Length, classes, nameof(logits)), nameof(values),
            "rows of logits");
        Require.Apart(values, logits, nameof(values), nameof(logits));
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Run<RowMaps.LogSumExp, T>(logits, classes, values, threads);
    }

    /// <summary>
    /// The gradient of softmax: p·(d − Σ p·d) of every row, where d is the gradient with respect to p.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>classes</c> or <c>threads</c> is below 1.</exception>
    /// <exception cref="ArgumentException">The lengths differ, are no whole rows, or the spans overlap at an
    /// offset.</exception>
    public static void SoftmaxGradient<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<T> upstream, int classes, Span<T> gradient,
        int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(probabilities, classes, gradient, nameof(probabilities), nameof(gradient), threads);
        Check(upstream, classes, gradient, nameof(upstream), nameof(gradient), threads);
        Run<RowProducts.Softmax, T>(probabilities, upstream, classes, gradient, threads);
    }

    /// <summary>
    /// The gradient of log-softmax: d − p·Σ d of every row, where d is the gradient with respect to log p.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>classes</c> or <c>threads</c> is below 1.</exception>
    /// <exception cref="ArgumentException">The lengths differ, are no whole rows, or the spans overlap at an
    /// offset.</exception>
    public static void LogSoftmaxGradient<T>(
        ReadOnlySpan<T> logProbabilities, ReadOnlySpan<T> upstream, int classes, Span<T> gradient,
        int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(logProbabilities, classes, gradient, nameof(logProbabilities), nameof(gradient), threads);
        Check(upstream, classes, gradient, nameof(upstream), nameof(gradient), threads);
        Run<RowProducts.LogSoftmax, T>(logProbabilities, upstream, classes, gradient, threads);
    }

    /// <summary>The gradient of log-sum-exp: d·exp(x − value) of every row, where d is one number a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>classes</c> or <c>threads</c> is below 1.</exception>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap at an offset.</exception>
    public static void LogSumExpGradient<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> values, ReadOnlySpan<T> upstream, int classes, Span<T> gradient,
        int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(logits, classes, gradient, nameof(logits), nameof(gradient), threads);
        Require.SameLength(values.Length, logits.Length / classes, nameof(values), "rows of logits");
        Require.SameLength(upstream.Length, logits.Length / classes, nameof(upstream), "rows of logits");
        Require.Apart(gradient, values, nameof(gradient), nameof(values));
        Require.Apart(gradient, upstream, nameof(gradient), nameof(upstream));
        RowPieces.Run<LogSumExpGradients<T>, T>(new(logits, values, upstream, classes, gradient), threads);
    }

    private static void Check<T>(
        ReadOnlySpan<T> input, int classes, Span<T> output, string name, string outputName, int threads)
    {
        Require.Rows(input.Length, classes, name);
        Require.SameLength(output.Length, input.Length, outputName, name);
        Require.SameOrApart(output, input, outputName, name);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
    }

    private static void Run<TMap, T>(ReadOnlySpan<T> logits, int classes, Span<T> output, int threads)
        where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => RowPieces.Run<RowMap<TMap, T>, T>(new(logits, classes, output), threads);

    private static void Run<TProduct, T>(
        ReadOnlySpan<T> outputs, ReadOnlySpan<T> upstream, int classes, Span<T> gradient, int threads)
        where TProduct : struct, IRowProduct where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => RowPieces.Run<RowProduct<TProduct, T>, T>(new(outputs, upstream, classes, gradient), threads);
}
