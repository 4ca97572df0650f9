using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Second derivatives of every <see cref="ICentredLoss"/>. After the first call of its size
/// nothing is allocated: scratch is rented.
/// </summary>
/// <remarks>
/// Which classes lie above a threshold, and which value is the largest, stays as it is: at such a kink, the second
/// derivatives of one side.
/// </remarks>
public static class CentredCurvatures
{
    /// <inheritdoc
    /// cref="SoftmaxCurvatures.ValueGradientAndCurvature{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis,
    /// ReadOnlySpan{int}, Span{T}, Span{T}, in ClassOptions{T})"/>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits,
        ClassAxis classes, ReadOnlySpan<int> labels, Span<T> gradient, Span<T> curvature,
        in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassCurvature.Diagonal(
            new CentredCurvature<TLoss, T>(loss), new(logits, classes, labels, options), gradient, curvature);
        return loss.ValueAndGradient(logits, classes, labels, gradient, options);
    }

    /// <summary>The same for target distributions, which lie where the logits lie.</summary>
    /// <inheritdoc
    /// cref="ValueGradientAndCurvature{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{int}, Span{T},
    /// Span{T}, in ClassOptions{T})"/>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits,
        ClassAxis classes, ReadOnlySpan<T> targets, Span<T> gradient, Span<T> curvature,
        in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassCurvature.Diagonal(
            new CentredCurvature<TLoss, T>(loss), new(logits, classes, targets, options), gradient, curvature);
        return loss.ValueAndGradient(logits, classes, targets, gradient, options);
    }

    /// <inheritdoc
    /// cref="SoftmaxCurvatures.HessianProduct{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{int},
    /// ReadOnlySpan{T}, Span{T}, in ClassOptions{T})"/>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes,
        ReadOnlySpan<int> labels, ReadOnlySpan<T> direction, Span<T> product, in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ClassCurvature.Product(
            new CentredCurvature<TLoss, T>(loss), new(logits, classes, labels, options), direction, product);

    /// <summary>The same for target distributions, which lie where the logits lie.</summary>
    /// <inheritdoc
    /// cref="HessianProduct{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{int}, ReadOnlySpan{T}, Span{T},
    /// in ClassOptions{T})"/>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes,
        ReadOnlySpan<T> targets, ReadOnlySpan<T> direction, Span<T> product, in ClassOptions<T> options = default)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ClassCurvature.Product(
            new CentredCurvature<TLoss, T>(loss), new(logits, classes, targets, options), direction, product);
}
