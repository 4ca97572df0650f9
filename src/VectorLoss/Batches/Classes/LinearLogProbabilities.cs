using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The log-probabilities that a linear layer gives to the labels of its rows, and any loss of them, for so many classes
/// that the logits of a whole batch are too large to hold: preference and policy losses of language models from the
/// hidden rows of their tokens. Nothing is allocated.
/// </summary>
/// <remarks>
/// <para>
/// Logits live where those of <see cref="LinearSoftmaxLosses"/> do, in the memory of the weight's gradient and in the
/// workspace, and wait there while the loss looks at the log-probabilities: with no more rows than features, or with a
/// workspace for all, there is one product forward and one backward for each gradient, as for cross-entropy, and one
/// more softmax. Other rows are multiplied a second time.
/// </para>
/// <para>
/// Log-probabilities and gradients carry the errors that <see cref="SoftmaxLosses"/> states. Gradients have the bits
/// of cross-entropy with the negated slopes as factors of the rows and the same workspace.
/// </para>
/// <para>
/// Of <see cref="ClassOptions{T}"/> mask, ignored labels, soft cap, log-sum-exps, threads and the upstream factor are
/// asked; the reduction is the loss's own. Weights, factors, class weights, smoothing and z-loss are refused.
/// </para>
/// <para>
/// Distillation from a teacher's probabilities is <see cref="LinearSoftmaxLosses"/> with distributions: cross-entropy
/// and Kullback–Leibler divergence differ by a constant of the teacher.
/// </para>
/// </remarks>
public static class LinearLogProbabilities
{
    /// <summary>The log-probability of every row's label; 0 where a row does not count.</summary>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="logProbabilities">Receives one number a row; a span of its own.</param>
    /// <param name="workspace">At least a row of logits; see <see cref="LinearSoftmaxLosses.WorkspaceLength"/>.</param>
    /// <param name="options">What is asked of them stands above.</param>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<T>(in LinearLayer<T> layer, ReadOnlySpan<int> labels, Span<T> logProbabilities,
        Span<T> workspace, in ClassOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => default(LogProbability).Values(layer, labels, logProbabilities, workspace, Plain(options, default));

    /// <summary>A loss of the log-probabilities, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="logProbabilities">Receives one number a row; 0 where a row does not count.</param>
    /// <param name="slopes">Receives the derivative of the loss by each of them; a span of its own.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">At least a row of logits; see <see cref="LinearSoftmaxLosses.WorkspaceLength"/>.</param>
    /// <param name="options">What is asked of them stands above.</param>
    /// <returns>The value that the loss gives.</returns>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(TLoss loss, in LinearLayer<T> layer, ReadOnlySpan<int> labels,
        Span<T> logProbabilities, Span<T> slopes, in LinearGradients<T> gradients, Span<T> workspace,
        in ClassOptions<T> options = default)
        where TLoss : struct, ILogProbabilityLoss<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        layer.Check();
        ClassBatch<T> batch = new(layer.Places, labels, Plain(options, default));
        batch.CheckValues(logProbabilities);
        layer.CheckApart(logProbabilities, nameof(logProbabilities));
        Require.SameLength(slopes.Length, logProbabilities.Length, nameof(slopes), nameof(logProbabilities));
        layer.CheckApart(slopes, nameof(slopes));
        batch.CheckApart(slopes, nameof(slopes));
        Require.Apart(slopes, (ReadOnlySpan<T>)logProbabilities, nameof(slopes), nameof(logProbabilities));
        Require.Apart(workspace, (ReadOnlySpan<T>)logProbabilities, nameof(workspace), nameof(logProbabilities));
        LinearSoftmaxLosses.CheckOutputs(layer, batch, gradients, workspace);
        gradients.CheckApart(logProbabilities, nameof(logProbabilities));
        // As factors, the slopes are checked against the rest here.
        ClassBatch<T> weighed = new(layer.Places, labels, Plain(options, slopes));
        LinearSoftmaxLosses.CheckOutputs(layer, weighed, gradients, workspace);
        LinearWork<LinearSoftmaxStep<LogProbability, T>, T> backward = new(
            new(default, weighed) { Scale = T.CreateTruncating(options.Batch.Upstream) }, layer, weighed, workspace)
        {
            Gradients = gradients,
        }, forward = new(new(default, batch) { Values = logProbabilities }, layer, batch, workspace)
        {
            Gradients = gradients,
        };
        LinearLogits<T> stored = forward.Forward();
        forward.Pass(stored, slopes: false, kept: false);
        double value = loss.ValueAndSlopes(logProbabilities, slopes);
        if (!gradients.IsEmpty)
            backward.Pass(stored, slopes: true, forward.Keeps(stored));
        return value;
    }

    /// <summary>The gradients from the slopes of a loss that was computed elsewhere; the logits come again.</summary>
    /// <param name="layer">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="labels">One class index a row, from 0; where the options ignore it, any number.</param>
    /// <param name="slopes">The derivative of the loss by the log-probability of each row, of any sign.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">At least a row of logits; see <see cref="LinearSoftmaxLosses.WorkspaceLength"/>.</param>
    /// <param name="options">What is asked of them stands above.</param>
    /// <exception cref="ArgumentException">A length, a label or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Gradient<T>(in LinearLayer<T> layer, ReadOnlySpan<int> labels, ReadOnlySpan<T> slopes,
        in LinearGradients<T> gradients, Span<T> workspace, in ClassOptions<T> options = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        layer.Check();
        Require.SameLength(slopes.Length, layer.Rows, nameof(slopes), "rows of the layer");
        default(LogProbability).ValueAndGradient(layer, labels, gradients, workspace, Plain(options, slopes));
    }

    // A sum of what the factors weigh.
    private static ClassOptions<T> Plain<T>(in ClassOptions<T> options, ReadOnlySpan<T> slopes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options.RefuseShares();
        return options with
        {
            Batch = options.Batch with { Reduction = Reduction.Sum, Empty = EmptyBatch.Zero, Factors = slopes },
        };
    }

    /// <summary>log p itself, whose slope is 1.</summary>
    private readonly struct LogProbability : ILabelLoss
    {
        public static bool IsLinear => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Value<R>(R logProbability) where R : struct, IReal<R> => logProbability;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Slope<R>(R logProbability) where R : struct, IReal<R> => R.Of(1);
    }
}
