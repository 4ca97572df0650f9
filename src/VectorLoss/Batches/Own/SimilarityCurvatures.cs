using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Second derivatives of every <see cref="ISimilarityLoss"/>, a loss of labelled rows.</summary>
/// <remarks>
/// Forward over reverse in closed form: cosines move by two products of matrices, their slopes by the dual numbers of
/// the formulas of the loss, and the slopes of the rows by four products more: nine in place of the gradient's three.
/// The errors are those of the kernels in turn, relative to the largest terms. Rows are of ordinary size. At a kink it
/// is the product of one side, and hardest pairs that are equal share evenly. After the first call of its size nothing
/// is allocated: scratch is rented, 2·min(rows, 256)·rows + 4·rows·columns numbers and a few rows.
/// </remarks>
public static class SimilarityCurvatures
{
    /// <summary>The product of the Hessian of the reduced loss with a direction in the rows.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">As for <see cref="SimilarityLosses.ValueAndGradient{TLoss, T}"/>.</param>
    /// <param name="columns">The length of a row, above 0; for a loss of proxies, the number of classes.</param>
    /// <param name="labels">One label a row; any whole numbers, for a loss of proxies those of the classes.</param>
    /// <param name="direction">rows × columns numbers.</param>
    /// <param name="product">Receives rows × columns numbers; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> rows, int columns,
        ReadOnlySpan<int> labels, ReadOnlySpan<T> direction, Span<T> product, in BatchOptions<T> options = default)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(direction.Length, rows.Length, nameof(direction), nameof(rows));
        Require.SameLength(product.Length, rows.Length, nameof(product), nameof(rows));
        HessianProduct(loss, rows, columns, labels, default, direction, default, new() { First = product }, options);
    }

    /// <summary>The same in rows and temperature, for a loss that takes one.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">As for <see cref="SimilarityLosses.ValueAndGradient{TLoss, T}"/>.</param>
    /// <param name="columns">The length of a row, above 0.</param>
    /// <param name="labels">One label a row; any whole numbers.</param>
    /// <param name="temperature">
    /// One number above 0 in place of the option of the loss, or none; a loss without a temperature takes none.
    /// </param>
    /// <param name="direction">rows × columns numbers, or none where the rows do not move.</param>
    /// <param name="warming">One number, or none where the temperature does not move.</param>
    /// <param name="products">
    /// <see cref="LossGradients{T}.First"/> receives rows × columns numbers, <see cref="LossGradients{T}.Third"/> one
    /// where there is a temperature, or are empty; spans of their own.
    /// </param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, ReadOnlySpan<T> rows, int columns,
        ReadOnlySpan<int> labels, ReadOnlySpan<T> temperature, ReadOnlySpan<T> direction, ReadOnlySpan<T> warming,
        in LossGradients<T> products, in BatchOptions<T> options = default)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TemperedLosses.Check(loss, rows, columns, labels, temperature, options);
        products.Check(rows.Length, temperature.Length, options);
        Require.SameLength(products.Second.Length, 0, "output of Second", "what the card says");
        Require.SameLengthOrEmpty(direction.Length, rows.Length, nameof(direction), nameof(rows));
        Require.SameLengthOrEmpty(warming.Length, temperature.Length, nameof(warming), nameof(temperature));
        products.CheckApart(rows, nameof(rows));
        products.CheckApart(temperature, nameof(temperature));
        products.CheckApart(direction, nameof(direction));
        products.CheckApart(warming, nameof(warming));
        Require.Apart(products.First, labels, "output of First", nameof(labels));
        Require.Apart(products.Third, labels, "output of Third", nameof(labels));
        products.Clear();
        AddProduct(loss, new() { First = rows, Second = default, Third = temperature, Columns = columns }, labels,
            new() { First = direction, Second = default, Third = warming, Columns = columns }, products, options);
    }

    /// <summary>Adds the product with the directions to the outputs that there is room for.</summary>
    internal static void AddProduct<TLoss, T>(TLoss loss, in RowInputs<T> inputs, ReadOnlySpan<int> labels,
        in RowInputs<T> direction, in LossGradients<T> products, in BatchOptions<T> options)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double scale = options.Divisor(labels.Length).Scale<double>(options.Upstream);
        if (labels.IsEmpty)
            return;
        T[] scratch = ArrayPool<T>.Shared.Rent(TLoss.HasProxies ? ProxyMoves<TLoss, T>.ScratchLength(inputs.Columns)
            : SimilarityTangents<TLoss, T>.ScratchLength(labels.Length, inputs.Columns));
        int[] whole = ArrayPool<int>.Shared.Rent(SimilarityTangents<TLoss, T>.WholeLength(labels.Length));
        try
        {
            if (TLoss.HasProxies)
                new ProxyMoves<TLoss, T>(loss, inputs.Columns, scratch).Run(
                    inputs.First, labels, direction.First, products.First, scale, options);
            else
                new SimilarityTangents<TLoss, T>(loss, inputs, direction, labels, scratch, whole).Run(
                    products, scale, options);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(scratch);
            ArrayPool<int>.Shared.Return(whole);
        }
    }
}
