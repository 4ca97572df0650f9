using System.Buffers;
using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Second derivatives of losses of groups: boxes, mixtures, overlaps and ranked errors of classes, Cox's likelihood,
/// alignments, transports, entropic ones too, and those that are piecewise linear.
/// </summary>
/// <remarks>
/// Each row in double, by dual numbers over the formulas of its gradient, in linear time behind its order, and rounded
/// once: in the time of the gradient or up to four times that. The order and which number is larger stay as they are:
/// at a kink, the product of one side. A diagonal is a product in which each number moves alone. After the first call
/// of its size nothing is allocated: nine numbers in double and two places of orders are rented for each number of a
/// row; of alignments of n steps also six for each of n² pairs. Of an entropic transport between two samples of n
/// numbers it is the time of n³ products, and room for n² numbers.
/// </remarks>
public static class GroupCurvatures
{
    /// <summary>
    /// The reduced loss, and the gradients and second derivatives that there is room for: by each number alone, the
    /// diagonal of the Hessian. Value and gradients have the bits of <see cref="GroupLosses.ValueAndGradient"/>.
    /// </summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="inputs">As for <see cref="GroupLosses.ValueAndGradient"/>.</param>
    /// <param name="gradients">As for <see cref="GroupLosses.ValueAndGradient"/>.</param>
    /// <param name="curvatures">Receive as many numbers as gradients, or are empty; spans of their own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double, or the loss is of
    /// alignments or entropic transports.</exception>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, in RowInputs<T> inputs,
        in LossGradients<T> gradients, in LossGradients<T> curvatures, in BatchOptions<T> options = default)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!HasDiagonal(loss.Rule))
            throw new NotSupportedException($"{typeof(TLoss).Name} gives no diagonal of its Hessian.");
        GroupLosses.Check(loss, inputs, options);
        GroupLosses.CheckGradients<TLoss, T>(inputs, gradients, options);
        GroupLosses.CheckGradients<TLoss, T>(inputs, curvatures, options);
        CheckApart(inputs, curvatures);
        curvatures.CheckApart(gradients);
        // The curvatures first: a gradient may be the memory of an input.
        curvatures.Clear();
        if (!curvatures.IsEmpty)
            Add(loss.Rule, isProduct: false, inputs, default, curvatures, options);
        return loss.ValueAndGradient(inputs, gradients, options);
    }

    /// <summary>The product of the Hessian of the reduced loss with a direction in the inputs.</summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="inputs">As for <see cref="GroupLosses.ValueAndGradient"/>.</param>
    /// <param name="direction">
    /// As many numbers as the first and the second input; what is empty does not move, nor what has no gradient.
    /// </param>
    /// <param name="products">Receive as many numbers as gradients, or are empty; spans of their own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> products, in BatchOptions<T> options = default)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GroupLosses.Check(loss, inputs, options);
        products.Check(inputs.First.Length, 0, options);
        Require.SameLengthOrEmpty(direction.First.Length, inputs.First.Length, "direction of First", "First");
        Require.SameLengthOrEmpty(direction.Second.Length, inputs.Second.Length, "direction of Second", "Second");
        CheckApart(inputs, products);
        products.CheckApart(direction.First, "direction of First");
        products.CheckApart(direction.Second, "direction of Second");
        products.Clear();
        AddProduct(loss.Rule, inputs, direction, products, options);
    }

    /// <summary>Whether there is a diagonal of such losses.</summary>
    // Each number of an alignment or of an entropic transport would need all its pairs again.
    internal static bool HasDiagonal(GroupRule rule)
        => rule.Kind is not (GroupKind.Alignments or GroupKind.EntropicTransports);

    /// <summary>Adds the product with the directions to the outputs that there is room for.</summary>
    internal static void AddProduct<T>(GroupRule rule, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> products, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Add(rule, isProduct: true, inputs, direction, products, options);

    private static void CheckApart<T>(in RowInputs<T> inputs, in LossGradients<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        outputs.CheckApart(inputs.First, nameof(inputs.First));
        outputs.CheckApart(inputs.Second, nameof(inputs.Second));
        outputs.CheckApart(inputs.Third, nameof(inputs.Third));
        outputs.CheckApart(inputs.Labels, nameof(inputs.Labels));
    }

    private static void Add<T>(GroupRule rule, bool isProduct, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> outputs, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = inputs.Columns, rows = inputs.First.Length / columns;
        double scale = options.Divisor(rows).Scale<double>(options.Upstream);
        int length = GroupProduct<T>.RoomLength(rule, columns);
        double[] room = ArrayPool<double>.Shared.Rent(length);
        int[] order = ArrayPool<int>.Shared.Rent(checked(GroupRow.Orders * columns));
        for (int row = 0; row < rows; row++)
        {
            if (!options.Counts(row))
                continue;
            GroupProduct<T> one = new(inputs.Piece(row, 1), direction, outputs, row * columns)
            {
                Factor = scale * options.Weight(row),
            };
            if (isProduct)
                one.Add(rule, room.AsSpan(..length), order.AsSpan(..(GroupRow.Orders * columns)));
            else
                new GroupDiagonal<T>(
                    one, rule, room.AsSpan(..length), order.AsSpan(..(GroupRow.Orders * columns))).Add();
        }
        ArrayPool<double>.Shared.Return(room);
        ArrayPool<int>.Shared.Return(order);
    }
}
