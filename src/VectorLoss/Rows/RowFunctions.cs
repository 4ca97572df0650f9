using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// Softmax, its logarithm and the log-sum-exp of every row of a row-major matrix, with their vector-Jacobian products.
/// Nothing is allocated; the same inputs give the same bits on every machine and for every number of threads.
/// </summary>
/// <remarks>
/// The maximum of a row is subtracted from its numbers, so finite logits never overflow. −∞ masks a class. A row of
/// nothing but −∞ has log-sum-exp −∞, and its softmax and log-softmax are NaN (0/0). A row with +∞ and no NaN has
/// log-sum-exp +∞; its softmax and log-softmax are NaN (∞ − ∞), as is everything of a row with NaN.
/// <para>
/// Error, relative, to first order in u, the unit roundoff, for results that are normal numbers; an exponential or a
/// gradient that would be below the least normal number is 0. With n the classes, m the maximum, g = m − x the gap of
/// a class and E the roundings that a term meets in a sum: E = max(⌊n/8⌋ + 3, n mod 8) + 2 up to 192 classes in float
/// and 96 in double, 72 above. The difference x − m is rounded once, so exp(x − m) is off by (g + 2)·u. S − 1 is a sum
/// of all of these but the 1 of the maximum; it is off by (G + E + 2)·u, where G is the mean gap weighed by the terms,
/// at most the largest gap that counts, and at most ln n + 1 where S ≥ 2. S = (S − 1) + 1 is off by no more and one
/// rounding. So p = exp(x − m)/S is off by (g + G + E + 7)·u, log p of the maximum, −log1p(S − 1), by (G + E + 4)·u,
/// and log p of another class by (G + E + 6)·u, as neither part is smaller than 0 and log p is at least each. The
/// log-sum-exp m + log S is off by (G + E + 4)·u·(|m| + log S), which is relative unless the two cancel.
/// </para>
/// <para>
/// Gradients: for the class of p above a half, of which there is at most one, what the others add up to is summed
/// without it; so each element is off by that many u of the sum of its absolute terms (1 − p)·|d| and p·|d′| of the
/// other classes, and not of d and p·Σ d, of which nothing may be left for p → 1.
/// </para>
/// </remarks>
public static class RowFunctions
{
    /// <summary>exp(xᵢ) / Σⱼ exp(xⱼ) of every row.</summary>
    /// <param name="logits">x: rows × classes numbers; any numbers, NaN and infinities included.</param>
    /// <param name="classes">Numbers in a row, at least 1, which divide the length of <paramref
    /// name="logits"/>.</param>
    /// <param name="probabilities">
    /// Receives p in [0, 1], in the shape of <paramref name="logits"/>; the logits themselves, or memory that does not
    /// overlap them.
    /// </param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><c>classes</c> or <c>threads</c> is below 1.</exception>
    /// <exception cref="ArgumentException">
    /// The lengths do not fit, a length is no whole number of rows, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Softmax<T>(ReadOnlySpan<T> logits, ClassAxis classes, Span<T> probabilities, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowPlaces places = Check(logits, classes, probabilities, nameof(logits), nameof(probabilities), threads);
        RowPieces.Run<RowMap<RowMaps.Softmax, T>, T>(new(logits, places, probabilities), threads);
    }

    /// <summary>xᵢ − log Σⱼ exp(xⱼ) of every row.</summary>
    /// <inheritdoc cref="Softmax"/>
    /// <param name="logits">x: rows × classes numbers; any numbers, NaN and infinities included.</param>
    /// <param name="classes">Numbers in a row, at least 1, which divide the length of <paramref
    /// name="logits"/>.</param>
    /// <param name="logProbabilities"> Receives log p ≤ 0, in nats, in the shape of <paramref name="logits"/>; the
    /// logits themselves, or memory that does not overlap them. </param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    public static void LogSoftmax<T>(
        ReadOnlySpan<T> logits, ClassAxis classes, Span<T> logProbabilities, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowPlaces places = Check(logits, classes, logProbabilities, nameof(logits), nameof(logProbabilities), threads);
        RowPieces.Run<RowMap<RowMaps.LogSoftmax, T>, T>(new(logits, places, logProbabilities), threads);
    }

    /// <summary>log Σⱼ exp(xⱼ) of every row: one number for each row.</summary>
    /// <inheritdoc cref="Softmax"/>
    /// <param name="logits">x: rows × classes numbers; any numbers, NaN and infinities included.</param>
    /// <param name="classes">Numbers in a row, at least 1, which divide the length of <paramref
    /// name="logits"/>.</param>
    /// <param name="values">Receives one number for each row; must not overlap <paramref name="logits"/>.</param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    public static void LogSumExp<T>(ReadOnlySpan<T> logits, ClassAxis classes, Span<T> values, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        RowPlaces places = classes.Places(logits.Length, nameof(logits));
        Require.SameLength(values.Length, places.Rows, nameof(values), "rows of logits");
        Require.Apart(values, logits, nameof(values), nameof(logits));
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        RowPieces.Run<RowMap<RowMaps.LogSumExp, T>, T>(new(logits, places, values), threads);
    }

    /// <summary>
    /// The gradient of softmax with respect to the logits: p·(d − Σ p·d) of every row, where d is the gradient with
    /// respect to p.
    /// </summary>
    /// <inheritdoc cref="Softmax"/>
    /// <param name="probabilities">p: rows × classes numbers, the output of <see cref="Softmax"/>.</param>
    /// <param name="upstream">d: a number for each of <paramref name="probabilities"/>.</param>
    /// <param name="classes">Numbers in a row, at least 1, which divide the length of
    /// <paramref name="probabilities"/>.</param>
    /// <param name="gradient"> Receives the gradient, in the shape of <paramref name="probabilities"/>; one of the
    /// inputs, or memory that does not overlap them. </param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    public static void SoftmaxGradient<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<T> upstream, ClassAxis classes, Span<T> gradient,
        int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowPlaces places = Check(
            probabilities, classes, gradient, nameof(probabilities), nameof(gradient), threads);
        Check(upstream, classes, gradient, nameof(upstream), nameof(gradient), threads);
        RowPieces.Run<RowProduct<RowProducts.Softmax, T>, T>(
            new(probabilities, upstream, places, gradient), threads);
    }

    /// <summary>
    /// The gradient of log-softmax with respect to the logits: d − p·Σ d of every row, where d is the gradient with
    /// respect to log p.
    /// </summary>
    /// <inheritdoc cref="Softmax"/>
    /// <param name="logProbabilities">log p: rows × classes numbers, the output of <see cref="LogSoftmax"/>.</param>
    /// <param name="upstream">d: a number for each of <paramref name="logProbabilities"/>.</param>
    /// <param name="classes">
    /// Numbers in a row, at least 1, which divide the length of <paramref name="logProbabilities"/>.
    /// </param>
    /// <param name="gradient"> Receives the gradient, in the shape of <paramref name="logProbabilities"/>; one of the
    /// inputs, or memory that does not overlap them. </param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    public static void LogSoftmaxGradient<T>(
        ReadOnlySpan<T> logProbabilities, ReadOnlySpan<T> upstream, ClassAxis classes, Span<T> gradient,
        int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowPlaces places = Check(
            logProbabilities, classes, gradient, nameof(logProbabilities), nameof(gradient), threads);
        Check(upstream, classes, gradient, nameof(upstream), nameof(gradient), threads);
        RowPieces.Run<RowProduct<RowProducts.LogSoftmax, T>, T>(
            new(logProbabilities, upstream, places, gradient), threads);
    }

    /// <summary>
    /// The gradient of log-sum-exp with respect to the logits: d·softmax(x) of every row, where d is the gradient with
    /// respect to the value of the row.
    /// </summary>
    /// <inheritdoc cref="Softmax"/>
    /// <param name="logits">x: rows × classes numbers.</param>
    /// <param name="upstream">d: one number for each row.</param>
    /// <param name="classes">Numbers in a row, at least 1, which divide the length of <paramref
    /// name="logits"/>.</param>
    /// <param name="gradient">
    /// Receives the gradient, in the shape of <paramref name="logits"/>; the logits themselves, or memory that does not
    /// overlap them. Must not overlap <paramref name="upstream"/>.
    /// </param>
    /// <param name="threads">How many threads may work, the caller included; at least 1.</param>
    public static void LogSumExpGradient<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> upstream, ClassAxis classes, Span<T> gradient, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowPlaces places = Check(logits, classes, gradient, nameof(logits), nameof(gradient), threads);
        Require.SameLength(upstream.Length, places.Rows, nameof(upstream), "rows of logits");
        Require.Apart(gradient, upstream, nameof(gradient), nameof(upstream));
        RowPieces.Run<LogSumExpGradients<T>, T>(new(logits, upstream, places, gradient), threads);
    }

    private static RowPlaces Check<T>(
        ReadOnlySpan<T> input, ClassAxis classes, Span<T> output, string name, string outputName, int threads,
        [CallerMemberName] string function = "")
    {
        Require.FloatOrDouble<T>(function);
        RowPlaces places = classes.Places(input.Length, name);
        Require.SameLength(output.Length, input.Length, outputName, name);
        Require.SameOrApart(output, input, outputName, name);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        return places;
    }
}
