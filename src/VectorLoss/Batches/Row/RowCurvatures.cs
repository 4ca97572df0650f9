using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Second derivatives of every <see cref="IRowLoss"/>, in double and rounded once; rows whose sums leave the range of
/// double on the way are computed in numbers of almost any size. Nothing is allocated.
/// </summary>
/// <remarks>
/// The product of a ranking is formed as its gradient is: log Σ eˣ of tails in double, in order of the grades and in
/// linear time, pairs in T, at three times the gradient's passes over them; scratch is rented, nine numbers and four
/// in double an item of one list. Its diagonal takes as many passes. Weights of pairs are held constant, and of equal
/// scores the first ranks higher, as in the gradient.
/// </remarks>
public static class RowCurvatures
{
    /// <summary>
    /// The reduced loss, and the gradients and second derivatives that there is room for: by each element alone, the
    /// diagonal of the Hessian. Value and gradients have the bits of <see cref="RowLosses.ValueAndGradient"/>.
    /// </summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="inputs">Two or three inputs of rows × columns numbers.</param>
    /// <param name="gradients">As for <see cref="RowLosses.ValueAndGradient"/>.</param>
    /// <param name="curvatures">Receive as many numbers as gradients, or are empty; spans of their own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double, or the value of
    /// a ranking is not a sum over its items.</exception>
    public static double ValueGradientAndCurvature<TLoss, T>(this TLoss loss, in RowInputs<T> inputs,
        in LossGradients<T> gradients, in LossGradients<T> curvatures, in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowLosses.Check(loss, inputs, options);
        RowLosses.CheckOutputs(inputs, gradients, options);
        CheckApart(inputs, curvatures, options);
        curvatures.CheckApart(gradients);
        // The curvatures first: a gradient may be the memory of an input.
        if (!curvatures.IsEmpty)
        {
            if (TLoss.Stage == RowStage.None)
                RowCurvature.Diagonal(loss, inputs, curvatures, options);
            else if (TLoss.Stage == RowStage.LogSoftmax)
                new LogSoftmaxCurvature<TLoss, T>(loss, inputs, options).Diagonal(curvatures);
            else
            {
                curvatures.Clear();
                StageCurvature.AddDiagonal(loss, inputs, curvatures.First, options);
            }
        }
        return loss.ValueAndGradient(inputs, gradients, options);
    }

    /// <summary>The product of the Hessian of the reduced loss with a direction in all inputs.</summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="inputs">Two or three inputs of rows × columns numbers.</param>
    /// <param name="direction">As many numbers as the inputs; what is empty does not move. Labels are not read, nor the
    /// second of a ranking, whose grades stay.</param>
    /// <param name="products">Receive as many numbers as gradients, or are empty; spans of their own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length or weight does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void HessianProduct<TLoss, T>(this TLoss loss, in RowInputs<T> inputs, in RowInputs<T> direction,
        in LossGradients<T> products, in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowLosses.Check(loss, inputs, options);
        CheckApart(inputs, products, options);
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
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TLoss.Stage == RowStage.None)
            RowCurvature.AddProduct(loss, inputs, direction, products, options);
        else if (TLoss.Stage == RowStage.LogSoftmax)
            new LogSoftmaxCurvature<TLoss, T>(loss, inputs, options).AddProduct(direction, products);
        else
            StageCurvature.AddProduct(loss, inputs, direction.First, products.First, options);
    }

    private static void CheckApart<T>(
        in RowInputs<T> inputs, in LossGradients<T> outputs, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = inputs.First.Length;
        outputs.Check(length, inputs.Third.Length == length ? length : 0, options);
        outputs.CheckApart(inputs.First, nameof(inputs.First));
        outputs.CheckApart(inputs.Second, nameof(inputs.Second));
        outputs.CheckApart(inputs.Third, nameof(inputs.Third));
        outputs.CheckApart(inputs.Labels, nameof(inputs.Labels));
    }
}
