using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A linear layer and a softmax loss in one, for so many classes that the logits of a whole batch are too large to
/// hold: logits and their gradient exist in memory that the caller owns anyway. Every option of
/// <see cref="ClassOptions{T}"/> holds. Nothing is allocated.
/// </summary>
/// <remarks>
/// <para>
/// With a gradient of the weight, its memory holds the logits of as many rows as there are features, until it is
/// written: the weight is then read twice and its gradient written once for all of these rows. The workspace needs room
/// for a block of at most <see cref="MatrixProduct.BlockLength"/> classes of each. All other rows go through in pieces,
/// as many consecutive rows that count as the workspace holds, and the weight is read once or twice a piece.
/// </para>
/// <para>
/// The losses, the log-sum-exps and the gradient of the hidden rows are the same bits for every workspace, and so is
/// the gradient of the bias, which is summed row by row. The gradient of the weight is a sum of products of
/// consecutive rows that count, in their order. With no more rows that count than features it is the same bits for
/// every workspace that holds min(classes, <see cref="MatrixProduct.BlockLength"/>) numbers for each of them, if they
/// are consecutive. If rows between them do not count, the workspace has to hold as many numbers more as these rows
/// have features, and a row of logits at least: they are then copied there and take one product. Otherwise the
/// workspace decides which rows share a product, and the gradient rounds differently within the bound that
/// <see cref="MatrixProduct"/> states for a sum of as many blocks as there are products. Rows that do not count are
/// never multiplied, so nothing in them reaches a gradient, not even a NaN.
/// </para>
/// </remarks>
public static class LinearSoftmaxLosses
{
    private const int Numbers = 1 << 20;
    private const int NumbersBesideWeight = 1 << 18;
    private const int NumbersOfPieces = 1 << 22;

    /// <summary>
    /// The length of a good workspace, at most that of all logits and hidden rows. Without a gradient of the weight it
    /// holds a piece of about a million logits. With it, a quarter of a million numbers are enough for 170 rows of
    /// 1,024 features, and with what products pack the call takes 2 MB of floats; more rows take up to four million
    /// numbers for their copies, and never less than 512 numbers a row. Where the rows are more than the features, it
    /// is at least four million, because the rows beyond go through in pieces, which read and write all of the weight.
    /// </summary>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="features">Features of the layer, if the gradient of the weight is asked for; else 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or there are no classes.</exception>
    public static int WorkspaceLength(int rows, int classes, int features = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(features);
        long length = features == 0 ? Numbers : rows <= features ? NumbersBesideWeight : NumbersOfPieces;
        long stored = Math.Min(rows, features), block = BlockShape.DepthLength(classes);
        long packed = stored * features + Math.Max(classes, stored * block);
        length = Math.Max(length, Math.Min(NumbersOfPieces, packed));
        length = Math.Max(length, stored * block);
        length = Math.Min(length, rows * ((long)classes + features));
        return (int)Math.Clamp(length, classes, Math.Max(classes, Array.MaxLength));
    }

    /// <summary>The loss of the batch for labels, reduced as the options say.</summary>
    /// <inheritdoc
    /// cref="ValueAndGradient{TLoss, T}(TLoss, in LinearLayer{T}, ReadOnlySpan{int},
    /// in LinearGradients{T}, Span{T}, in ClassOptions{T})"/>
    public static double Value<TLoss, T>(this TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<int> labels,
        Span<T> workspace, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        layer.Check();
        return Run(loss, layer, new ClassBatch<T>(layer.Places, labels, options), default, workspace);
    }

    /// <summary>The loss for labels, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">At least one row of logits; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>; the threads serve the products too.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<int> labels,
        in LinearGradients<T> gradients, Span<T> workspace, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        layer.Check();
        return Run(loss, layer, new ClassBatch<T>(layer.Places, labels, options), gradients, workspace);
    }

    /// <summary>The loss of every row for labels, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="workspace">At least one row of logits; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>; the threads serve the products too.</param>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(this TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<int> labels,
        Span<T> values, Span<T> workspace, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        layer.Check();
        RunValues(loss, layer, new ClassBatch<T>(layer.Places, labels, options), values, workspace);
    }

    /// <summary>The loss of the batch for target distributions, reduced as the options say.</summary>
    /// <inheritdoc
    /// cref="ValueAndGradient{TLoss, T}(TLoss, in LinearLayer{T}, ReadOnlySpan{T},
    /// in LinearGradients{T}, Span{T}, in ClassOptions{T})"/>
    public static double Value<TLoss, T>(this TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<T> targets,
        Span<T> workspace, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        layer.Check();
        return Run(loss, layer, new ClassBatch<T>(layer.Places, targets, options), default, workspace);
    }

    /// <summary>The loss for target distributions, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="targets">rows × classes numbers, one distribution a row, which need not be normalised.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">At least one row of logits; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>; the threads serve the products too.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<T> targets,
        in LinearGradients<T> gradients, Span<T> workspace, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        layer.Check();
        return Run(loss, layer, new ClassBatch<T>(layer.Places, targets, options), gradients, workspace);
    }

    /// <summary>
    /// The loss of every row for target distributions, weighted but not reduced; 0 where a row does not count.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="targets">rows × classes numbers, one distribution a row, which need not be normalised.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="workspace">At least one row of logits; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>; the threads serve the products too.</param>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(this TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<T> targets,
        Span<T> values, Span<T> workspace, in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        layer.Check();
        RunValues(loss, layer, new ClassBatch<T>(layer.Places, targets, options), values, workspace);
    }

    /// <summary>Refuses gradients that do not fit, or touch an input or the workspace.</summary>
    internal static void CheckOutputs<T>(in LinearLayer<T> layer, in ClassBatch<T> batch,
        in LinearGradients<T> gradients, Span<T> workspace) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        gradients.Check(layer, workspace);
        batch.CheckApart(gradients.Hidden, "gradient of Hidden");
        batch.CheckApart(gradients.Weight, "gradient of Weight");
        batch.CheckApart(gradients.Bias, "gradient of Bias");
    }

    private static double Run<TLoss, T>(TLoss loss, in LinearLayer<T> layer, in ClassBatch<T> batch,
        in LinearGradients<T> gradients, Span<T> workspace)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckOutputs(layer, batch, gradients, workspace);
        DomainCheck.Classes(loss, batch);
        BatchDivisor divisor = batch.Divisor();
        LinearSoftmaxStep<TLoss, T> step = new(loss, batch) { Scale = divisor.Scale<T>(batch.Options.Batch.Upstream) };
        LinearWork<LinearSoftmaxStep<TLoss, T>, T> work = new(step, layer, batch, workspace) { Gradients = gradients };
        return divisor.Reduce(work.Run());
    }

    private static void RunValues<TLoss, T>(
        TLoss loss, in LinearLayer<T> layer, in ClassBatch<T> batch, Span<T> values, Span<T> workspace)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        batch.CheckValues(values);
        layer.CheckApart(values, nameof(values));
        Require.Apart(values, (ReadOnlySpan<T>)workspace, nameof(values), nameof(workspace));
        DomainCheck.Classes(loss, batch);
        LinearSoftmaxStep<TLoss, T> step = new(loss, batch) { Values = values };
        new LinearWork<LinearSoftmaxStep<TLoss, T>, T>(step, layer, batch, workspace).Run();
    }
}
