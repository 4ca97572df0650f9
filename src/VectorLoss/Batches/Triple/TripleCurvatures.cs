using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Value, gradients and curvatures of every <see cref="ITripleLoss"/> in one sweep, and products with the Hessian.
/// Nothing is allocated.
/// </summary>
public static class TripleCurvatures
{
    /// <summary>
    /// The reduced loss, and the gradients and second derivatives that there is room for: of each element by each input
    /// alone. Value and gradients have the bits of <see cref="TripleLosses.ValueAndGradient"/>.
    /// </summary>
    /// <param name="loss">The loss; its card names the three inputs and the numbers they take.</param>
    /// <param name="first">N numbers: the first input of the card.</param>
    /// <param name="second">N numbers: the second input.</param>
    /// <param name="third">N numbers: the third input.</param>
    /// <param name="gradients">Receive N numbers each, or are empty; each may be the very span of an input.</param>
    /// <param name="curvatures">Receive N numbers each, or are empty; spans of their own.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first,
        ReadOnlySpan<T> second, ReadOnlySpan<T> third, in LossGradients<T> gradients, in LossGradients<T> curvatures,
        in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        return Run(loss, first, second, third, default, gradients, curvatures, options);
    }

    /// <summary>The product of the Hessian of the reduced loss with a direction in the three inputs.</summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="first">N numbers: the first input of the card.</param>
    /// <param name="second">N numbers: the second input.</param>
    /// <param name="third">N numbers: the third input.</param>
    /// <param name="firstDirection">How the first input moves: N numbers, or none where it stays.</param>
    /// <param name="secondDirection">The same of the second input.</param>
    /// <param name="thirdDirection">The same of the third input.</param>
    /// <param name="products">Receive N numbers each, or are empty; spans of their own.</param>
    /// <param name="options">A sample is an element: N weights and N mask bits, where given.</param>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> firstDirection, ReadOnlySpan<T> secondDirection,
        ReadOnlySpan<T> thirdDirection, in LossGradients<T> products, in BatchOptions<T> options = default)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        Product(
            loss, first, second, third, default, firstDirection, secondDirection, thirdDirection, products, options);
    }

    internal static void Product<TLoss, T>(TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, ReadOnlySpan<T> firstDirection, ReadOnlySpan<T> secondDirection,
        ReadOnlySpan<T> thirdDirection, in LossGradients<T> products, in BatchOptions<T> options)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TripleLosses.Check(loss, first, second, third, fourth, options);
        products.Check(first.Length, first.Length, options);
        SampleProducts.CheckInput(first, nameof(first), firstDirection, nameof(firstDirection), products);
        SampleProducts.CheckInput(second, nameof(second), secondDirection, nameof(secondDirection), products);
        SampleProducts.CheckInput(third, nameof(third), thirdDirection, nameof(thirdDirection), products);
        products.CheckApart(fourth, nameof(fourth));
        T scale = options.Divisor(first.Length).Scale<T>(options.Upstream);
        DualView<T> a = SampleProducts.Moved(first, firstDirection), b = SampleProducts.Moved(second, secondDirection),
            c = SampleProducts.Moved(third, thirdDirection),
            d = fourth.IsEmpty ? c : SampleProducts.Moved(fourth, default);
        bool hasFourth = !fourth.IsEmpty;
        TripleCurvatureTerm<TLoss, T> term = new(loss, a, b, c, d, 0, scale) { HasFourth = hasFourth };
        Widest.Run<TripleProducts<TLoss, T>, T, int>(new(term, first.Length, products));
        SampleProducts.Choose(products.First, options);
        SampleProducts.Choose(products.Second, options);
        SampleProducts.Choose(products.Third, options);
        new WideTriple<TLoss, T>(loss, new(first, firstDirection), new(second, secondDirection),
            new(third, thirdDirection), fourth)
        { Scale = options.Divisor(first.Length).Scale<double>(options.Upstream) }.Mend(products, options);
    }

    internal static double Run<TLoss, T>(TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second,
        ReadOnlySpan<T> third, ReadOnlySpan<T> fourth, in LossGradients<T> gradients, in LossGradients<T> curvatures,
        in BatchOptions<T> options)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TripleLosses.Check(loss, first, second, third, fourth, options);
        TripleLosses.CheckOutputs(first, second, third, gradients, options);
        curvatures.Check(first.Length, first.Length, options);
        curvatures.CheckApart(first, nameof(first));
        curvatures.CheckApart(second, nameof(second));
        curvatures.CheckApart(third, nameof(third));
        curvatures.CheckApart(fourth, nameof(fourth));
        gradients.CheckSameOrApart(fourth, nameof(fourth));
        curvatures.CheckApart(gradients);
        BatchDivisor divisor = options.Divisor(first.Length);
        T scale = divisor.Scale<T>(options.Upstream);
        TripleCurvature<TLoss> curved = new(loss);
        double total = 0;
        for (int start = 0; start < first.Length; start += OrderedSum<T>.Block)
        {
            int count = Math.Min(OrderedSum<T>.Block, first.Length - start);
            BatchOptions<T> piece = options.Piece(start, count);
            ReadOnlySpan<T> a = first.Slice(start, count), b = second.Slice(start, count),
                c = third.Slice(start, count), d = fourth.IsEmpty ? fourth : fourth.Slice(start, count);
            // The curvatures first: a gradient may be the memory of an input.
            if (!curvatures.IsEmpty)
            {
                LossGradients<T> to = curvatures.Piece(start, count);
                new TripleRun<TripleCurvature<TLoss>, T>(curved, a, b, c, d, default, to, scale).Of(piece);
                new WideTriple<TLoss, T>(loss, new(a, default), new(b, default), new(c, default), d)
                { Scale = divisor.Scale<double>(options.Upstream), IsDiagonal = true }.Mend(to, piece);
            }
            total += new TripleRun<TLoss, T>(
                loss, a, b, c, d, default, gradients.Piece(start, count), scale).Of(piece);
        }
        return divisor.Reduce(total);
    }
}
