using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// <see cref="LinearSoftmaxLosses"/> of a layer that is stored in 16 bits, <see cref="BFloat16"/> or
/// <see cref="Half"/>, with gradients in the same storage: half the memory. Nothing is allocated, and the same inputs
/// give the same bits on every machine and for every number of threads.
/// </summary>
/// <remarks>
/// The numbers of the layer are widened without an error, and products, logits and losses are floats: losses and
/// log-sum-exps are those of the same layer in floats, bit for bit. An element of a gradient is rounded once when it is
/// stored, to the nearest and of two to the even one: off by another 2⁻⁹ relatively in bfloat16 and 2⁻¹² in half, where
/// it is a normal number; in half what is below 6.1e-5 is off by 3e-8, see <see cref="NarrowSoftmaxLosses"/>. The
/// gradient of the weight is rounded once if the workspace holds all rows that count, as <see cref="WorkspaceLength"/>
/// has it; else once for every piece of rows, as what the next piece adds to.
/// </remarks>
public static class NarrowLinearSoftmaxLosses
{
    /// <summary>
    /// The length of a workspace in which so many rows go through at once, at most that of the largest array. The
    /// least workspace is that of one row.
    /// </summary>
    /// <param name="rows">Rows that count.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="features">Features of the layer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is not above 0.</exception>
    public static int WorkspaceLength(int rows, int classes, int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        long block = BlockShape.DepthLength(classes), each = classes + 2L * features;
        return (int)Math.Min(Array.MaxLength, block * features + block + classes + rows * each);
    }

    /// <summary>The loss of the batch for labels, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, S}(TLoss, in LinearLayer{S}, ReadOnlySpan{int}, in LinearGradients{S},
    /// Span{float}, in ClassOptions{float})"/>
    public static double Value<TLoss, S>(TLoss loss, in LinearLayer<S> layer, ReadOnlySpan<int> labels,
        Span<float> workspace, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        Check(layer);
        return Run(loss, layer, new(layer.Places, labels, options), default, workspace);
    }

    /// <summary>The loss for labels, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">Room for one row at least; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>; the threads serve the products too.</param>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="S"/> is another type.</exception>
    public static double ValueAndGradient<TLoss, S>(TLoss loss, in LinearLayer<S> layer, ReadOnlySpan<int> labels,
        in LinearGradients<S> gradients, Span<float> workspace, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        Check(layer);
        return Run(loss, layer, new(layer.Places, labels, options), gradients, workspace);
    }

    /// <summary>The loss of every row for labels, weighted but not reduced; 0 where a row does not
    /// count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="workspace">Room for one row at least; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>; the threads serve the products too.</param>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="S"/> is another type.</exception>
    public static void Values<TLoss, S>(TLoss loss, in LinearLayer<S> layer, ReadOnlySpan<int> labels,
        Span<float> values, Span<float> workspace, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        Check(layer);
        RunValues(loss, layer, new(layer.Places, labels, options), values, workspace);
    }

    /// <summary>The loss of the batch for target distributions, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, S}(TLoss, in LinearLayer{S}, ReadOnlySpan{float},
    /// in LinearGradients{S}, Span{float}, in ClassOptions{float})"/>
    public static double Value<TLoss, S>(TLoss loss, in LinearLayer<S> layer, ReadOnlySpan<float> targets,
        Span<float> workspace, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        Check(layer);
        return Run(loss, layer, new(layer.Places, targets, options), default, workspace);
    }

    /// <summary>The loss for target distributions, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="targets">rows × classes numbers, one distribution a row, which need not be normalised.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">Room for one row at least; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>; the threads serve the products too.</param>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="S"/> is another type.</exception>
    public static double ValueAndGradient<TLoss, S>(TLoss loss, in LinearLayer<S> layer, ReadOnlySpan<float> targets,
        in LinearGradients<S> gradients, Span<float> workspace, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        Check(layer);
        return Run(loss, layer, new(layer.Places, targets, options), gradients, workspace);
    }

    /// <summary>The loss of every row for target distributions, weighted but not reduced; 0 where a row does not
    /// count.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="targets">rows × classes numbers, one distribution a row, which need not be normalised.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="workspace">Room for one row at least; see <see cref="WorkspaceLength"/>.</param>
    /// <param name="options">As for <see cref="SoftmaxLosses"/>; the threads serve the products too.</param>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <typeparam name="S"><see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="S"/> is another type.</exception>
    public static void Values<TLoss, S>(TLoss loss, in LinearLayer<S> layer, ReadOnlySpan<float> targets,
        Span<float> values, Span<float> workspace, in ClassOptions<float> options = default)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        Check(layer);
        RunValues(loss, layer, new(layer.Places, targets, options), values, workspace);
    }

    private static void Check<S>(in LinearLayer<S> layer) where S : unmanaged
    {
        Require.Narrow<S>(nameof(NarrowLinearSoftmaxLosses));
        layer.Check();
    }

    private static double Run<TLoss, S>(TLoss loss, in LinearLayer<S> layer, in ClassBatch<float> batch,
        in LinearGradients<S> gradients, Span<float> workspace)
        where TLoss : struct, ILabelLoss where S : unmanaged
    {
        gradients.Check(layer, workspace);
        batch.CheckApart(gradients.Hidden, "gradient of Hidden");
        batch.CheckApart(gradients.Weight, "gradient of Weight");
        batch.CheckApart(gradients.Bias, "gradient of Bias");
        NarrowLinearWork<TLoss, S> work = new(loss, layer, batch, gradients, default, workspace);
        DomainCheck.Classes(loss, batch);
        BatchDivisor divisor = batch.Divisor();
        return divisor.Reduce(work.Run(divisor.Scale<float>(batch.Options.Batch.Upstream)));
    }

    private static void RunValues<TLoss, S>(TLoss loss, in LinearLayer<S> layer, in ClassBatch<float> batch,
        Span<float> values, Span<float> workspace) where TLoss : struct, ILabelLoss where S : unmanaged
    {
        batch.CheckValues(values);
        layer.CheckApart(values, nameof(values));
        Require.Apart(values, (ReadOnlySpan<float>)workspace, nameof(values), nameof(workspace));
        NarrowLinearWork<TLoss, S> work = new(loss, layer, batch, default, values, workspace);
        DomainCheck.Classes(loss, batch);
        work.Run(0);
    }
}
