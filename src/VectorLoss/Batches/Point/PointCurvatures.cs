using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Value, gradient and curvature of every <see cref="IPointLoss"/> in one sweep, as boosting and Newton's method want
/// them, and products with the Hessian. Nothing is allocated.
/// </summary>
public static class PointCurvatures
{
    /// <summary>
    /// The loss, its gradient and its second derivatives with respect to the predictions: with the bits of
    /// <see cref="PointLosses.ValueAndGradient"/> and <see cref="PointLosses.Curvature"/>, but each number is read from
    /// memory once.
    /// </summary>
    /// <param name="loss">The loss; its card says which numbers it takes.</param>
    /// <param name="predictions">N predictions.</param>
    /// <param name="targets">N targets.</param>
    /// <param name="gradient">Receives N numbers; may be the very span of the predictions or the targets.</param>
    /// <param name="curvature">Receives N numbers; a span of its own.</param>
    /// <param name="options">A sample is an element; <see cref="BatchOptions{T}.Upstream"/> multiplies both.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions,
        ReadOnlySpan<T> targets, Span<T> gradient, Span<T> curvature, in BatchOptions<T> options = default)
        where TLoss : IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        PointLosses.Check(loss, predictions, targets, options);
        PointLosses.CheckOutput(gradient, predictions, targets, options, nameof(gradient));
        PointLosses.CheckOutput(curvature, predictions, targets, options, nameof(curvature));
        Require.Apart(curvature, predictions, nameof(curvature), nameof(predictions));
        Require.Apart(curvature, targets, nameof(curvature), nameof(targets));
        Require.Apart(curvature, (ReadOnlySpan<T>)gradient, nameof(curvature), nameof(gradient));
        options.CheckApart(curvature, nameof(curvature));
        options.CheckApart(gradient, nameof(gradient));
        BatchDivisor divisor = options.Divisor(predictions.Length);
        T scale = divisor.Scale<T>(options.Upstream);
        double total = 0;
        for (int start = 0; start < predictions.Length; start += OrderedSum<T>.Block)
        {
            int count = Math.Min(OrderedSum<T>.Block, predictions.Length - start);
            BatchOptions<T> piece = options.Piece(start, count);
            ReadOnlySpan<T> p = predictions.Slice(start, count), t = targets.Slice(start, count);
            // The curvature first: the gradient may be the memory of the predictions.
            PointCurvature.Diagonal(loss, p, t, curvature.Slice(start, count), divisor, piece);
            total += new PointRun<TLoss, T, SumAndSlopes>(
                loss, p, t, default, gradient.Slice(start, count), scale).Of(piece);
        }
        return divisor.Reduce(total);
    }

    /// <summary>The product of the Hessian of the reduced loss with a direction in predictions and targets.</summary>
    /// <param name="loss">The loss; its card says which numbers it takes.</param>
    /// <param name="predictions">N predictions.</param>
    /// <param name="targets">N targets.</param>
    /// <param name="direction">How the predictions move: N numbers, or none where they stay.</param>
    /// <param name="targetDirection">The same of the targets.</param>
    /// <param name="products">
    /// <see cref="LossGradients{T}.First"/> receives N numbers by the predictions,
    /// <see cref="LossGradients{T}.Second"/> by the targets, or are empty; spans of their own.
    /// </param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        ReadOnlySpan<T> direction, ReadOnlySpan<T> targetDirection, in LossGradients<T> products,
        in BatchOptions<T> options = default)
        where TLoss : struct, IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        PointLosses.Check(loss, predictions, targets, options);
        products.Check(predictions.Length, 0, options);
        SampleProducts.CheckInput(predictions, nameof(predictions), direction, nameof(direction), products);
        SampleProducts.CheckInput(targets, nameof(targets), targetDirection, nameof(targetDirection), products);
        T scale = options.Divisor(predictions.Length).Scale<T>(options.Upstream);
        DualView<T> p = SampleProducts.Moved(predictions, direction),
            t = SampleProducts.Moved(targets, targetDirection);
        DualSpan<T> first = new(predictions, direction), second = new(targets, targetDirection);
        double wide = options.Divisor(predictions.Length).Scale<double>(options.Upstream);
        SampleProducts.Store(new PointCurvatureTerm<TLoss, T>(loss, p, t, scale), products.First, options);
        WideProducts.Mend(new WidePoint<TLoss, T>(loss, first, second, wide), products.First, options);
        // What looks at the difference alone moves the other way by the targets.
        if (!products.First.IsEmpty && TLoss.Card is { } card
            && (card.Claims & Claims.ResidualOnly) != 0)
            for (int i = 0; i < products.Second.Length; i++)
                products.Second[i] = T.Zero - products.First[i];
        else
        {
            TargetSide<TLoss> other = new(loss);
            SampleProducts.Store(
                new PointCurvatureTerm<TargetSide<TLoss>, T>(other, t, p, scale), products.Second, options);
            WideProducts.Mend(
                new WidePoint<TargetSide<TLoss>, T>(other, second, first, wide), products.Second, options);
        }
    }
}
