using System.Buffers;
using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Second derivatives of losses of groups: boxes, mixtures, overlaps of classes, Cox's likelihood, and those that are
/// piecewise linear.
/// </summary>
/// <remarks>
/// Each row in double, by dual numbers over the formulas of its gradient, in linear time behind the order of times, and
/// rounded once. The order of times and which number is larger stay as they are: at a kink, the product of one side.
/// After the first call of its size nothing is allocated: seven numbers in double and a place of an order are rented
/// for each number of a row.
/// </remarks>
public static class GroupCurvatures
{
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
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double, or the loss is of
    /// transports, alignments or ranked errors of classes.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> products, in BatchOptions<T> options = default)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Has(loss.Rule))
            throw new NotSupportedException($"{typeof(TLoss).Name} has no product with its Hessian.");
        GroupLosses.Check(loss, inputs, options);
        products.Check(inputs.First.Length, 0, options);
        Require.SameLengthOrEmpty(direction.First.Length, inputs.First.Length, "direction of First", "First");
        Require.SameLengthOrEmpty(direction.Second.Length, inputs.Second.Length, "direction of Second", "Second");
        products.CheckApart(inputs.First, nameof(inputs.First));
        products.CheckApart(inputs.Second, nameof(inputs.Second));
        products.CheckApart(inputs.Third, nameof(inputs.Third));
        products.CheckApart(inputs.Labels, nameof(inputs.Labels));
        products.CheckApart(direction.First, "direction of First");
        products.CheckApart(direction.Second, "direction of Second");
        products.Clear();
        AddProduct(loss.Rule, inputs, direction, products, options);
    }

    /// <summary>Whether there is a product of such losses.</summary>
    internal static bool Has(GroupRule rule) => rule.Kind is not (GroupKind.RankedErrors or GroupKind.Alignments
        or GroupKind.Transports or GroupKind.EntropicTransports);

    /// <summary>Adds the product with the directions to the outputs that there is room for.</summary>
    internal static void AddProduct<T>(GroupRule rule, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> products, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = inputs.Columns, rows = inputs.First.Length / columns;
        double scale = options.Divisor(rows).Scale<double>(options.Upstream);
        double[] room = ArrayPool<double>.Shared.Rent(checked(7 * columns));
        int[] order = ArrayPool<int>.Shared.Rent(columns);
        for (int row = 0; row < rows; row++)
            if (options.Counts(row))
                new GroupProduct<T>(inputs.Piece(row, 1), direction, products, row * columns)
                {
                    Factor = scale * options.Weight(row),
                }.Add(rule, room.AsSpan(..(7 * columns)), order.AsSpan(..columns));
        ArrayPool<double>.Shared.Return(room);
        ArrayPool<int>.Shared.Return(order);
    }
}
