using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// <see cref="RowFunctions"/> of numbers that are stored in 16 bits, <see cref="BFloat16"/> or <see cref="Half"/>: half
/// the memory. Nothing is allocated; the same inputs give the same bits on every machine and for every number of
/// threads.
/// </summary>
/// <remarks>
/// Numbers are widened without an error, the arithmetic is that of floats, and a result is rounded once when it is
/// stored: to the nearest, and of two to the even one. So it is off by what <see cref="RowFunctions"/> states for
/// floats and by half a unit of the storage: relatively 2⁻⁹ in bfloat16, 2⁻¹² in half. That holds for results that are
/// normal numbers there; in half, a result below 6.1e-5 is off by 3e-8, and one of 65,520 or more becomes infinite.
/// Numbers that a row has one of stay floats.
/// </remarks>
public static class NarrowRowFunctions
{
    /// <inheritdoc cref="RowFunctions.Softmax"/>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    public static void Softmax<S>(ReadOnlySpan<S> logits, ClassAxis classes, Span<S> probabilities, int threads = 1)
        where S : unmanaged
        => Map<RowMaps.Softmax, S>(logits, classes, probabilities, nameof(probabilities), threads);

    /// <inheritdoc cref="RowFunctions.LogSoftmax"/>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    public static void LogSoftmax<S>(
        ReadOnlySpan<S> logits, ClassAxis classes, Span<S> logProbabilities, int threads = 1) where S : unmanaged
        => Map<RowMaps.LogSoftmax, S>(logits, classes, logProbabilities, nameof(logProbabilities), threads);

    /// <inheritdoc cref="RowFunctions.LogSumExp"/>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    public static void LogSumExp<S>(ReadOnlySpan<S> logits, ClassAxis classes, Span<float> values, int threads = 1)
        where S : unmanaged
    {
        RowPlaces places = Check(logits, default, classes, nameof(logits), nameof(values), threads);
        Require.SameLength(values.Length, places.Rows, nameof(values), "rows of logits");
        Require.Apart(values, logits, nameof(values), nameof(logits));
        Run(new RowMap<RowMaps.LogSumExp, float>(default, places, values), places, logits, default, default, threads);
    }

    /// <inheritdoc cref="RowFunctions.SoftmaxGradient"/>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    public static void SoftmaxGradient<S>(ReadOnlySpan<S> probabilities, ReadOnlySpan<S> upstream, ClassAxis classes,
        Span<S> gradient, int threads = 1) where S : unmanaged
        => Product<RowProducts.Softmax, S>(
            probabilities, upstream, classes, gradient, nameof(probabilities), threads);

    /// <inheritdoc cref="RowFunctions.LogSoftmaxGradient"/>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    public static void LogSoftmaxGradient<S>(ReadOnlySpan<S> logProbabilities, ReadOnlySpan<S> upstream,
        ClassAxis classes, Span<S> gradient, int threads = 1) where S : unmanaged
        => Product<RowProducts.LogSoftmax, S>(
            logProbabilities, upstream, classes, gradient, nameof(logProbabilities), threads);

    /// <inheritdoc cref="RowFunctions.LogSumExpGradient"/>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    public static void LogSumExpGradient<S>(ReadOnlySpan<S> logits, ReadOnlySpan<float> upstream, ClassAxis classes,
        Span<S> gradient, int threads = 1) where S : unmanaged
    {
        RowPlaces places = Check(logits, gradient, classes, nameof(logits), nameof(gradient), threads);
        Require.SameLength(gradient.Length, logits.Length, nameof(gradient), nameof(logits));
        Require.SameLength(upstream.Length, places.Rows, nameof(upstream), "rows of logits");
        Require.Apart(gradient, upstream, nameof(gradient), nameof(upstream));
        Run(new LogSumExpGradients<float>(default, upstream, places, default), places, logits, default, gradient,
            threads);
    }

    private static void Map<TMap, S>(
        ReadOnlySpan<S> logits, ClassAxis classes, Span<S> output, string outputName, int threads)
        where TMap : struct, IRowMap where S : unmanaged
    {
        RowPlaces places = Check(logits, output, classes, nameof(logits), outputName, threads);
        Require.SameLength(output.Length, logits.Length, outputName, nameof(logits));
        Run(new RowMap<TMap, float>(default, places, default), places, logits, default, output, threads);
    }

    private static void Product<TProduct, S>(ReadOnlySpan<S> outputs, ReadOnlySpan<S> upstream, ClassAxis classes,
        Span<S> gradient, string outputsName, int threads)
        where TProduct : struct, IRowProduct where S : unmanaged
    {
        RowPlaces places = Check(outputs, gradient, classes, outputsName, nameof(gradient), threads);
        Require.SameLength(gradient.Length, outputs.Length, nameof(gradient), outputsName);
        Require.SameLength(upstream.Length, outputs.Length, nameof(upstream), outputsName);
        Require.SameOrApart(gradient, upstream, nameof(gradient), nameof(upstream));
        Run(new RowProduct<TProduct, float>(default, default, places, default), places, outputs, upstream, gradient,
            threads);
    }

    private static RowPlaces Check<S>(ReadOnlySpan<S> input, Span<S> output, ClassAxis classes, string name,
        string outputName, int threads)
    {
        Require.Narrow<S>(nameof(NarrowRowFunctions));
        Require.SameOrApart(output, input, outputName, name);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        return classes.Places(input.Length, name);
    }

    private static void Run<TWork, S>(scoped in TWork work, in RowPlaces places, ReadOnlySpan<S> first,
        ReadOnlySpan<S> second, Span<S> result, int threads)
        where TWork : struct, IPlainWork<float>, allows ref struct where S : unmanaged
        => RowPieces.Run<StagedRows<TWork, S, S, float>, float>(new(work, places, first, second, result), threads);
}
