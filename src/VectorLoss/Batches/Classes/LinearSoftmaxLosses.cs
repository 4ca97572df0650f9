using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Matrices;

namespace VectorLoss.Batches;

/// <summary>
/// A linear layer and a softmax loss in one, for so many classes that the logits of a whole batch are too large to
/// hold: logits and their gradient exist for a few rows at a time, in a workspace that the caller owns. Every option
/// of <see cref="ClassOptions{T}"/> holds. Nothing else is allocated.
/// </summary>
/// <remarks>
/// Rows go through in pieces: as many consecutive rows that count as the workspace holds. The losses, the
/// log-sum-exps and the gradient of the hidden rows are the same bits for every workspace, and so is the gradient of
/// the bias, which is summed row by row. The gradient of the weight is the sum of the pieces' products in their
/// order: other workspaces round it differently, within the bound that <see cref="MatrixProduct"/> states for a sum
/// of as many blocks as there are pieces. Rows that do not count are never multiplied, so nothing in them reaches a
/// gradient, not even a NaN.
/// </remarks>
public static class LinearSoftmaxLosses
{
    private const int Numbers = 1 << 20;

    /// <summary>
    /// A workspace for a piece of about a million logits: large enough for fast products, small beside a batch.
    /// </summary>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="classes">Number of classes.</param>
    public static int WorkspaceLength(int rows, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        return Math.Clamp(Numbers / classes, 1, Math.Max(1, rows)) * classes;
    }

    /// <summary>The loss for labels, and the gradients that have room, times <paramref name="upstream"/>.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="labels">One class index a row, from 0.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">At least one row of logits; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>.</param>
    /// <param name="upstream">A factor of the gradients.</param>
    /// <returns>The loss, not multiplied by <paramref name="upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double ValueAndGradients<TLoss, T>(this TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<int> labels,
        in LinearGradients<T> gradients, Span<T> workspace, in ClassOptions<T> options = default, double upstream = 1)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        layer.Check();
        return Run(loss, layer, new ClassBatch<T>(layer.Rows, layer.Classes, labels, options), gradients, workspace,
            upstream);
    }

    /// <summary>
    /// The loss for target distributions, and the gradients that have room, times <paramref name="upstream"/>.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="targets">rows × classes.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">At least one row of logits; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>.</param>
    /// <param name="upstream">A factor of the gradients.</param>
    /// <returns>The loss, not multiplied by <paramref name="upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    public static double ValueAndGradients<TLoss, T>(this TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<T> targets,
        in LinearGradients<T> gradients, Span<T> workspace, in ClassOptions<T> options = default, double upstream = 1)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        layer.Check();
        return Run(loss, layer, new ClassBatch<T>(layer.Rows, layer.Classes, targets, options), gradients, workspace,
            upstream);
    }

    private static double Run<TLoss, T>(
        TLoss loss, in LinearLayer<T> layer, in ClassBatch<T> batch, in LinearGradients<T> gradients, Span<T> workspace,
        double upstream)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (workspace.Length < layer.Classes)
            throw new ArgumentException(
                $"workspace has {workspace.Length} elements; a row of {layer.Classes} logits is needed.",
                nameof(workspace));
        gradients.Check(layer, workspace);
        batch.CheckOutput(workspace, nameof(workspace));
        gradients.Weight.Clear();
        gradients.Bias.Clear();
        bool differentiates = !(gradients.Hidden.IsEmpty && gradients.Weight.IsEmpty && gradients.Bias.IsEmpty);
        T scale = batch.Batch.Scale<T>(upstream);
        double total = 0;
        for (int row = 0; row < batch.Rows;)
        {
            int count = Counted(batch, row, workspace.Length / layer.Classes);
            if (count == 0)
            {
                Skip(batch, row, gradients, layer.Features);
                row++;
                continue;
            }
            Span<T> logits = workspace[..(count * layer.Classes)];
            layer.Forward(row, logits);
            total = SoftmaxRows.Run(new SoftmaxWork<TLoss, T>(loss, batch.Piece(logits, row), default, differentiates
                ? logits : default, scale), total, batch.Options.Threads);
            if (differentiates)
                layer.Backward(row, logits, gradients);
            row += count;
        }
        return batch.Batch.Reduce(total);
    }

    /// <summary>How many rows from this one on count, up to a limit.</summary>
    private static int Counted<T>(in ClassBatch<T> batch, int row, int most)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = 0;
        while (count < most && row + count < batch.Rows && batch.Counts(row + count))
            count++;
        return count;
    }

    private static void Skip<T>(in ClassBatch<T> batch, int row, in LinearGradients<T> gradients, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!gradients.Hidden.IsEmpty)
            gradients.Hidden.Slice(row * features, features).Clear();
        if (!batch.Options.LogSumExp.IsEmpty)
            batch.Options.LogSumExp[row] = T.NaN;
    }
}
