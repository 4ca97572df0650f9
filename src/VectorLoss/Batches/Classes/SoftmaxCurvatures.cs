using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Second derivatives of every <see cref="ILabelLoss"/>, a loss of a softmax. After the first call of its size
/// nothing is allocated: scratch is rented.
/// </summary>
/// <remarks>
/// For cross-entropy of a label the Hessian of a row is diag(p) − p·pᵀ, times weight, factor and scale. Diagonals and
/// products keep their digits for p → 1. An element of a product is off by a few roundings of the sum of the absolute
/// terms it is made of, directions taken beside that of the likeliest class.
/// </remarks>
public static class SoftmaxCurvatures
{
    /// <summary>
    /// The loss for labels, its gradient, and the diagonal of its Hessian by the logits. Value and gradient have the
    /// bits of ValueAndGradient.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="gradient">Receives the gradient where the logits lie; may be the very span of the logits.</param>
    /// <param name="curvature">Receives the diagonal where the logits lie; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits,
        ClassAxis classes, ReadOnlySpan<int> labels, Span<T> gradient, Span<T> curvature,
        in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassCurvature.Diagonal(
            new SoftmaxCurvature<TLoss, T>(loss), new(logits, classes, labels, options), gradient, curvature);
        return loss.ValueAndGradient(logits, classes, labels, gradient, options);
    }

    /// <summary>The same for target distributions, which lie where the logits lie.</summary>
    /// <inheritdoc
    /// cref="ValueGradientAndCurvature{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{int}, Span{T},
    /// Span{T}, in ClassOptions{T})"/>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits,
        ClassAxis classes, ReadOnlySpan<T> targets, Span<T> gradient, Span<T> curvature,
        in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassCurvature.Diagonal(
            new SoftmaxCurvature<TLoss, T>(loss), new(logits, classes, targets, options), gradient, curvature);
        return loss.ValueAndGradient(logits, classes, targets, gradient, options);
    }

    /// <summary>The product of the Hessian of the reduced loss for labels with a direction in the logits.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="direction">The direction, where the logits lie.</param>
    /// <param name="product">Receives the product where the logits lie; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes,
        ReadOnlySpan<int> labels, ReadOnlySpan<T> direction, Span<T> product, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ClassCurvature.Product(
            new SoftmaxCurvature<TLoss, T>(loss), new(logits, classes, labels, options), direction, product);

    /// <summary>The same for target distributions, which lie where the logits lie.</summary>
    /// <inheritdoc
    /// cref="HessianProduct{TLoss, T}(TLoss, ReadOnlySpan{T}, ClassAxis, ReadOnlySpan{int}, ReadOnlySpan{T}, Span{T},
    /// in ClassOptions{T})"/>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes,
        ReadOnlySpan<T> targets, ReadOnlySpan<T> direction, Span<T> product, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ClassCurvature.Product(
            new SoftmaxCurvature<TLoss, T>(loss), new(logits, classes, targets, options), direction, product);
}
