using System.Buffers;
using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Second derivatives of losses of pairs: of a softmax over rows, <see cref="InfoNce"/>, <see cref="NPairs"/> and
/// <see cref="ContrastiveLanguageImage"/>, and of features, <see cref="VarianceInvarianceCovariance"/> and
/// <see cref="BarlowTwins"/>.
/// </summary>
/// <remarks>
/// Forward over reverse in closed form: similarities move by two products of matrices, their slopes by
/// diag(p) − p·pᵀ, and the slopes of the rows by four products more: nine in place of the gradient's three. The
/// errors are those of the kernels in turn, relative to the largest terms. Rows are of ordinary size. After the first
/// call of its size nothing is allocated: scratch is rented, at most 768·candidates + 8·rows·columns numbers and a few
/// rows, where the candidates are the rows that a query is compared with. Of features the covariances move by two
/// products of matrices and their products with a view by three or six more; 8·rows·columns + 512·columns numbers.
/// </remarks>
public static class ContrastCurvatures
{
    /// <summary>The product of the Hessian of the reduced loss with a direction in all inputs.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="inputs">As for <see cref="ContrastLosses.ValueAndGradient"/>.</param>
    /// <param name="direction">As many numbers as the inputs; what is empty does not move.</param>
    /// <param name="products">Receive as many numbers as the inputs, or are empty; spans of their own.</param>
    /// <param name="options">A sample is a query: one weight and one mask bit a query, where given.</param>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> products, in BatchOptions<T> options = default)
        where TLoss : struct, IContrastLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ContrastLosses.Check(loss, inputs, options);
        products.Check(inputs.First.Length, inputs.Third.Length, options);
        products.CheckApart(inputs.First, nameof(inputs.First));
        products.CheckApart(inputs.Second, nameof(inputs.Second));
        products.CheckApart(inputs.Third, nameof(inputs.Third));
        Require.SameLengthOrEmpty(direction.First.Length, inputs.First.Length, "direction of First", "First");
        Require.SameLengthOrEmpty(direction.Second.Length, inputs.Second.Length, "direction of Second", "Second");
        Require.SameLengthOrEmpty(direction.Third.Length, inputs.Third.Length, "direction of Third", "Third");
        products.CheckApart(direction.First, "direction of First");
        products.CheckApart(direction.Second, "direction of Second");
        products.CheckApart(direction.Third, "direction of Third");
        products.Clear();
        AddProduct(loss, inputs, direction, products, options);
    }

    /// <summary>Adds the product with the directions to the outputs that there is room for.</summary>
    internal static void AddProduct<TLoss, T>(TLoss loss, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> products, in BatchOptions<T> options)
        where TLoss : struct, IContrastLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ContrastRule rule = loss.Rule;
        int rows = inputs.First.Length / inputs.Columns;
        BatchDivisor divisor = options.Divisor(rule.Queries(rows));
        if (rows == 0)
            return;
        if (rule.Pairs == ContrastPairs.Features)
        {
            AddFeatures(rule.Features, inputs, direction, products, divisor.Scale<double>(options.Upstream), options);
            return;
        }
        T[] scratch = ArrayPool<T>.Shared.Rent(ContrastTangents<T>.ScratchLength(rule, rows, inputs.Columns));
        int[] whole = ArrayPool<int>.Shared.Rent(ContrastTangents<T>.WholeLength(rows));
        try
        {
            new ContrastTangents<T>(rule, inputs, direction, scratch, whole).Run(
                products, divisor.Scale<double>(options.Upstream), options);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(scratch);
            ArrayPool<int>.Shared.Return(whole);
        }
    }

    private static void AddFeatures<T>(FeatureRule rule, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> products, double scale, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!options.Counts(0))
            return;
        int columns = inputs.Columns, length = FeatureProduct<T>.ScratchLength(inputs.First.Length / columns, columns);
        T[] scratch = ArrayPool<T>.Shared.Rent(length);
        double[] wide = ArrayPool<double>.Shared.Rent(FeatureProduct<T>.WideLength(columns));
        new FeatureProduct<T>(rule, inputs, direction, scratch, wide).Add(products, scale * options.Weight(0));
        ArrayPool<T>.Shared.Return(scratch);
        ArrayPool<double>.Shared.Return(wide);
    }
}
