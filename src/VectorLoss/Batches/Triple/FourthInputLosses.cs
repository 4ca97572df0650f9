using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The losses of three numbers that look at a fourth one too, such as <see cref="GroupRelativePolicy"/> at a reference,
/// over a batch in the caller's spans. Nothing is allocated, and nothing is written before all arguments are accepted.
/// </summary>
public static class FourthInputLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double Value<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return TripleLosses.Run(loss, first, second, third, fourth, default, options);
    }

    /// <summary>The reduced loss, and the gradients that there is room for, in one pass.</summary>
    /// <param name="loss">The loss; its card names the four inputs and the numbers they take.</param>
    /// <param name="first">N numbers: the first input of the card.</param>
    /// <param name="second">N numbers: the second input.</param>
    /// <param name="third">N numbers: the third input.</param>
    /// <param name="fourth">N numbers: the fourth input, which has no gradient; or none, where it is left out.</param>
    /// <param name="gradients">Receive N numbers each, or are empty; each may be the very span of an input.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, the loss takes no fourth input, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, in LossGradients<T> gradients,
        in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        TripleLosses.CheckOutputs(first, second, third, gradients, options);
        gradients.CheckSameOrApart(fourth, nameof(fourth));
        return TripleLosses.Run(loss, first, second, third, fourth, gradients, options);
    }

    /// <summary>The loss of every element, weighted but not reduced; 0 where an element does not count.</summary>
    /// <param name="loss">The loss; its card names the four inputs and the numbers they take.</param>
    /// <param name="first">N numbers: the first input of the card.</param>
    /// <param name="second">N numbers: the second input.</param>
    /// <param name="third">N numbers: the third input.</param>
    /// <param name="fourth">N numbers: the fourth input, which has no gradient; or none, where it is left out.</param>
    /// <param name="values">Receives N losses; may be the very span of an input.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, the loss takes no fourth input, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, Span<T> values, in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        TripleLosses.Store(loss, first, second, third, fourth, values, options);
    }

    /// <summary>
    /// The reduced loss, and the gradients and second derivatives that there is room for: of each element by each input
    /// alone. Value and gradients have the bits of <see cref="ValueAndGradient"/>.
    /// </summary>
    /// <param name="loss">The loss; its card names the four inputs and the numbers they take.</param>
    /// <param name="first">N numbers: the first input of the card.</param>
    /// <param name="second">N numbers: the second input.</param>
    /// <param name="third">N numbers: the third input.</param>
    /// <param name="fourth">N numbers: the fourth input, which has no gradient; or none, where it is left out.</param>
    /// <param name="gradients">Receive N numbers each, or are empty; each may be the very span of an input.</param>
    /// <param name="curvatures">Receive N numbers each, or are empty; spans of their own.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, the loss takes no fourth input, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first,
        ReadOnlySpan<T> second, ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, in LossGradients<T> gradients,
        in LossGradients<T> curvatures, in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return TripleCurvatures.Run(loss, first, second, third, fourth, gradients, curvatures, options);
    }

    /// <summary>The product of the Hessian of the reduced loss with a direction in the three inputs.</summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="first">N numbers: the first input of the card.</param>
    /// <param name="second">N numbers: the second input.</param>
    /// <param name="third">N numbers: the third input.</param>
    /// <param name="fourth">N numbers: the fourth input, which has no gradient and stays; or none.</param>
    /// <param name="firstDirection">How the first input moves: N numbers, or none where it stays.</param>
    /// <param name="secondDirection">The same of the second input.</param>
    /// <param name="thirdDirection">The same of the third input.</param>
    /// <param name="products">Receive N numbers each, or are empty; spans of their own.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, ReadOnlySpan<T> firstDirection,
        ReadOnlySpan<T> secondDirection, ReadOnlySpan<T> thirdDirection, in LossGradients<T> products,
        in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        TripleCurvatures.Product(
            loss, first, second, third, fourth, firstDirection, secondDirection, thirdDirection, products, options);
    }
}
