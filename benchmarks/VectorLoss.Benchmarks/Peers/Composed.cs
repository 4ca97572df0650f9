using System.Numerics.Tensors;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>
/// Losses put together from TensorPrimitives calls, as one would write them without this library. The row maximum is
/// subtracted here, because TensorPrimitives.SoftMax does not and overflows.
/// </summary>
internal static class Composed
{
    public static void Softmax(ReadOnlySpan<float> row, Span<float> probabilities)
    {
        TensorPrimitives.Subtract(row, TensorPrimitives.Max(row), probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum(probabilities), probabilities);
    }

    /// <summary>Mean cross-entropy of labels, and its gradient.</summary>
    public static double CrossEntropy(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, Span<float> gradient)
    {
        double total = 0;
        float scale = 1f / labels.Length;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            Span<float> slope = gradient.Slice(i * classes, classes);
            float top = TensorPrimitives.Max(row);
            TensorPrimitives.Subtract(row, top, slope);
            TensorPrimitives.Exp(slope, slope);
            float sum = TensorPrimitives.Sum(slope);
            total += MathF.Log(sum) + top - row[labels[i]];
            TensorPrimitives.Multiply(slope, scale / sum, slope);
            slope[labels[i]] -= scale;
        }
        return total / labels.Length;
    }

    /// <summary>Mean binary cross-entropy of logits, and its gradient; scratch as long as the batch.</summary>
    public static double BinaryCrossEntropy(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, Span<float> gradient, Span<float> scratch)
    {
        TensorPrimitives.Abs(logits, scratch);
        TensorPrimitives.Negate(scratch, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        TensorPrimitives.LogP1(scratch, scratch);
        double total = TensorPrimitives.Sum<float>(scratch);
        TensorPrimitives.Max(logits, 0f, scratch);
        total += TensorPrimitives.Sum<float>(scratch) - TensorPrimitives.Dot(logits, targets);
        TensorPrimitives.Sigmoid(logits, gradient);
        TensorPrimitives.Subtract(gradient, targets, gradient);
        TensorPrimitives.Multiply(gradient, 1f / logits.Length, gradient);
        return total / logits.Length;
    }
}
