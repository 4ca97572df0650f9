using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>
/// Softmax, its logarithm and the log-sum-exp of every row of a row-major matrix, with their vector-Jacobian products.
/// Nothing is allocated; the same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// Everywhere: a matrix holds whole rows of <c>classes</c> numbers. Outputs may be the very span of an input of the
/// same length. The maximum that was found is subtracted, so no finite logits overflow. −∞ masks a class. A row of
/// nothing but −∞ has log-sum-exp −∞ and softmax and log-softmax NaN (0/0); a row with +∞ or NaN gives NaN
/// throughout.
/// <para>
/// Error, with u the unit roundoff, n the classes, m the maximum and D the roundings a term meets on its way through
/// the sum, D = ⌈log₂ n⌉ up to 256 classes in float and 128 in double and 70 above: exp(x − m) carries a relative (|x
/// − m| + 2)·u, Σ exp, as Σ p·|x − m| ≤ ln n, a relative (ln n + D + 2)·u. To first order in u, so, log p is off by
/// at most (2·|log p| + 4·ln n + D + 6)·u, p relatively by (|log p| + ln n + D + 8)·u, and the log-sum-exp by
/// (|log-sum-exp| + 3·ln n + D + 4)·u; results below the smallest normal number by no more than that number.
/// </para>
/// </remarks>
public static class RowFunctions
{
    /// <summary>exp(x) / Σ exp(x) of every row.</summary>
    /// <exception cref="ArgumentException">The lengths differ, are no whole rows, or the spans overlap at an
    /// offset.</exception>
    public static void Softmax<T>(ReadOnlySpan<T> logits, int classes, Span<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(logits, classes, probabilities, nameof(logits), nameof(probabilities));
        Run<RowMaps.Softmax, T>(logits, classes, probabilities);
    }

    /// <summary>x − log Σ exp(x) of every row.</summary>
    /// <exception cref="ArgumentException">The lengths differ, are no whole rows, or the spans overlap at an
    /// offset.</exception>
    public static void LogSoftmax<T>(ReadOnlySpan<T> logits, int classes, Span<T> logProbabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(logits, classes, logProbabilities, nameof(logits), nameof(logProbabilities));
        Run<RowMaps.LogSoftmax, T>(logits, classes, logProbabilities);
    }

    /// <summary>log Σ exp(x) of every row: one number a row.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap.</exception>
    public static void LogSumExp<T>(ReadOnlySpan<T> logits, int classes, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(values.Length, Require.Rows(logits.Length, classes, nameof(logits)), nameof(values),
            "rows of logits");
        Require.Apart(values, logits, nameof(values), nameof(logits));
        Run<RowMaps.LogSumExp, T>(logits, classes, values);
    }

    /// <summary>
    /// The gradient of softmax: p·(d − Σ p·d) of every row, where d is the gradient with respect to p.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ, are no whole rows, or the spans overlap at an
    /// offset.</exception>
    public static void SoftmaxGradient<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<T> upstream, int classes, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(probabilities, classes, gradient, nameof(probabilities), nameof(gradient));
        Check(upstream, classes, gradient, nameof(upstream), nameof(gradient));
        Run<RowProducts.Softmax, T>(probabilities, upstream, classes, gradient);
    }

    /// <summary>
    /// The gradient of log-softmax: d − p·Σ d of every row, where d is the gradient with respect to log p.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ, are no whole rows, or the spans overlap at an
    /// offset.</exception>
    public static void LogSoftmaxGradient<T>(
        ReadOnlySpan<T> logProbabilities, ReadOnlySpan<T> upstream, int classes, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(logProbabilities, classes, gradient, nameof(logProbabilities), nameof(gradient));
        Check(upstream, classes, gradient, nameof(upstream), nameof(gradient));
        Run<RowProducts.LogSoftmax, T>(logProbabilities, upstream, classes, gradient);
    }

    /// <summary>The gradient of log-sum-exp: d·exp(x − value) of every row, where d is one number a row.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap at an offset.</exception>
    public static void LogSumExpGradient<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> values, ReadOnlySpan<T> upstream, int classes, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(logits, classes, gradient, nameof(logits), nameof(gradient));
        Require.SameLength(values.Length, logits.Length / classes, nameof(values), "rows of logits");
        Require.SameLength(upstream.Length, logits.Length / classes, nameof(upstream), "rows of logits");
        Require.Apart(gradient, values, nameof(gradient), nameof(values));
        Require.Apart(gradient, upstream, nameof(gradient), nameof(upstream));
        for (int row = 0; row < values.Length; row++)
            Widest.Run<ScaledPowers<T>, T, int>(
                new(logits.Slice(row * classes, classes), gradient.Slice(row * classes, classes), values[row],
                upstream[row]));
    }

    private static void Check<T>(ReadOnlySpan<T> input, int classes, Span<T> output, string name, string outputName)
    {
        Require.Rows(input.Length, classes, name);
        Require.SameLength(output.Length, input.Length, outputName, name);
        Require.SameOrApart(output, input, outputName, name);
    }

    private static void Run<TMap, T>(ReadOnlySpan<T> logits, int classes, Span<T> output)
        where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (classes <= RowBlock.MaxClasses<T>())
            Widest.Run<BlockMap<TMap, T>, T, int>(new(logits, classes, output));
        else
            Widest.Run<LongMap<TMap, T>, T, int>(new(logits, classes, output));
    }

    private static void Run<TProduct, T>(
        ReadOnlySpan<T> outputs, ReadOnlySpan<T> upstream, int classes, Span<T> gradient)
        where TProduct : struct, IRowProduct where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Run<RowProduct<TProduct, T>, T, int>(new(outputs, upstream, classes, gradient));
}
