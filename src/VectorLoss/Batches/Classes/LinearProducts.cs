using System.Numerics;
using VectorLoss.Matrices;

namespace VectorLoss.Batches;

/// <summary>The three products of a <see cref="LinearLayer{T}"/>, each of some rows and some classes.</summary>
internal static class LinearProducts
{
    /// <summary>The logits.</summary>
    public static void Forward<T>(this in LinearLayer<T> layer, int row, int rows, int from, int count,
        Span<T> logits, int stride, int threads) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => MatrixProduct.Linear(false, !layer.WeightByFeature, rows, count, layer.Features,
            layer.Hidden[(row * layer.Features)..], layer.Features, layer.Weight[layer.WeightAt(from)..],
            layer.WeightStride, layer.Bias.IsEmpty ? layer.Bias : layer.Bias.Slice(from, count), Activation.None,
            logits, stride, threads);

    /// <summary>From the gradient of the logits, writes that of the hidden rows, or adds to it.</summary>
    public static void HiddenGradient<T>(this in LinearLayer<T> layer, int row, int rows, int from, int count,
        ReadOnlySpan<T> dLogits, int stride, bool adds, Span<T> gradient, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => MatrixProduct.Multiply(false, layer.WeightByFeature, rows, layer.Features, count, T.One, dLogits, stride,
            layer.Weight[layer.WeightAt(from)..], layer.WeightStride, adds ? T.One : T.Zero,
            gradient[(row * layer.Features)..], layer.Features, threads);

    /// <summary>
    /// From the gradient of the logits, writes that of the weights of these classes, or adds to it.
    /// </summary>
    public static void WeightGradient<T>(this in LinearLayer<T> layer, int row, int rows, int from, int count,
        ReadOnlySpan<T> dLogits, int stride, bool adds, Span<T> gradient, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> hidden = layer.Hidden[(row * layer.Features)..];
        T beta = adds ? T.One : T.Zero;
        if (layer.WeightByFeature)
            MatrixProduct.Multiply(true, false, layer.Features, count, rows, T.One, hidden, layer.Features, dLogits,
                stride, beta, gradient[layer.WeightAt(from)..], layer.Classes, threads);
        else
            MatrixProduct.Multiply(true, false, count, layer.Features, rows, T.One, dLogits, stride, hidden,
                layer.Features, beta, gradient[layer.WeightAt(from)..], layer.Features, threads);
    }
}
