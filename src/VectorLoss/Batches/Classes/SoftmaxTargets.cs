using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The gradient of every <see cref="ILabelLoss"/> by its target distributions: of a teacher that learns too, of mixed
/// or softened targets. Nothing is allocated, and the same inputs give the same bits on every machine.
/// </summary>
/// <remarks>
/// A row's loss Σ w·((1 − ε)·t + ε/C)·φ(log p) is linear in the targets, so its derivative by one is
/// w·(1 − ε)·φ(log p), with w the weight of the class; it carries the error of log p through φ, and a few roundings
/// more. Where the target is 0 and the logit −∞, which masks a class, it is 0; where only log p is −∞, it is what φ
/// gives: of cross-entropy, ∞. Of rows that do not count it is 0. The gradient by the logits of a softmax that makes
/// the targets follows by <see cref="RowFunctions.SoftmaxGradient"/>.
/// </remarks>
public static class SoftmaxTargets
{
    /// <summary>The gradient of the reduced loss with respect to the target distributions.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">rows × classes numbers.</param>
    /// <param name="classes">The length of a row, above 0; or where the classes lie.</param>
    /// <param name="targets">One distribution a row, which need not be normalised, where the logits lie.</param>
    /// <param name="gradient">Receives the gradient where the targets lie; a span of its own.</param>
    /// <param name="options">
    /// A sample is a row: one weight, factor and mask bit a row, where given. With class weights, neither a z-loss nor
    /// a mean over weights, since then the targets weigh the z-loss or divide the mean; no log-sum-exps.
    /// </param>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void TargetGradient<TLoss, T>(
        this TLoss loss, ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<T> targets, Span<T> gradient,
        in ClassOptions<T> options = default)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        ClassBatch<T> batch = new(logits, classes, targets, options);
        Require.SameLength(gradient.Length, targets.Length, nameof(gradient), nameof(targets));
        Require.Apart(gradient, logits, nameof(gradient), nameof(logits));
        batch.CheckApart(gradient, nameof(gradient));
        batch.RefuseWeighingTargets();
        DomainCheck.Classes(loss, batch);
        T scale = batch.Divisor().Scale<T>(options.Batch.Upstream * (1 - options.LabelSmoothing));
        if (options.Softcap != 0)
            Widest.Run<ClassMapKernel<SoftcapMap<T>, T>, T, int>(
                new(new(T.CreateTruncating(options.Softcap)), batch, logits, gradient, T.One));
        RowFunctions.LogSoftmax(
            options.Softcap != 0 ? gradient : logits, classes, gradient, Math.Max(1, options.Batch.Threads));
        Widest.Run<ClassMapKernel<TargetSlopeMap<TLoss, T>, T>, T, int>(
            new(new(loss), batch, gradient, gradient, scale));
    }
}
